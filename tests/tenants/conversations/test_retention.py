"""What should go goes on its day, what should stay stays, and nothing is left of what went."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.house import House
from tenants.conversations.consents import ask_consent
from tenants.conversations.conversations import get_conversation, start_conversation
from tenants.conversations.exports import export_own_conversations
from tenants.conversations.formal_routes import decide_formal_route
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.registering import register_conversation
from tenants.conversations.retention import (
    end_hold,
    get_retention,
    hold_conversation,
    list_retention,
    purge_conversations,
)
from tenants.conversations.weighings import QUESTIONS, record_weighing
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.insight.facets import Facets
from tenants.jobs import Job, encode_payload, run_job
from tenants.policy import Actor, Role
from tenants.session import TenantSession
from tests.conftest import database_at
from tests.people import Cast, Talk, start_talk, unlocked
from tests.waiting import until
from vault import KeyPair

FACETS = Facets(requester="affected", channel="messages", primary_theme="T1", first_of_year=True)
WEIGHED = {"decision": "kept", "answers": dict.fromkeys(QUESTIONS, "No.")}
LONG_AGO = datetime.now(UTC).replace(hour=12) - timedelta(days=2000)


class Years:
    """One conversation, and a clock of its own that begins long ago: `day` counts from there."""

    def __init__(self, house: House, talk: Talk) -> None:
        self.house, self.talk, self.day = house, talk, 0

    @property
    def now(self) -> datetime:
        return LONG_AGO + timedelta(days=self.day)

    @property
    def today(self) -> date:
        return self.now.date()

    async def as_client(self, act: Callable[..., Awaitable], *given: object, **named: object):
        async with self.house.tenancy.open(
            self.talk.client, person=self.talk.client_key, now=self.now
        ) as tenant:
            return await act(tenant, *given, **named)

    async def as_counsellor(self, act: Callable[..., Awaitable], *given: object, **named: object):
        async with self.house.tenancy.open(
            self.talk.counsellor, self.talk.organisation_id, person=self.talk.counsellor_key,
            now=self.now,
        ) as tenant:  # fmt: skip
            return await act(tenant, *given, **named)

    async def close(self) -> None:
        await self.as_counsellor(explain_limits, self.talk.id)
        await self.as_counsellor(agree_next_step, self.talk.id, text="Sleep on it.")
        await self.as_counsellor(close_conversation, self.talk.id)

    async def purge(self) -> int:
        worker = Actor(Role.WORKER, self.talk.organisation_id)
        async with self.house.tenancy.open(worker, now=self.now) as tenant:
            return await purge_conversations(tenant)

    async def go_by(self) -> None:
        """Long after all of it: nothing stays for ever, and no test leaves a full counsellor."""
        self.day = 1990
        await self.purge()
        assert not await self.is_there()

    async def is_there(self) -> bool:
        try:
            await self.as_client(get_conversation, self.talk.id)
        except NotFound:
            return False
        return True

    async def texts(self) -> list[str]:
        read = await self.as_client(get_conversation, self.talk.id)
        return [message.text for message in read.messages]


async def start_long_ago(house: House, cast: Cast) -> Years:
    organisation_id = cast.tenants["havenwerk"]
    async with house.tenancy.open(Actor(Role.VISITOR, organisation_id), now=LONG_AGO) as tenant:
        started = await start_conversation(
            tenant, conversation_id=uuid4(), language="nl", channel="messages",
            counsellor_id=cast.staff["amina"],
        )  # fmt: skip
    client = Actor(Role.CLIENT, organisation_id, started.client_id)
    amina = cast.actor("amina")
    return Years(
        house,
        Talk(
            started.conversation_id, organisation_id, started, client,
            KeyPair.from_seed(started.seed), amina, await unlocked(house, amina),
        ),
    )  # fmt: skip


@pytest.fixture
async def years(house: House, cast: Cast) -> AsyncIterator[Years]:
    years = await start_long_ago(house, cast)
    yield years
    await years.go_by()


@pytest.fixture
async def owner(fresh_house: House) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the tables, in front of whom the walls were taken down."""
    url = fresh_house.settings.database_url
    assert url
    name = url.get_secret_value().rpartition("/")[2]
    connection = await asyncpg.connect(database_at(os.environ["TEST_OWNER_URL"], name))
    for table in await _tables(connection):
        await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield connection
    await connection.close()


@pytest.mark.book("R19")
@pytest.mark.parametrize(("days", "there"), [(29, True), (30, False)])
async def test_a_closed_conversation_goes_after_thirty_days(years: Years, days, there) -> None:
    await years.as_client(post_message, years.talk.id, "Hello.")
    await years.close()
    years.day += days
    await years.purge()
    assert await years.is_there() is there


@pytest.mark.book("R19")
async def test_an_open_one_goes_a_year_after_the_last_word_and_says_so_before(years: Years) -> None:
    years.day = 100
    await years.as_counsellor(post_message, years.talk.id, "How are you?")
    last_day = years.today.replace(year=years.today.year + 1)
    told = await years.as_client(get_retention, years.talk.id)
    assert (told.goes_on, told.soon) == (last_day, False)
    years.day = (last_day - LONG_AGO.date()).days - 30
    assert (await years.as_client(get_retention, years.talk.id)).soon
    assert years.talk.id in [line.id for line in await years.as_counsellor(list_retention)]
    years.day += 29
    await years.purge()
    assert await years.is_there()
    years.day += 1
    await years.purge()
    assert not await years.is_there()


@pytest.mark.book("R19")
async def test_no_word_is_kept_longer_than_a_year_where_the_talk_goes_on(years: Years) -> None:
    await years.as_client(post_message, years.talk.id, "The first word.")
    await years.as_counsellor(
        ask_consent, years.talk.id, stage="theme", text="A room.", recipient="HR",
        purpose="quiet", until=years.today + timedelta(days=2000),
    )  # fmt: skip
    await years.as_client(decide_formal_route, years.talk.id, "formal_report")
    await years.as_counsellor(record_weighing, years.talk.id, **WEIGHED)
    years.day = 300
    await years.as_client(post_message, years.talk.id, "A later word.")
    years.day = 350
    told = await years.as_client(get_retention, years.talk.id)
    assert told.oldest_soon
    assert not told.soon
    years.day = 367
    await years.purge()
    assert await years.texts() == ["A later word."]
    (export,) = await years.as_client(export_own_conversations)
    assert (export.consents, export.formal_routes, export.weighings) == ((), (), ())


@pytest.mark.book("R19")
async def test_a_message_opens_a_closed_conversation_again_and_stops_the_purge(
    years: Years,
) -> None:
    await years.close()
    years.day = 29
    with pytest.raises(Conflict, match="closed"):
        await years.as_counsellor(post_message, years.talk.id, "I would like to add something.")
    await years.as_client(post_message, years.talk.id, "It began again.")
    years.day = 31
    assert await years.purge() == 0
    read = await years.as_client(get_conversation, years.talk.id)
    assert (read.state, read.waiting_for, read.closed_on) == ("open", "counsellor", None)


@pytest.mark.book("R19")
async def test_only_the_counsellor_in_charge_holds_with_a_reason_until_a_day(
    years: Years, house: House, cast: Cast
) -> None:
    until = years.today + timedelta(days=90)
    await years.as_counsellor(
        hold_conversation, years.talk.id, reason="A judge asked.", until=until
    )
    told = await years.as_client(get_retention, years.talk.id)
    assert (told.held_until, told.hold_reason) == (until, "A judge asked.")
    bram, today = cast.actor("bram"), datetime.now(UTC).date() + timedelta(days=1)
    async with house.tenancy.open(
        bram, cast.tenants["noorderlicht"], person=await unlocked(house, bram)
    ) as at_home:
        tenant = replace(at_home, tenant_id=years.talk.organisation_id)
        with pytest.raises(NotFound):
            await end_hold(tenant, years.talk.id)
        with pytest.raises(NotFound):
            await hold_conversation(tenant, years.talk.id, reason="Mine.", until=today)
    with pytest.raises(Forbidden):
        await years.as_client(hold_conversation, years.talk.id, reason="Mine.", until=until)
    for day in (years.today, years.today + timedelta(days=366)):
        with pytest.raises(Invalid):
            await years.as_counsellor(hold_conversation, years.talk.id, reason="Long.", until=day)
    with pytest.raises(Invalid):
        await years.as_counsellor(hold_conversation, years.talk.id, reason=" ", until=until)
    await years.close()
    years.day = 90
    await years.purge()
    assert await years.is_there()
    years.day = 91
    await years.purge()
    assert not await years.is_there(), "it ends by itself"


async def test_a_hold_that_is_ended_early_leaves_time_to_see_it(years: Years) -> None:
    await years.close()
    await years.as_counsellor(
        hold_conversation, years.talk.id, reason="A judge asked.",
        until=years.today + timedelta(days=300),
    )  # fmt: skip
    years.day = 60
    await years.as_counsellor(end_hold, years.talk.id)
    told = await years.as_client(get_retention, years.talk.id)
    assert (told.goes_on - years.today, told.soon) == (timedelta(days=31), False)
    years.day = 90
    await years.purge()
    assert await years.is_there()
    years.day = 91
    assert await years.purge() == 1


async def test_the_portal_itself_cannot_hold(house: House, talk: Talk) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(talk.client) as tenant:
            await tenant.connection.execute("UPDATE conversation SET held_until = current_date")


@pytest.mark.book("R19")
async def test_the_worker_reads_nothing_and_ends_only_what_is_due(
    house: House, cast: Cast, talk: Talk
) -> None:
    worker = Actor(Role.WORKER, talk.organisation_id)
    for statement in (
        "SELECT id FROM conversation",
        "DELETE FROM conversation",
        "SELECT body FROM message",
        "DELETE FROM message",
        "SET ROLE gp_retention",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.tenancy.open(worker) as tenant:
                await tenant.connection.execute(statement)
    # A worker that somebody took over names a day a century away.
    later = datetime.now(UTC) + timedelta(days=36500)
    async with house.tenancy.open(worker, now=later) as tenant:
        await purge_conversations(tenant)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        assert await get_conversation(tenant, talk.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("olga")) as tenant:
            await tenant.connection.execute("SELECT app.purge_conversations(now())")


@pytest.mark.book("R19")
@pytest.mark.parametrize("act", ["message", "hold"])
async def test_what_comes_just_before_the_purge_stops_it(years: Years, act: str) -> None:
    await years.close()
    years.day = 30
    tenancy, talk = years.house.tenancy, years.talk
    opened = {
        "message": tenancy.open(talk.client, person=talk.client_key, now=years.now),
        "hold": tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key, now=years.now
        ),
    }[act]
    async with opened as tenant:
        if act == "message":
            await post_message(tenant, talk.id, "Wait.")
        else:
            until = years.today + timedelta(days=5)
            await hold_conversation(tenant, talk.id, reason="A judge asked.", until=until)
        # Not committed yet, while the purge has already found the conversation due.
        purging = asyncio.create_task(years.purge())
        await _waits_for_a_lock(tenant)
        assert not purging.done()
    assert await purging == 0
    assert await years.is_there()


@pytest.mark.book("R19")
async def test_what_comes_just_after_the_purge_finds_nothing(years: Years) -> None:
    await years.close()
    years.day = 30
    worker = Actor(Role.WORKER, years.talk.organisation_id)
    async with years.house.tenancy.open(worker, now=years.now) as tenant:
        assert await purge_conversations(tenant) == 1
        posting = asyncio.create_task(years.as_client(post_message, years.talk.id, "Too late."))
        await _waits_for_a_lock(tenant)
    with pytest.raises(NotFound):
        await posting


@pytest.mark.book("R19", "R07")
async def test_nothing_is_left_but_the_registration(
    fresh_house: House, cast: Cast, owner: asyncpg.Connection
) -> None:
    years = await start_long_ago(fresh_house, cast)
    beside = await start_talk(fresh_house, cast, organisation="havenwerk")
    message = await years.as_client(post_message, years.talk.id, "Hello.")
    await years.as_counsellor(register_conversation, years.talk.id, FACETS)
    consent = await years.as_counsellor(
        ask_consent, years.talk.id, stage="theme", text="A room.", recipient="HR",
        purpose="quiet", until=years.today,
    )  # fmt: skip
    route = await years.as_client(decide_formal_route, years.talk.id, "formal_report")
    await years.as_counsellor(record_weighing, years.talk.id, **WEIGHED)
    pseudonym = (await years.as_client(get_conversation, years.talk.id)).pseudonym
    await years.close()
    registrations = await owner.fetchval("SELECT count(*) FROM registration")
    traces = [years.talk.id, years.talk.client.id, message.id, consent.id, route.id, pseudonym]
    assert await _tables_that_name(owner, traces) >= {
        "client", "conversation", "seal", "message", "consent", "formal_route", "weighing",
    }  # fmt: skip

    # As the schedule does it, by the job and the clock of the house.
    payload = encode_payload(years.talk.organisation_id)
    await run_job(fresh_house.tenancy, Job.PURGE_CONVERSATIONS, payload)
    await owner.execute("VACUUM")

    # The trail of what staff did keeps ids that lead nowhere, and nothing of the client.
    assert await _tables_that_name(owner, traces) <= {"audit_entry"}
    assert await _tables_that_name(owner, [years.talk.client.id, message.id, pseudonym]) == set()
    assert await owner.fetchval("SELECT count(*) FROM registration") == registrations
    entry = await owner.fetchrow(
        "SELECT subject_id, at, actor_id FROM audit_entry WHERE subject_kind = 'conversations'"
    )
    assert (entry["subject_id"], entry["actor_id"]) == ("1", None)
    assert entry["at"].time() == datetime.min.time()  # the day, and no more than that
    assert entry["at"] > datetime.now(UTC) - timedelta(days=1, minutes=5)
    async with fresh_house.tenancy.open(beside.client, person=beside.client_key) as tenant:
        assert await get_conversation(tenant, beside.id)


async def test_whatever_hangs_on_a_conversation_or_client_goes_along(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch(
        """
        SELECT conrelid::regclass::text AS name, confdeltype::text AS on_delete
          FROM pg_constraint
         WHERE contype = 'f' AND confrelid IN ('conversation'::regclass, 'client'::regclass)
           AND conrelid <> 'conversation'::regclass
        """
    )
    assert {row["name"] for row in rows} >= {"seal", "message", "consent", "client_session"}
    assert {row["on_delete"] for row in rows} == {"c"}


ACTS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 29, 30, 31, 100, 335, 364, 366])),
    st.tuples(st.sampled_from(["client", "counsellor", "close", "end", "purge"]), st.just(0)),
    st.tuples(st.just("hold"), st.sampled_from([1, 30, 90, 365])),
)


class Model:
    """The same rule, said another way: what should be there, from what was done and when."""

    def __init__(self, today: date) -> None:
        self.there, self.open = True, True
        self.opened, self.closed, self.held = today, None, None
        self.last: date | None = None
        self.messages: list[date] = []

    def purge(self, today: date) -> None:
        if self.held and today <= self.held:
            return
        silent = self.last or self.opened
        if today >= _next_year(silent) or (not self.open and (today - self.closed).days >= 30):
            self.there = False
        self.messages = [day for day in self.messages if today < _next_year(day)]


@pytest.mark.book("R19")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=3, max_size=14))
async def test_no_order_of_acts_keeps_what_goes_or_ends_what_stays(
    house: House, cast: Cast, acts: list[tuple[str, int]]
) -> None:
    years = await start_long_ago(house, cast)
    model = Model(years.today)
    for act, days in [*acts, ("purge", 0)]:
        if act == "wait":
            years.day = min(years.day + days, 1200)
        elif act == "purge":
            await years.purge()
            model.purge(years.today)
            assert await years.is_there() is model.there
            if not model.there:
                return
            assert len(await years.texts()) == len(model.messages)
        elif act == "client" or (act == "counsellor" and model.open):
            post = years.as_client if act == "client" else years.as_counsellor
            await post(post_message, years.talk.id, "A word.")
            model.messages.append(years.today)
            model.last, model.open, model.closed = years.today, True, None
        elif act == "close" and model.open:
            await years.close()
            model.open, model.closed = False, years.today
        elif act == "hold":
            model.held = years.today + timedelta(days=days)
            await years.as_counsellor(
                hold_conversation, years.talk.id, reason="A judge asked.", until=model.held
            )
        elif act == "end" and model.held:
            await years.as_counsellor(end_hold, years.talk.id)
            model.held = min(model.held, years.today + timedelta(days=30))
    await years.go_by()


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


async def _waits_for_a_lock(tenant: TenantSession) -> None:
    """Somebody in this database: other tests have theirs on the same server."""
    us = tenant.connection

    async def somebody_is_blocked() -> bool:
        await us.execute("SELECT pg_stat_clear_snapshot()")
        return await us.fetchval(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND locktype = 'transactionid' AND datname = current_database())"
        )

    await until(somebody_is_blocked)


async def _tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT relname FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    return [row["relname"] for row in rows]


async def _tables_that_name(owner: asyncpg.Connection, traces: list[object]) -> set[str]:
    """Every table with a row that holds one of these somewhere, in whatever column."""
    found = set()
    for table in await _tables(owner):
        for trace in traces:
            if await owner.fetchval(
                f"SELECT EXISTS (SELECT FROM {table} t WHERE position($1 IN t::text) > 0)",
                str(trace),
            ):
                found.add(table)
    return found
