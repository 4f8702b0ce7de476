"""What a client writes is found nowhere in plain: not in files, not in logs, not in figures."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import prometheus_client
import pytest

import migrations
from api.embedded import open_embedded
from api.house import open_house
from tenants.conversations.consents import ask_consent
from tenants.conversations.conversations import list_own_conversations
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step
from tests import people
from tests.api.portal.walking import Walker
from tests.api.test_outages import browser_of
from tests.conftest import CHEAP, settings_for

CANARIES = ("zilverreigerzwaan", "korenwolfvlinder", "purperkoetduin", "wespendiefheide",
            "grauwekiekendiefwad", "roerdompmoeras")  # fmt: skip


def forms_of(text: str) -> Iterator[bytes]:
    """The ways in which a text could lie in a file."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield text.encode(encoding)
        yield text.title().encode(encoding)
    yield text.encode().hex().encode()


def found_in(directory: Path, texts: Iterable[str]) -> dict[str, list[str]]:
    """In which files each of these texts is, in whatever form; not those that are in none."""
    needles = {text: tuple(forms_of(text)) for text in texts}
    found: dict[str, list[str]] = {}
    for path in directory.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for text, forms in needles.items():
            if any(form in content for form in forms):
                found.setdefault(text, []).append(str(path))
    return found


@pytest.mark.book("R15")
async def test_a_canary_is_found_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    server = ExitStack()
    urls = server.enter_context(open_embedded(tmp_path / "postgres", fsync=False))
    await asyncio.to_thread(migrations.migrate, urls.url)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings_for(urls.app_url, tmp_path)))
        cast = await people.seed_cast(house, kdf=CHEAP)
        walker = Walker(await browser_of(house, stack))
        words = await walker.start()
        await walker.press("Send", text=CANARIES[0])
        # A text that is refused must not lie in a log or a traceback either.
        await walker.press("Send", text=f"{CANARIES[1]} \x07")
        # Of a file neither what is in it nor what it was called, whether it is taken or refused.
        noted = (CANARIES[4] * 20_000).encode()
        page = await walker.press("Send", text="", files=[(f"{CANARIES[5]}.txt", noted)])
        assert (await walker.browser.get(page.links["Text 1"])).content == noted
        await walker.press("Send", files=[(f"{CANARIES[5]}.png", noted + b"\0")])
        summary, amina = None, cast.actor("amina")
        for name in ("amina", "bram", "chloé"):
            async with house.tenancy.open(cast.actor(name)) as tenant:
                for found in await list_own_conversations(tenant):
                    summary, amina = found, cast.actor(name)
        key = await people.unlocked(house, amina)
        async with house.tenancy.open(amina, summary.organisation_id, person=key) as tenant:
            await post_message(tenant, summary.id, CANARIES[2])
            await agree_next_step(tenant, summary.id, text=CANARIES[3])
            await ask_consent(
                tenant, summary.id, stage="theme", text=CANARIES[2], recipient=CANARIES[3],
                purpose=CANARIES[2], until=tenant.now.date(),
            )  # fmt: skip
        metrics = prometheus_client.generate_latest().decode()
    await asyncio.to_thread(
        server.close
    )  # shuts down with a checkpoint: everything is in the files
    printed = "".join(capfd.readouterr())

    secrets = (*CANARIES, words, words.split()[0] + " " + words.split()[1])
    found = found_in(tmp_path, [summary.pseudonym, *secrets])
    assert found.pop(summary.pseudonym), "the search finds what is there in plain"
    assert found == {}
    for canary in secrets:
        assert canary not in printed
        assert canary not in metrics
