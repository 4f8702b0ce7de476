"""Nobody in between can read: not with the database, the settings and the key server's root."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from api.auth.sessions import _derive
from api.house import House, open_house
from tenants.conversations import messages
from tenants.conversations.consents import ask_consent
from tenants.conversations.conversations import get_conversation
from tenants.conversations.counsellor_keys import make_recovery_code
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step
from tenants.conversations.recovery import make_recovery_sheet
from tenants.conversations.registering import register_conversation
from tenants.conversations.saying import say
from tenants.insight.facets import Channel, Facets, Requester
from tenants.jobs import Job, encode_payload, run_job
from tests import people
from tests.api.conftest import sit_at_desk
from tests.api.portal.walking import Walker
from tests.api.test_outages import browser_of
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from tests.tenants.conversations.test_attachments import files
from tests.vault.burglar import Loot, break_in, dump, raid
from vault import CannotOpen, KeyPair, lock

PROOF = b"What I kept as proof."
WRITTEN, ANSWERED, ON_PAPER = "My manager shouts.", "That sounds hard.", "I told nobody yet."
FACETS = Facets(
    primary_theme="T1.1",
    requester=Requester.AFFECTED,
    channel=Channel.MESSAGES,
    first_of_year=True,
)


@dataclass(frozen=True)
class Burgled:
    """A house in which people talked, all that was taken from it, and what people kept."""

    house: House
    cast: people.Cast
    owner_url: str
    talk: people.Talk
    loot: Loot
    desk_cookie: str
    portal_cookie: str
    words: str
    recovery_code: str
    recovery_sheet: str


@pytest.fixture(scope="module", params=["keystore", "vault"])
async def burgled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Burgled]:
    """Two conversations, one of them by the pages, both with sessions open and acts remembered."""
    directory: Path = tmp_path_factory.mktemp("house")
    others: dict[str, object] = {}
    if request.param == "vault":
        address = request.getfixturevalue("vault_address")
        others = {"vault_addr": address.url, "vault_token": SecretStr(address.token)}
    async with AsyncExitStack() as stack:
        name = await stack.enter_async_context(clone(BARE))
        owner_url = database_at(os.environ["TEST_OWNER_URL"], name)
        app_url = database_at(os.environ["TEST_APP_URL"], name)
        house = await stack.enter_async_context(
            open_house(settings_for(app_url, directory, **others))
        )
        cast = await people.seed_cast(house, kdf=CHEAP)
        talk = await people.start_talk(house, cast)
        await converse(house, talk)
        client = partial(house.tenancy.open, talk.client, person=talk.client_key)
        await say(client, talk.id, "", files(PROOF))
        papers = await write_on_paper(house, talk)
        words, desk_cookie, portal_cookie = await use_pages(house, cast, talk)
        loot = await raid(await dump(owner_url), house.settings, house.keys)
        yield Burgled(
            house, cast, owner_url, talk, loot, desk_cookie, portal_cookie, words, *papers
        )


async def write_on_paper(house: House, talk: people.Talk) -> tuple[str, str]:
    """Amina's recovery code, and the sheet of her first client."""
    async with house.tenancy.open(talk.counsellor) as tenant:
        code = await make_recovery_code(tenant, people.UNLOCK_SECRET, parameters=CHEAP)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        return code, await make_recovery_sheet(tenant, talk.started.seed)


async def use_pages(house: House, cast: people.Cast, talk: people.Talk) -> tuple[str, str, str]:
    """A client starts with Amina, who answers another: six words, her cookie, the client's."""
    async with AsyncExitStack() as stack:
        browser = await browser_of(house, stack)
        walker = Walker(browser)
        words = await walker.start()
        await walker.press("Send", text=ON_PAPER)
        await sit_at_desk(house, cast, browser, "amina")
        posted = await browser.post(
            f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}/messages",
            json={"text": ANSWERED},
            headers={"Idempotency-Key": str(uuid4())},
        )
        assert posted.status_code == 201
        return words, browser.cookies["desk"], browser.cookies["portal"]


async def converse(house: House, talk: people.Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, WRITTEN)
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await agree_next_step(tenant, talk.id, text="Think it over.")
        await register_conversation(tenant, talk.id, FACETS)
        await ask_consent(
            tenant,
            talk.id,
            stage="theme",
            text="a",
            recipient="b",
            purpose="c",
            until=date(2099, 1, 1),
        )


def test_the_loot_is_everything(burgled: Burgled) -> None:
    """Row-level security hid nothing from the burglar, and people left traces of every kind."""
    tables = burgled.loot.tables
    taken = {name: len(tables[name]) for name in ("conversation", "seal", "message", "attachment")}
    assert taken == {"conversation": 2, "seal": 4, "message": 3, "attachment": 1}
    for table in (
        "client_session",
        "staff_session",
        "idempotent_request",
        "audit_entry",
        "consent",
        "registration",
        "login",
        "machine_client",
    ):
        assert tables[table], table
    assert all(session["unlocked"] for session in tables["staff_session"])
    assert set(burgled.loot.keks) == {row["tenant_id"] for row in tables["organisation"]}


@pytest.mark.book("R16")
def test_the_database_alone_opens_not_even_the_first_lock(burgled: Burgled) -> None:
    found = break_in(Loot(burgled.loot.tables))
    assert found.keys_tried > 10_000
    assert (found.first_locks, found.seeds, found.texts) == (0, frozenset(), frozenset())
    assert found.files == frozenset()


@pytest.mark.book("R15", "R16")
def test_database_settings_and_root_open_the_first_lock_and_no_text(burgled: Burgled) -> None:
    found = break_in(burgled.loot)
    assert found.keys_tried > 10_000
    assert found.first_locks == len(burgled.loot.tables["seal"])
    assert (found.seeds, found.texts, found.files) == (frozenset(), frozenset(), frozenset())


@pytest.mark.book("R16")
@pytest.mark.parametrize(
    ("whose", "opened"),
    [
        ("counsellor's cookie", {WRITTEN, ANSWERED, ON_PAPER}),
        ("counsellor's unlock secret", {WRITTEN, ANSWERED, ON_PAPER}),
        ("counsellor's recovery code", {WRITTEN, ANSWERED, ON_PAPER}),
        ("client's cookie", {ON_PAPER}),
        ("client's six words", {ON_PAPER}),
        ("other client's six words", {WRITTEN, ANSWERED}),
        ("other client's recovery sheet", {WRITTEN, ANSWERED}),
    ],
)
def test_with_one_secret_of_a_person_the_same_burglar_reads(
    burgled: Burgled, whose: str, opened: set[str]
) -> None:
    secret = {
        "counsellor's cookie": burgled.desk_cookie,
        "counsellor's unlock secret": people.UNLOCK_SECRET,
        "counsellor's recovery code": burgled.recovery_code,
        "client's cookie": burgled.portal_cookie,
        "client's six words": burgled.words,
        "other client's six words": burgled.talk.started.passphrase,
        "other client's recovery sheet": burgled.recovery_sheet,
    }[whose]
    found = break_in(burgled.loot, secret)
    assert found.texts == opened
    assert found.files == ({PROOF[:1]} if WRITTEN in opened else set())


@pytest.mark.book("R16")
def test_a_person_without_the_key_server_reads_nothing(burgled: Burgled) -> None:
    """A stolen database and the client's own words: the organisation's lock is still there."""
    found = break_in(Loot(burgled.loot.tables), burgled.talk.started.passphrase)
    assert found.seeds == {burgled.talk.started.seed}
    assert (found.first_locks, found.texts) == (0, frozenset())


@pytest.mark.book("R16")
async def test_a_session_forged_in_the_database_signs_in_and_reads_nothing(
    burgled: Burgled,
) -> None:
    """Who writes to the database becomes anybody at the desk, before a kluis that stays shut."""
    counsellor, session_id, secret = burgled.talk.counsellor, uuid4(), "whatever the burglar likes"
    amina = next(r for r in burgled.loot.tables["staff_session"] if r["staff_id"] == counsellor.id)
    # With the seed that somebody else's session holds, moved over: it is bound to its session.
    await as_owner(
        burgled.owner_url,
        "INSERT INTO staff_session (tenant_id, id, staff_id, secret_digest, unlocked)"
        " VALUES ($1, $2, $3, $4, $5)",
        counsellor.tenant_id,
        session_id,
        counsellor.id,
        _derive(secret, b"digest"),
        amina["unlocked"],
    )
    async with AsyncExitStack() as stack:
        browser = await browser_of(burgled.house, stack)
        browser.cookies.set("desk", f"{counsellor.tenant_id}.{session_id}.{secret}")
        listed = await browser.get("/v1/conversations")
        read = await browser.get(
            f"/v1/organisations/{burgled.talk.organisation_id}/conversations/{burgled.talk.id}"
        )

    assert str(burgled.talk.id) in listed.text
    assert (read.status_code, read.json()["code"]) == (403, "locked")


async def test_what_remains_a_public_key_that_was_exchanged(burgled: Burgled) -> None:
    """Who writes to the database *and* has the key server's root reads what is begun from then on.

    Not what was there; and it shows, because the counsellor cannot open what is new.
    """
    house, cast, seed = burgled.house, burgled.cast, os.urandom(96)
    await as_owner(
        burgled.owner_url,
        "UPDATE counsellor SET public_key = $2 WHERE id = $1",
        cast.staff["bram"],
        KeyPair.from_seed(seed).public,
    )
    talk = await people.start_talk(house, cast, counsellor="bram")
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, "Begun too late.")

    loot = await raid(await dump(burgled.owner_url), house.settings, house.keys)
    assert break_in(loot, seed).texts == {"Begun too late."}
    with pytest.raises(CannotOpen):
        async with house.tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key
        ) as tenant:
            await get_conversation(tenant, talk.id)


def test_what_remains_a_poor_unlock_secret_is_guessed(burgled: Burgled) -> None:
    """At the price of one Argon2id a guess; the six words are drawn, this one is chosen."""
    tables = burgled.loot.tables
    poor = [
        row | {"locked_seed": lock("welcome12345", os.urandom(96), owner=row["id"],
                                   parameters=CHEAP)}
        for row in tables["counsellor"][:1]
    ]  # fmt: skip
    loot = replace(burgled.loot, tables=tables | {"counsellor": poor})
    common = ("123456789012", "welcome12345", "passwordpassword")
    assert not break_in(loot).seeds
    assert len(break_in(loot, *common).seeds) == 1


async def test_what_remains_until_the_night_a_copy_of_the_files_ties_a_registration(
    burgled: Burgled,
) -> None:
    """Coded facets, no text: both rows carry the number of the transaction that wrote them."""
    talk = await people.start_talk(burgled.house, burgled.cast, counsellor="chloé")
    async with burgled.house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await register_conversation(tenant, talk.id, FACETS)
    tables = await dump(burgled.owner_url)
    conversation = next(row for row in tables["conversation"] if row["id"] == talk.id)
    tied = [r for r in tables["registration"] if r["written_by"] == conversation["written_by"]]
    assert len(tied) == 1

    payload = encode_payload(talk.organisation_id)
    await run_job(burgled.house.tenancy, Job.SHUFFLE_REGISTRATIONS, payload)

    tables = await dump(burgled.owner_url)
    numbers = {row["written_by"] for row in tables["conversation"] + tables["audit_entry"]}
    kept = [r for r in tables["registration"] if r["tenant_id"] == talk.organisation_id]
    assert tied[0]["id"] in {row["id"] for row in kept}
    assert len({row["written_by"] for row in kept}) == 1
    assert not numbers & {row["written_by"] for row in kept}


def test_what_remains_who_wrote_when_and_about_how_much(burgled: Burgled) -> None:
    """Of each message: whose it is, to whom, the moment and one of a few sizes."""
    tables, talk = burgled.loot.tables, burgled.talk
    (conversation,) = (row for row in tables["conversation"] if row["id"] == talk.id)
    written = [row for row in tables["message"] if row["conversation_id"] == talk.id]
    assert conversation["pseudonym"]
    assert [row["author"] for row in written] == ["client", "counsellor"]
    assert {row["counsellor_id"] for row in written} == {talk.counsellor.id}
    assert written[0]["sent_at"] < written[1]["sent_at"]
    assert len(WRITTEN) != len(ANSWERED)
    assert len({len(row["body"]) for row in written}) == 1


async def test_what_remains_code_that_keeps_what_it_sees(
    burgled: Burgled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed line: all is locked and opened as ever, and nothing tells."""
    kept, talk = [], await people.start_talk(burgled.house, burgled.cast, counsellor="chloé")
    encrypt_text = messages.encrypt_text

    def keep(*given: object) -> bytes:
        kept.append(given[-1])
        return encrypt_text(*given)

    monkeypatch.setattr(messages, "encrypt_text", keep)
    async with burgled.house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, "Only to you.")
        read = await get_conversation(tenant, talk.id)
    assert [message.text for message in read.messages] == kept == ["Only to you."]


async def as_owner(owner_url: str, statement: str, *values: object) -> None:
    """Write as the owner of the tables, who is not held by row-level security."""
    table = statement.split()[2] if statement.startswith("INSERT") else statement.split()[1]
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            await connection.execute(statement, *values)
            await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    finally:
        await connection.close()
