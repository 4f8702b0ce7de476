"""A way back without the words: by a sheet made before, by an entry handed over; nobody else's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.house import House
from tenants.conversations.clients import (
    Client,
    derive_secrets,
    open_client_session,
    return_with_passphrase,
)
from tenants.conversations.conversations import (
    get_conversation,
    list_own_conversations,
    start_another_conversation,
)
from tenants.conversations.entries import MOVED, end_entry, find_entry, make_entry
from tenants.conversations.messages import post_message
from tenants.conversations.recovery import (
    check_code,
    find_recovery_sheet,
    make_recovery_sheet,
    recover,
)
from tenants.errors import Conflict, Forbidden, Invalid, Locked, NotFound, Unauthenticated
from tenants.policy import Actor, Role
from tests.people import Cast, Talk, start_talk
from vault import (
    CannotOpen,
    KdfParameters,
    KeyPair,
    SealBinding,
    derive,
    derive_code,
    new_code,
    new_passphrase,
    open_seal,
    recovery_unlock,
)

SAID = "Nobody but the two of us reads this."
TOMORROW = timedelta(hours=24, minutes=1)


async def write(house: House, talk: Talk, text: str = SAID) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, text)


async def sheet_of(house: House, talk: Talk) -> str:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        return await make_recovery_sheet(tenant, talk.started.seed)


async def entry_of(house: House, talk: Talk) -> str:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        return (await make_entry(tenant, talk.id)).code


async def come_back(
    house: House,
    organisation_id: UUID,
    code: str,
    *,
    words: str | None = None,
    now: datetime | None = None,
) -> tuple[Client, KeyPair, str]:
    """With a code and new words; returns the client, the key pair and the words."""
    words = words or new_passphrase("en")
    async with house.tenancy.open(Actor(Role.VISITOR, organisation_id), now=now) as tenant:
        secret = await derive_secrets(tenant, words)
        client = await recover(tenant, code, secret)
    return client, KeyPair.from_seed(secret.seed), words


async def read(house: House, talk: Talk, client_id: UUID, person: KeyPair) -> list[str]:
    actor = Actor(Role.CLIENT, talk.organisation_id, client_id)
    async with house.tenancy.open(actor, person=person) as tenant:
        return [m.text for m in (await get_conversation(tenant, talk.id)).messages]


async def another(house: House, cast: Cast, talk: Talk, counsellor: str = "bram") -> UUID:
    conversation_id = uuid4()
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await start_another_conversation(
            tenant,
            conversation_id=conversation_id,
            language="en",
            channel="messages",
            counsellor_id=cast.staff[counsellor],
        )
    return conversation_id


async def words_open(house: House, organisation_id: UUID, words: str) -> bool:
    async with house.tenancy.open(Actor(Role.VISITOR, organisation_id)) as tenant:
        try:
            await return_with_passphrase(tenant, await derive_secrets(tenant, words))
        except Unauthenticated:
            return False
        return True


async def test_several_conversations_under_one_pseudonym(
    house: House, cast: Cast, talk: Talk
) -> None:
    others = [await another(house, cast, talk, name) for name in ("amina", "bram")]
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        mine = await list_own_conversations(tenant)
        assert {c.id for c in mine} == {talk.id, *others}
        assert len({c.pseudonym for c in mine}) == 1
        for conversation_id in others:
            await post_message(tenant, conversation_id, SAID)
    # Each counsellor reads their own, and not the other's.
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        assert (await get_conversation(tenant, others[0])).messages[0].text == SAID
        with pytest.raises(NotFound):
            await get_conversation(tenant, others[1])


async def test_another_conversation_starts_once_with_the_own_key_and_real_wishes(
    house: House, cast: Cast, talk: Talk
) -> None:
    wishes = {"language": "en", "channel": "messages", "counsellor_id": cast.staff["amina"]}
    for wrong, error in (
        ({"conversation_id": talk.id}, Conflict),
        ({"channel": "pigeon"}, Invalid),
        ({"language": "tlh"}, Invalid),
        ({"counsellor_id": cast.staff["dewi"]}, NotFound),
    ):
        with pytest.raises(error):
            async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                await start_another_conversation(
                    tenant, **({"conversation_id": uuid4()} | wishes | wrong)
                )
    async with house.tenancy.open(talk.client) as tenant:
        with pytest.raises(Locked):
            await start_another_conversation(tenant, conversation_id=uuid4(), **wishes)


async def test_a_sheet_brings_back_everything_and_ends_words_sheet_and_sessions(
    house: House, cast: Cast, talk: Talk
) -> None:
    await write(house, talk)
    code = await sheet_of(house, talk)
    # Started after the sheet was printed: it opens this as well.
    later = await another(house, cast, talk)
    async with house.tenancy.open(talk.client) as tenant:
        session_id = await open_client_session(tenant, talk.client.id, bytes(96), bytes(32))

    client, person, words = await come_back(house, talk.organisation_id, code.lower())
    assert client.id == talk.client.id
    assert await read(house, talk, client.id, person) == [SAID]
    async with house.tenancy.open(talk.client, person=person) as tenant:
        assert (await get_conversation(tenant, later)).messages == ()
        assert await find_recovery_sheet(tenant) is None
        assert not await tenant.connection.fetchval(
            "SELECT EXISTS (SELECT FROM client_session WHERE tenant_id = $1 AND id = $2)",
            talk.organisation_id,
            session_id,
        )
    assert await words_open(house, talk.organisation_id, words)
    assert not await words_open(house, talk.organisation_id, talk.started.passphrase)
    # Who kept the old key pair opens nothing with it, and starts nothing.
    with pytest.raises(CannotOpen):
        await read(house, talk, talk.client.id, talk.client_key)
    with pytest.raises(Unauthenticated):
        await another(house, cast, talk)
    with pytest.raises(Unauthenticated):
        await sheet_of(house, talk)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, code)
    # The counsellor reads on, and answers.
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        assert (await get_conversation(tenant, talk.id)).messages[0].text == SAID


async def test_a_new_sheet_ends_the_one_before(house: House, talk: Talk) -> None:
    first, second = await sheet_of(house, talk), await sheet_of(house, talk)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, first)
    async with house.tenancy.open(talk.client) as tenant:
        assert await find_recovery_sheet(tenant) == tenant.now.date()
    await come_back(house, talk.organisation_id, second)


@pytest.mark.book("R21")
async def test_a_code_leads_nowhere_in_another_organisation(
    house: House, cast: Cast, talk: Talk
) -> None:
    here, there = await sheet_of(house, talk), cast.tenants["havenwerk"]
    with pytest.raises(Unauthenticated):
        await come_back(house, there, here)
    other = await start_talk(house, cast, organisation="havenwerk")
    async with house.tenancy.open(other.client, person=other.client_key) as tenant:
        await make_recovery_sheet(tenant, other.started.seed)
        theirs = await tenant.connection.fetch(
            "SELECT lookup, locked_seed FROM client_recovery WHERE tenant_id = $1", there
        )
    async with house.tenancy.open(talk.client) as tenant:
        ours = await tenant.connection.fetch(
            "SELECT lookup, locked_seed FROM client_recovery WHERE tenant_id = $1",
            talk.organisation_id,
        )
        # Nothing of another organisation can even be asked for.
        assert not await tenant.connection.fetch(
            "SELECT client_id FROM client_recovery WHERE tenant_id = $1", there
        )
    assert not {v for row in ours for v in row} & {v for row in theirs for v in row}


async def test_checking_a_code_uses_nothing_up(house: House, talk: Talk) -> None:
    for code in (await sheet_of(house, talk), await entry_of(house, talk)):
        async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
            await check_code(tenant, code)
            await check_code(tenant, code)
    async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
        for wrong in (new_code(), "", "not a code", talk.started.passphrase):
            with pytest.raises(Unauthenticated):
                await check_code(tenant, wrong)


async def test_an_entry_opens_its_conversation_once_under_new_words(
    house: House, cast: Cast, talk: Talk
) -> None:
    await write(house, talk)
    kept = await another(house, cast, talk)
    code = await entry_of(house, talk)
    client, person, words = await come_back(house, talk.organisation_id, code)
    assert client.id != talk.client.id
    assert await read(house, talk, client.id, person) == [SAID]
    actor = Actor(Role.CLIENT, talk.organisation_id, client.id)
    async with house.tenancy.open(actor, person=person) as tenant:
        # This one alone, by the name that the counsellor knows.
        (mine,) = await list_own_conversations(tenant)
        assert mine.id == talk.id
        await post_message(tenant, talk.id, "I am back.")
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        seen = await get_conversation(tenant, talk.id)
        assert [m.text for m in seen.messages] == [SAID, "I am back."]
        assert seen.pseudonym == mine.pseudonym == client.pseudonym
    # The old words open what was not handed out again, and no longer this.
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        assert [c.id for c in await list_own_conversations(tenant)] == [kept]
        with pytest.raises(NotFound):
            await get_conversation(tenant, talk.id)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, code)
    assert await words_open(house, talk.organisation_id, words)


async def test_who_has_nothing_left_is_forgotten_with_words_and_sheet(
    house: House, talk: Talk
) -> None:
    sheet = await sheet_of(house, talk)
    await come_back(house, talk.organisation_id, await entry_of(house, talk))
    assert not await words_open(house, talk.organisation_id, talk.started.passphrase)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, sheet)


async def test_an_entry_ends_after_a_day_with_a_newer_one_or_by_the_client(
    house: House, talk: Talk
) -> None:
    code = await entry_of(house, talk)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, code, now=datetime.now(UTC) + TOMORROW)
    newer = await entry_of(house, talk)
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, code)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        assert await find_entry(tenant, talk.id) is not None
        await end_entry(tenant, talk.id)
        assert await find_entry(tenant, talk.id) is None
    with pytest.raises(Unauthenticated):
        await come_back(house, talk.organisation_id, newer)


async def test_words_of_somebody_else_are_not_taken(house: House, cast: Cast, talk: Talk) -> None:
    theirs = (await start_talk(house, cast)).started.passphrase
    for code in (await sheet_of(house, talk), await entry_of(house, talk)):
        with pytest.raises(Conflict, match="words-taken"):
            await come_back(house, talk.organisation_id, code, words=theirs)
        async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
            await check_code(tenant, code)  # nothing was used up


@pytest.mark.book("R16")
async def test_an_entry_is_the_counsellors_in_charge_alone(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with house.tenancy.open(cast.actor("alice"), talk.organisation_id) as tenant:
        with pytest.raises(Forbidden):
            await make_entry(tenant, talk.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("alice"), talk.organisation_id) as tenant:
            await tenant.connection.fetch("SELECT sealed FROM conversation_entry")
    async with house.tenancy.open(cast.actor("bram"), talk.organisation_id) as tenant:
        with pytest.raises(NotFound):
            await make_entry(tenant, talk.id)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        with pytest.raises(Locked):
            await make_entry(tenant, talk.id)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        with pytest.raises(Forbidden):
            await make_entry(tenant, talk.id)


async def test_making_an_entry_leaves_a_trail(house: House, talk: Talk) -> None:
    await entry_of(house, talk)
    async with house.tenancy.open(Actor(Role.OPERATOR, talk.organisation_id)) as tenant:
        trail = await tenant.connection.fetchval(
            """
            SELECT count(*)
              FROM audit_entry
             WHERE tenant_id = $1 AND action = 'make_entry' AND subject_id = $2
            """,
            talk.organisation_id,
            str(talk.id),
        )
    assert trail == 1


@pytest.mark.book("R16")
async def test_the_rows_open_nothing_without_the_code(house: House, talk: Talk) -> None:
    """Who has the database and the organisation's opened key lacks 130 random bits."""
    await sheet_of(house, talk)
    await entry_of(house, talk)
    async with house.tenancy.open(talk.client) as tenant:
        rows = await tenant.connection.fetchrow(
            """
            SELECT o.passphrase_salt, o.passphrase_kdf, o.wrapped_kek, r.locked_seed, e.id, e.sealed
              FROM organisation o
              JOIN client_recovery r ON r.tenant_id = o.tenant_id AND r.client_id = $2
              JOIN conversation_entry e ON e.tenant_id = o.tenant_id AND e.conversation_id = $3
             WHERE o.tenant_id = $1
            """,
            talk.organisation_id,
            talk.client.id,
            talk.id,
        )
        kek = await tenant.keyring.kek(talk.organisation_id, rows["wrapped_kek"])
    guess = derive_code(
        new_code(),
        salt=rows["passphrase_salt"],
        parameters=KdfParameters.parse(rows["passphrase_kdf"]),
    )
    for key in (kek, guess[0].key, guess[1].key, bytes(32)):
        with pytest.raises(CannotOpen):
            recovery_unlock(
                key, rows["locked_seed"], tenant_id=talk.organisation_id, owner=talk.client.id
            )
    binding = SealBinding(talk.organisation_id, talk.id, rows["id"], "entry")
    for seed in (guess[0].seed, guess[1].seed, talk.started.seed):
        with pytest.raises(CannotOpen):
            open_seal(rows["sealed"], kek=kek, key_pair=KeyPair.from_seed(seed), binding=binding)


async def test_what_belongs_to_a_client_moves_whole(owner_url: str) -> None:
    """A table that a later migration gives a client and a conversation has to move along."""
    connection = await asyncpg.connect(owner_url)
    rows = await connection.fetch(
        """
        SELECT table_name
          FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name IN ('client_id', 'conversation_id')
         GROUP BY table_name
        HAVING count(*) = 2
        """
    )
    await connection.close()
    own = {"seal", "conversation_entry"}  # made anew, and used up
    assert {row["table_name"] for row in rows} == {*MOVED[1:], *own}


def test_words_and_codes_never_give_the_same() -> None:
    cheap = {"salt": bytes(32), "parameters": KdfParameters(64, 1, 1)}
    code = new_code()
    sheet, entry = derive_code(code, **cheap)
    words = derive(code, **cheap)
    secrets = {sheet.seed, entry.seed, words.seed, sheet.lookup, entry.lookup, words.lookup}
    assert len(secrets | {sheet.key, entry.key}) == 8
