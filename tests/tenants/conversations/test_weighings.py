"""Weighing whether to break confidentiality: locked like the talk, and it does nothing."""

import asyncio
import os
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.conversations.handovers import hand_over, start_fresh
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.retention import hold_conversation
from tenants.conversations.weighings import (
    QUESTIONS,
    Weighing,
    list_weighings,
    record_weighing,
    show_weighing,
)
from tenants.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from tenants.policy import POLICY, Action, Role
from tenants.session import TenantSession
from tests.conftest import database_at
from tests.people import Cast, Talk, start_talk, unlocked

ANSWERS = {question: f"About {question}." for question in QUESTIONS}


def as_client(house: House, talk: Talk, days: int = 0):
    from datetime import UTC, datetime

    now = datetime.now(UTC) + timedelta(days=days)
    return house.tenancy.open(talk.client, person=talk.client_key, now=now)


def as_counsellor(house: House, talk: Talk):
    return house.tenancy.open(talk.counsellor, talk.organisation_id, person=talk.counsellor_key)


async def weigh(tenant: TenantSession, talk: Talk, **others: object) -> None:
    await record_weighing(
        tenant, talk.id, **{"decision": "broken", "answers": ANSWERS} | others  # type: ignore[arg-type]
    )  # fmt: skip


async def read(house: House, talk: Talk, days: int = 0) -> list[Weighing]:
    async with as_client(house, talk, days) as tenant:
        return await list_weighings(tenant, talk.id)


@pytest.mark.book("R04", "R18")
async def test_both_who_talk_read_it_and_nobody_else_writes_or_reads(
    house: House, cast: Cast, talk: Talk
) -> None:
    assert POLICY[Action.WEIGH_CONFIDENTIALITY] == {Role.COUNSELLOR}
    async with as_counsellor(house, talk) as tenant:
        await weigh(tenant, talk)
        (written,) = await list_weighings(tenant, talk.id)
    assert written.answers == ANSWERS
    assert await read(house, talk) == [written]
    async with as_client(house, talk) as tenant:
        with pytest.raises(Forbidden):
            await weigh(tenant, talk)
    bram = cast.actor("bram")
    async with house.tenancy.open(
        bram, talk.organisation_id, person=await unlocked(house, bram)
    ) as tenant:
        assert await list_weighings(tenant, talk.id) == []
        with pytest.raises(NotFound):
            await weigh(tenant, talk)
        with pytest.raises(NotFound):
            await show_weighing(tenant, talk.id, written.id)
    other = await start_talk(house, cast)
    async with as_client(house, other) as tenant:
        assert await list_weighings(tenant, talk.id) == []
    # A closed kluis writes and reads nothing.
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        with pytest.raises(Locked):
            await weigh(tenant, talk)
        with pytest.raises(Locked):
            await list_weighings(tenant, talk.id)


@pytest.mark.book("R15", "R16")
async def test_neither_words_nor_outcome_lie_in_plain(house: House, talk: Talk, database: str):
    async with as_counsellor(house, talk) as tenant:
        await weigh(tenant, talk, decision="broken")
    owner = await asyncpg.connect(database_at(os.environ["TEST_OWNER_URL"], database))
    try:
        await owner.execute("SET row_security = off")
        await owner.execute("ALTER TABLE weighing NO FORCE ROW LEVEL SECURITY")
        row = await owner.fetchrow("SELECT * FROM weighing WHERE conversation_id = $1", talk.id)
    finally:
        await owner.execute("ALTER TABLE weighing FORCE ROW LEVEL SECURITY")
        await owner.close()
    assert row is not None
    stored = b"".join(value for value in row.values() if isinstance(value, bytes))
    assert set(row.keys()) == {"tenant_id", "id", "conversation_id", "client_id",
                               "counsellor_id", "body", "written_on", "shown_on"}  # fmt: skip
    for said in (b"broken", b"danger", *(answer.encode() for answer in ANSWERS.values())):
        assert said not in stored


@pytest.mark.book("R04", "R18")
async def test_it_tells_nobody(fresh_house: House, cast: Cast) -> None:
    talk = await start_talk(fresh_house, cast)

    async def traces() -> list[int]:
        connection = await asyncpg.connect(
            fresh_house.settings.database_url.get_secret_value(),  # type: ignore[union-attr]
            server_settings={"role": "gp_worker"},
        )
        try:
            await connection.execute(f"SET app.tenant = '{talk.organisation_id}'")
            return [
                await connection.fetchval(f"SELECT count(*) FROM {table}")
                for table in ("pgqueuer", "pgqueuer_log", "audit_entry")
            ]
        finally:
            await connection.close()

    before = await traces()
    async with as_counsellor(fresh_house, talk) as tenant:
        await weigh(tenant, talk)
        (written,) = await list_weighings(tenant, talk.id)
        await show_weighing(tenant, talk.id, written.id)
    assert await traces() == before


async def test_a_record_is_added_to_and_never_changed(house: House, talk: Talk) -> None:
    async with as_counsellor(house, talk) as tenant:
        await weigh(tenant, talk, decision="kept")
        await weigh(tenant, talk, decision="broken")
    assert [each.decision for each in await read(house, talk)] == ["kept", "broken"]
    for who in (as_counsellor, as_client):
        for statement in (
            "UPDATE weighing SET body = 'x' WHERE conversation_id = $1",
            "UPDATE weighing SET written_on = '2020-01-01' WHERE conversation_id = $1",
            "DELETE FROM weighing WHERE conversation_id = $1",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with who(house, talk) as tenant:
                    await tenant.connection.execute(statement, talk.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with as_client(house, talk) as tenant:
            await tenant.connection.execute("UPDATE weighing SET shown_on = current_date")


async def test_a_delay_has_a_reason_and_an_end_that_comes_by_itself(
    house: House, talk: Talk
) -> None:
    async with as_counsellor(house, talk) as tenant:
        later = tenant.now.date() + timedelta(days=14)
        for refused in (
            {"shown_on": later},
            {"shown_on": later, "delay_reason": " "},
            {"shown_on": later + timedelta(days=1), "delay_reason": "A child is in danger."},
            {"shown_on": tenant.now.date() - timedelta(days=1), "delay_reason": "Past."},
        ):
            with pytest.raises(Invalid):
                await weigh(tenant, talk, **refused)
        await weigh(tenant, talk, shown_on=later, delay_reason="A child is in danger.")
        assert len(await list_weighings(tenant, talk.id)) == 1
    assert await read(house, talk, 13) == []
    (shown,) = await read(house, talk, 14)
    assert shown.delay_reason == "A child is in danger."
    # Nor does the database take a day further off, whatever the code does.
    with pytest.raises(asyncpg.CheckViolationError):
        async with as_counsellor(house, talk) as tenant:
            await tenant.connection.execute(
                "UPDATE weighing SET shown_on = shown_on + 1 WHERE conversation_id = $1", talk.id
            )


async def test_it_shows_sooner_and_never_later(house: House, talk: Talk) -> None:
    async with as_counsellor(house, talk) as tenant:
        later = tenant.now.date() + timedelta(days=5)
        await weigh(tenant, talk, shown_on=later, delay_reason="Not safe yet.")
        (written,) = await list_weighings(tenant, talk.id)
        await show_weighing(tenant, talk.id, written.id)
        await show_weighing(tenant, talk.id, written.id)
        with pytest.raises(NotFound):
            await show_weighing(tenant, talk.id, uuid4())
    (shown,) = await read(house, talk)
    assert (shown.delay_reason, shown.shown_on) == ("Not safe yet.", written.written_on)


async def test_a_delay_never_outlives_the_conversation(house: House, talk: Talk) -> None:
    async with as_counsellor(house, talk) as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Nothing for now.")
        await close_conversation(tenant, talk.id)
        # Closed today it goes in 30 days: two weeks of delay leave the client more than a week.
        soon = tenant.now.date() + timedelta(days=14)
        await weigh(tenant, talk, shown_on=soon, delay_reason="Not safe yet.")
        await tenant.connection.execute(
            "UPDATE conversation SET closed_on = closed_on - 20 WHERE id = $1", talk.id
        )
        with pytest.raises(Conflict, match="goes-too-soon"):
            await weigh(tenant, talk, shown_on=soon, delay_reason="Not safe yet.")
        await weigh(tenant, talk)
        until = tenant.now.date() + timedelta(days=60)
        await hold_conversation(tenant, talk.id, reason="To weigh it.", until=until)
        await weigh(tenant, talk, shown_on=soon, delay_reason="Not safe yet.")


@pytest.mark.parametrize("missing", QUESTIONS)
async def test_every_question_is_answered(house: House, talk: Talk, missing: str) -> None:
    async with as_counsellor(house, talk) as tenant:
        with pytest.raises(Invalid) as refused:
            await weigh(tenant, talk, answers=ANSWERS | {missing: " "}, decision="")
    assert set(refused.value.problems) == {missing, "decision"}


async def test_it_goes_where_the_whole_conversation_goes(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with as_counsellor(house, talk) as tenant:
        await weigh(tenant, talk)
    async with as_client(house, talk) as tenant:
        await hand_over(tenant, talk.id, cast.staff["bram"])
        assert len(await list_weighings(tenant, talk.id)) == 1
    bram = cast.actor("bram")
    async with house.tenancy.open(
        bram, talk.organisation_id, person=await unlocked(house, bram)
    ) as tenant:
        assert len(await list_weighings(tenant, talk.id)) == 1
    async with as_counsellor(house, talk) as tenant:
        assert await list_weighings(tenant, talk.id) == []
        with pytest.raises(NotFound):
            await weigh(tenant, talk)


async def test_a_fresh_start_takes_nothing_along(house: House, cast: Cast, talk: Talk) -> None:
    async with as_counsellor(house, talk) as tenant:
        await weigh(tenant, talk)
    async with as_client(house, talk) as tenant:
        fresh = uuid4()
        await start_fresh(tenant, talk.id, cast.staff["bram"], fresh_id=fresh, remove=False)
        assert await list_weighings(tenant, fresh) == []
        assert len(await list_weighings(tenant, talk.id)) == 1


async def test_two_at_once_are_both_kept(house: House, talk: Talk) -> None:
    async def one(decision: str) -> None:
        async with as_counsellor(house, talk) as tenant:
            await weigh(tenant, talk, decision=decision)

    await asyncio.gather(one("kept"), one("broken"))
    assert {each.decision for each in await read(house, talk)} == {"kept", "broken"}
