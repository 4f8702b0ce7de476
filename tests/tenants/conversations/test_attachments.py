"""Files of a conversation: sent whole or not at all, and theirs alone who talk."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import pytest

from api.house import House
from tenants.conversations.arrivals import begin_attachment, forget_unsent, send_attachments
from tenants.conversations.attachments import Attachment, open_attachment, remove_attachment
from tenants.conversations.conversations import (
    Conversation,
    get_conversation,
    list_own_conversations,
)
from tenants.conversations.exports import export_own_conversations
from tenants.conversations.handovers import hand_over, start_fresh
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.retention import get_retention, hold_conversation, purge_conversations
from tenants.conversations.saying import Sessions, fetch, receive, say
from tenants.errors import Conflict, FileRefused, Invalid, Locked, NotFound, TooMany
from tenants.files.cleaning import FileLimits
from tenants.files.storage import Storage
from tenants.files.types import Kind
from tenants.ids import new_timeless_id
from tenants.policy import Actor, Role
from tenants.session import Tenancy
from tests.people import Cast, Talk, start_talk
from tests.tenants.files.samples import pdf, photo
from vault import CannotOpen
from vault.files import CHUNK

LETTER = b"What I wrote down at the time.\n"
LONG = LETTER * (3 * CHUNK // len(LETTER))


def client_of(house: House, talk: Talk) -> Sessions:
    return partial(house.tenancy.open, talk.client, person=talk.client_key)


def counsellor_of(house: House, talk: Talk) -> Sessions:
    return partial(
        house.tenancy.open, talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    )


async def in_pieces(content: bytes, piece: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


async def files(*contents: bytes) -> AsyncIterator[AsyncIterator[bytes]]:
    for content in contents:
        yield in_pieces(content)


async def send(sessions: Sessions, talk: Talk, *contents: bytes, text: str = "") -> None:
    await say(sessions, talk.id, text, files(*contents))


async def read(sessions: Sessions, talk: Talk, attachment: Attachment) -> bytes:
    _, content = await fetch(sessions, talk.id, attachment.id)
    return b"".join([part async for part in content])


async def shown(sessions: Sessions, talk: Talk) -> Conversation:
    async with sessions() as tenant:
        return await get_conversation(tenant, talk.id)


async def rows(house: House, owner_url: str, talk: Talk) -> dict[str, int]:
    """How many there are of this conversation, in whatever state, for whoever owns the tables."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            counted = {}
            for table in ("attachment", "attachment_chunk"):
                await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                counted[table] = await connection.fetchval(
                    f"SELECT count(*) FROM {table} WHERE conversation_id = $1", talk.id
                )
                await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            return counted
    finally:
        await connection.close()


async def test_words_and_files_are_one_thing_said(house: House, talk: Talk) -> None:
    client, counsellor = client_of(house, talk), counsellor_of(house, talk)
    await send(client, talk, LONG, photo(), text="Look at this.")
    await send(counsellor, talk, pdf())
    for side in (client, counsellor):
        conversation = await shown(side, talk)
        first, second = conversation.said
        assert (first.author, first.text, second.author, second.text) == (
            "client", "Look at this.", "counsellor", None,
        )  # fmt: skip
        letter, picture = first.attachments
        (answer,) = second.attachments
        named = [(a.name, a.kind) for a in (letter, picture, answer)]
        assert named == [("file-1.txt", Kind.TEXT), ("file-2.jpg", Kind.PHOTO),
                         ("file-3.pdf", Kind.PDF)]  # fmt: skip
        assert letter.size == len(LONG)
        assert await read(side, talk, letter) == LONG
        assert (await read(side, talk, picture)).startswith(b"\xff\xd8")
    async with counsellor() as tenant:
        line = next(c for c in await list_own_conversations(tenant) if c.id == talk.id)
        assert line.waiting_for == "client"


@pytest.mark.book("R07")
async def test_a_stranger_a_colleague_and_another_client_find_nothing(
    house: House, cast: Cast, talk: Talk
) -> None:
    await send(client_of(house, talk), talk, LETTER)
    (sent,) = (await shown(client_of(house, talk), talk)).attachments
    other = await start_talk(house, cast, counsellor="bram")
    for side in (client_of(house, other), counsellor_of(house, other)):
        with pytest.raises(NotFound):
            await fetch(side, talk.id, sent.id)
        with pytest.raises(NotFound):
            await send(side, talk, LETTER)
        async with side() as tenant:
            with pytest.raises(NotFound):
                await remove_attachment(tenant, talk.id, sent.id)
            # By the wall itself, whatever a query asks.
            for table in ("attachment", "attachment_chunk"):
                assert await tenant.connection.fetchval(
                    f"SELECT count(*) FROM {table} WHERE conversation_id = $1", talk.id
                ) == 0  # fmt: skip
    with pytest.raises(Locked):
        await fetch(partial(house.tenancy.open, talk.client), talk.id, sent.id)


async def test_a_file_that_is_refused_takes_all_along(
    house: House, talk: Talk, owner_url: str
) -> None:
    client = client_of(house, talk)
    with pytest.raises(FileRefused) as refused:
        await send(client, talk, LETTER, b"\x7fELF" + bytes(300), text="Two files.")
    assert refused.value.reason == "not-taken"
    for too_much in ("x" * 10_001, "\x07"):
        with pytest.raises(Invalid):
            await send(client, talk, LETTER, text=too_much)
    with pytest.raises(Invalid):
        await send(client, talk)
    assert (await shown(client, talk)).said == ()
    assert await rows(house, owner_url, talk) == {"attachment": 0, "attachment_chunk": 0}


async def test_a_sender_who_goes_away_half_way_leaves_nothing(
    house: House, talk: Talk, owner_url: str
) -> None:
    async def broken_off() -> AsyncIterator[bytes]:
        yield LONG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await receive(client_of(house, talk), talk.id, broken_off())
    assert (await rows(house, owner_url, talk))["attachment"] == 0

    arrived = await receive(client_of(house, talk), talk.id, in_pieces(LETTER))
    with pytest.raises(NotFound):
        await fetch(client_of(house, talk), talk.id, arrived)
    worker = Actor(Role.WORKER, talk.organisation_id)
    async with house.tenancy.open(worker) as tenant:
        await forget_unsent(tenant)
    assert (await rows(house, owner_url, talk))["attachment"] == 1
    async with house.tenancy.open(worker, now=datetime.now(UTC) + timedelta(hours=3)) as tenant:
        await forget_unsent(tenant)
    assert await rows(house, owner_url, talk) == {"attachment": 0, "attachment_chunk": 0}
    async with client_of(house, talk)() as tenant:
        with pytest.raises(NotFound):
            await send_attachments(tenant, talk.id, [arrived])


def with_limits(house: House, **limits: int) -> Tenancy:
    return Tenancy(
        house.settings.database_url.get_secret_value(),
        house.keyring,
        connections_per_door=2,
        storage=Storage(limits=FileLimits(**limits)),
    )


@pytest.mark.parametrize("limits", [{"most": 2}, {"most_bytes": 140_000}])
async def test_a_conversation_has_room_for_so_many_files_and_bytes(
    house: House, talk: Talk, limits: dict[str, int]
) -> None:
    tenancy = with_limits(house, **limits)
    client = client_of(replace(house, tenancy=tenancy), talk)
    await send(client, talk, LETTER, LETTER)
    with pytest.raises(Conflict, match="full"):
        await send(client, talk, LETTER)
    assert len((await shown(client, talk)).attachments) == 2
    await tenancy.close()


async def test_who_sends_without_end_is_asked_to_wait(house: House, talk: Talk) -> None:
    with pytest.raises(TooMany):  # noqa: PT012 - what was counted goes with the session
        async with client_of(house, talk)() as tenant:
            for hours in (0, 1):  # the window may turn meanwhile
                await tenant.connection.execute(
                    """
                    INSERT INTO attempt (tenant_id, subject, window_start, used)
                         VALUES ($1, 'attachments', date_trunc('hour', $2::timestamptz), 500)
                    ON CONFLICT (tenant_id, subject, window_start) DO UPDATE SET used = 500
                    """,
                    talk.organisation_id,
                    tenant.now + timedelta(hours=hours),
                )
            await begin_attachment(tenant, talk.id, new_timeless_id())


async def close(house: House, talk: Talk) -> None:
    async with counsellor_of(house, talk)() as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Sleep on it.")
        await close_conversation(tenant, talk.id)


async def test_a_clients_file_opens_a_closed_conversation_and_a_counsellors_does_not(
    house: House, talk: Talk
) -> None:
    await close(house, talk)
    with pytest.raises(Conflict, match="closed"):
        await send(counsellor_of(house, talk), talk, LETTER)
    await send(client_of(house, talk), talk, LETTER)
    conversation = await shown(counsellor_of(house, talk), talk)
    assert (conversation.state, conversation.waiting_for) == ("open", "counsellor")
    assert conversation.closed_on is None


async def test_who_sent_a_file_removes_it_and_nobody_else_does(
    house: House, talk: Talk, owner_url: str
) -> None:
    client, counsellor = client_of(house, talk), counsellor_of(house, talk)
    await send(client, talk, LONG, LETTER)
    await send(counsellor, talk, LETTER)
    long, _, answer = (await shown(client, talk)).attachments
    for side, not_own in ((client, answer), (counsellor, long)):
        async with side() as tenant:
            with pytest.raises(Conflict, match="not-own"):
                await remove_attachment(tenant, talk.id, not_own.id)
    async with client() as tenant:
        await remove_attachment(tenant, talk.id, long.id)
    with pytest.raises(NotFound):
        await fetch(counsellor, talk.id, long.id)
    # The others keep their names, and the next one does not get the name of what is gone.
    await send(client, talk, LETTER)
    left = (await shown(client, talk)).attachments
    assert [each.number for each in left] == [2, 3, 4]
    assert (await rows(house, owner_url, talk))["attachment_chunk"] == 3
    async with counsellor() as tenant:
        await remove_attachment(tenant, talk.id, answer.id)


@pytest.mark.book("R19")
async def test_what_is_held_is_not_removed(house: House, talk: Talk) -> None:
    await send(client_of(house, talk), talk, LETTER)
    (sent,) = (await shown(client_of(house, talk), talk)).attachments
    async with counsellor_of(house, talk)() as tenant:
        until = tenant.now.date() + timedelta(days=10)
        await hold_conversation(tenant, talk.id, reason="An order of a court.", until=until)
    async with client_of(house, talk)() as tenant:
        with pytest.raises(Conflict, match="held"):
            await remove_attachment(tenant, talk.id, sent.id)
    after = datetime.now(UTC) + timedelta(days=12)
    async with house.tenancy.open(talk.client, person=talk.client_key, now=after) as tenant:
        await remove_attachment(tenant, talk.id, sent.id)


@pytest.mark.book("R18")
@pytest.mark.parametrize("meanwhile", [False, True])
async def test_a_file_is_handed_over_with_the_whole(
    house: House, cast: Cast, talk: Talk, meanwhile: bool
) -> None:
    """Also one of which the half had arrived by then."""
    client = client_of(house, talk)

    async def go_on_with_bram() -> None:
        async with client() as tenant:
            await hand_over(tenant, talk.id, cast.staff["bram"])

    async def interrupted() -> AsyncIterator[bytes]:
        yield LONG[: 2 * CHUNK]
        await go_on_with_bram()
        yield LONG[2 * CHUNK :]

    async def one() -> AsyncIterator[AsyncIterator[bytes]]:
        yield interrupted() if meanwhile else in_pieces(LONG)

    await say(client, talk.id, "", one())
    if not meanwhile:
        await go_on_with_bram()
    (sent,) = (await shown(client, talk)).attachments
    assert await read(client, talk, sent) == LONG
    bram = await start_talk(house, cast, counsellor="bram")
    theirs = replace(talk, counsellor=bram.counsellor, counsellor_key=bram.counsellor_key)
    assert await read(counsellor_of(house, theirs), talk, sent) == LONG
    with pytest.raises(NotFound):
        await fetch(counsellor_of(house, talk), talk.id, sent.id)


@pytest.mark.book("R18")
async def test_starting_fresh_leaves_files_behind(house: House, cast: Cast, talk: Talk) -> None:
    client = client_of(house, talk)
    await send(client, talk, LETTER)
    (sent,) = (await shown(client, talk)).attachments
    fresh_id = new_timeless_id()
    async with client() as tenant:
        await start_fresh(tenant, talk.id, cast.staff["bram"], fresh_id=fresh_id, remove=True)
    bram = await start_talk(house, cast, counsellor="bram")
    theirs = replace(talk, counsellor=bram.counsellor, counsellor_key=bram.counsellor_key)
    for side, conversation_id in (
        (counsellor_of(house, theirs), talk.id),
        (counsellor_of(house, theirs), fresh_id),
        (counsellor_of(house, talk), talk.id),
        (client, fresh_id),
    ):
        with pytest.raises(NotFound):
            await fetch(side, conversation_id, sent.id)
    assert await read(client, talk, sent) == LETTER


@pytest.mark.book("R19")
async def test_a_file_goes_with_its_conversation_and_after_a_year_in_any_case(
    house: House, cast: Cast, owner_url: str
) -> None:
    old, closed, kept = [await start_talk(house, cast) for _ in range(3)]
    for talk in (old, closed, kept):
        await send(client_of(house, talk), talk, LETTER)
    await close(house, closed)
    now = await _move_back(owner_url, old, days=400)
    async with client_of(house, old)() as tenant:
        told = await get_retention(tenant, old.id)
        assert told.oldest_goes_on is not None
        assert told.oldest_goes_on < now.date()
    await _move_back(owner_url, closed, days=40)
    async with house.tenancy.open(Actor(Role.WORKER, old.organisation_id)) as tenant:
        await purge_conversations(tenant)
    assert (await rows(house, owner_url, closed)) == {"attachment": 0, "attachment_chunk": 0}
    assert (await rows(house, owner_url, old)) == {"attachment": 0, "attachment_chunk": 0}
    assert (await shown(client_of(house, old), old)).attachments == ()
    assert (await rows(house, owner_url, kept))["attachment_chunk"] == 1


async def _move_back(owner_url: str, talk: Talk, *, days: int) -> datetime:
    """As if the file had been sent, and the conversation closed, so long ago."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            for table in ("attachment", "conversation"):
                await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            await connection.execute(
                "UPDATE attachment SET sent_at = sent_at - make_interval(days => $2)"
                " WHERE conversation_id = $1",
                talk.id,
                days,
            )
            await connection.execute(
                "UPDATE conversation SET closed_on = closed_on - $2::integer WHERE id = $1",
                talk.id,
                days,
            )
            for table in ("attachment", "conversation"):
                await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    finally:
        await connection.close()
    return datetime.now(UTC)


@pytest.mark.book("R16")
@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE attachment_chunk SET number = 5 - number WHERE attachment_id = $1 AND number > 0",
        "DELETE FROM attachment_chunk WHERE attachment_id = $1 AND number = 2",
        "UPDATE attachment SET chunks = chunks - 1 WHERE id = $1",
        "UPDATE attachment_chunk SET attachment_id = $2 WHERE attachment_id = $1 AND number = 0",
    ],
    ids=["elsewhere", "left out", "cut off", "another's"],
)
async def test_a_file_that_was_changed_in_the_database_does_not_open(
    house: House, talk: Talk, owner_url: str, harm: str
) -> None:
    client = client_of(house, talk)
    await send(client, talk, LONG, LONG)
    one, other = (await shown(client, talk)).attachments
    connection = await asyncpg.connect(owner_url)
    async with connection.transaction():
        for table in ("attachment", "attachment_chunk"):
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        if "$2" in harm:
            await connection.execute(
                "DELETE FROM attachment_chunk WHERE attachment_id = $1 AND number = 0", other.id
            )
            await connection.execute(harm, one.id, other.id)
        else:
            await connection.execute(harm, one.id)
        for table in ("attachment", "attachment_chunk"):
            await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    await connection.close()
    with pytest.raises(CannotOpen):
        await read(client, talk, other if "$2" in harm else one)


async def test_the_copy_has_the_files(house: House, talk: Talk) -> None:
    await send(client_of(house, talk), talk, LETTER)
    async with client_of(house, talk)() as tenant:
        (exported,) = await export_own_conversations(tenant)
        (sent,) = exported.conversation.attachments
        opened = await open_attachment(tenant, talk.id, sent.id)
    assert (sent.name, opened.attachment) == ("file-1.txt", sent)


async def test_many_send_at_once_and_each_gets_a_number(house: House, talk: Talk) -> None:
    client = client_of(house, talk)
    await asyncio.gather(*(send(client, talk, LETTER) for _ in range(6)))
    numbers = [each.number for each in (await shown(client, talk)).attachments]
    assert numbers == [1, 2, 3, 4, 5, 6]
