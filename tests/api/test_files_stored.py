"""Files in a store of objects: sealed, under random names, swept, and away without harm."""

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from api.house import House, SettingsError, open_house, storage_of
from tenants.conversations.arrivals import remove_objects
from tenants.conversations.attachments import remove_attachment
from tenants.conversations.conversations import get_conversation
from tenants.conversations.saying import Sessions, fetch, say
from tenants.errors import Unavailable
from tenants.policy import Actor, Role
from tests import people, s3_server
from tests.api.portal.walking import Walker
from tests.api.test_outages import browser_of
from tests.conftest import TEMPLATE, clone, database_at, settings_for
from tests.tenants.conversations.test_attachments import files
from vault import CannotOpen
from vault.files import CHUNK

LETTER = b"What I wrote down at the time.\n"
LONG = LETTER * (3 * CHUNK // len(LETTER))
WORDS = "What I wrote must not be lost."


@dataclass(frozen=True)
class Stored:
    house: House
    cast: people.Cast
    server: s3_server.Server
    talk: people.Talk
    client: Sessions

    def objects(self) -> dict[str, bytes]:
        found = (path for path in self.server.objects.rglob("*") if path.is_file())
        return {str(path.relative_to(self.server.objects)): path.read_bytes() for path in found}

    async def sweep(self, hours: float = 0) -> int:
        worker = Actor(Role.WORKER, self.talk.organisation_id)
        now = datetime.now(UTC) + timedelta(hours=hours)
        async with self.house.tenancy.open(worker, now=now) as tenant:
            return await remove_objects(tenant)


@pytest.fixture(scope="module")
def server() -> Iterator[s3_server.Server]:
    binary = s3_server.find_binary()
    if binary is None:
        if s3_server.required():
            pytest.fail(s3_server.MISSING, pytrace=False)
        pytest.skip(s3_server.MISSING)
    with s3_server.running(binary) as running:
        yield running


@pytest.fixture
async def stored(
    server: s3_server.Server, directory: Path, cast: people.Cast
) -> AsyncIterator[Stored]:
    async with AsyncExitStack() as stack:
        name = await stack.enter_async_context(clone(TEMPLATE))
        settings = settings_for(
            database_at(os.environ["TEST_APP_URL"], name), directory, **server.settings
        )
        house = await stack.enter_async_context(open_house(settings))
        talk = await people.start_talk(house, cast)
        client = partial(house.tenancy.open, talk.client, person=talk.client_key)
        yield Stored(house, cast, server, talk, client)


async def read(stored: Stored, number: int = 1) -> bytes:
    async with stored.client() as tenant:
        sent = (await get_conversation(tenant, stored.talk.id)).attachments
    found = next(each for each in sent if each.number == number)
    _, content = await fetch(stored.client, stored.talk.id, found.id)
    return b"".join([part async for part in content])


@pytest.mark.book("R15", "R16")
async def test_only_sealed_chunks_lie_there_under_names_that_tell_nothing(stored: Stored) -> None:
    before = stored.objects().keys()
    await say(stored.client, stored.talk.id, "", files(LONG, LETTER))
    objects = {n: o for n, o in stored.objects().items() if n not in before}
    assert len(objects) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}/\d", name) for name in objects)
    known = (stored.talk.organisation_id, stored.talk.id, stored.talk.client.id)
    for name, content in objects.items():
        assert b"wrote down" not in content
        assert not any(each.hex in name or each.bytes in content for each in known)
    assert await read(stored) == LONG
    assert await read(stored, 2) == LETTER


@pytest.mark.book("R19")
async def test_what_nothing_holds_any_more_is_removed_from_the_store(stored: Stored) -> None:
    before = stored.objects().keys()
    await say(stored.client, stored.talk.id, "", files(LETTER, LETTER))
    async with stored.client() as tenant:
        first, _ = (await get_conversation(tenant, stored.talk.id)).attachments
        await remove_attachment(tenant, stored.talk.id, first.id)
    assert await stored.sweep() == 0  # a chunk may be on its way still
    assert await stored.sweep(hours=3) == 1
    assert len(stored.objects().keys() - before) == 1
    assert await read(stored, 2) == LETTER
    assert await stored.sweep(hours=3) == 0


async def test_chunks_that_were_exchanged_in_the_store_do_not_open(stored: Stored) -> None:
    before = stored.objects().keys()
    await say(stored.client, stored.talk.id, "", files(LONG))
    one, other, last = sorted(stored.objects().keys() - before)
    (stored.server.objects / one).rename(stored.server.objects / "kept")
    (stored.server.objects / other).rename(stored.server.objects / one)
    with pytest.raises(CannotOpen):
        await read(stored)
    (stored.server.objects / one).rename(stored.server.objects / other)
    (stored.server.objects / "kept").rename(stored.server.objects / one)
    assert await read(stored) == LONG
    (stored.server.objects / last).unlink()
    with pytest.raises(CannotOpen):
        await read(stored)


async def test_the_store_is_gone_and_comes_back(stored: Stored) -> None:
    async with AsyncExitStack() as stack:
        walker = Walker(await browser_of(stored.house, stack))
        await walker.start()
        await walker.press("Send", files=[("a.txt", LETTER)])
        saved = walker.page.links["Text 1"]
        before = stored.objects()
        stored.server.stop()

        page = await walker.press("Send", text=WORDS, files=[("b.txt", LETTER)])
        assert page.response.status_code == 503
        assert int(page.response.headers["retry-after"]) > 0
        assert page.kept("text").strip() == WORDS
        assert (await walker.browser.get(saved)).status_code == 503
        copy = await walker.browser.get("/o/noorderlicht/copy/file")
        assert copy.status_code == 503
        # Words need no store.
        page = await walker.press("Send", text="Only words.")
        assert "Only words." in page.text
        assert WORDS not in page.text
        with pytest.raises(Unavailable):
            await stored.sweep(hours=3)

        stored.server.start()
        assert (await walker.browser.get(saved)).content == LETTER
        page = await walker.press("Send", text=WORDS, files=[("b.txt", LETTER)])
        assert "Text 2" in page.links
        assert await stored.sweep(hours=3) == 1  # the half that could not be sent
        assert len(stored.objects().keys() - before.keys()) == 1


async def test_files_of_before_the_store_are_still_read(stored: Stored) -> None:
    """Moving from the one to the other breaks nothing: each row says where its chunks are."""
    settings = stored.house.settings.model_copy(update={"s3_bucket": None})
    async with open_house(settings) as before:
        client = partial(before.tenancy.open, stored.talk.client, person=stored.talk.client_key)
        await say(client, stored.talk.id, "", files(LETTER))
    assert await read(stored) == LETTER


def test_half_a_store_is_said_at_once(settings) -> None:
    with pytest.raises(SettingsError, match="GESPREKSPUNT_S3_ENDPOINT"):
        storage_of(settings.model_copy(update={"s3_bucket": "files"}))
    with pytest.raises(SettingsError, match="GESPREKSPUNT_ATTACHMENT_KINDS"):
        storage_of(settings.model_copy(update={"attachment_kinds": "photo magic"}))
