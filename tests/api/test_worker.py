"""Jobs: queued with the act, done as the worker, said without a word of what they were about."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from pgqueuer.types import QueueExecutionMode

from api.house import House
from api.settings import Settings
from api.worker import build_queue, run_for_every_tenant, run_worker
from tenants import jobs
from tenants.audit import Verification, record, verify_chain
from tenants.jobs import Job, enqueue, list_tenant_ids
from tenants.policy import PLATFORM, Action, Actor, Role
from tests.conftest import database_at
from tests.people import Cast
from tests.waiting import PATIENCE, until

SECRET = "what nobody may read in the queue"


@pytest.fixture
async def owner(fresh_house: House) -> AsyncIterator[asyncpg.Connection]:
    """The owner of the tables, without the walls: as somebody who tampers with the database."""
    async with _owner(fresh_house) as connection:
        yield connection


@asynccontextmanager
async def _owner(house: House) -> AsyncIterator[asyncpg.Connection]:
    url = house.settings.database_url
    assert url
    name = url.get_secret_value().rpartition("/")[2]
    connection = await asyncpg.connect(database_at(os.environ["TEST_OWNER_URL"], name))
    try:
        for table in ("audit_entry", "audit_seal", "attempt", "staff_session"):
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield connection
    finally:
        await connection.close()


async def test_a_job_of_an_act_that_was_rolled_back_does_not_exist(
    fresh_house: House, cast: Cast
) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
            await enqueue(tenant, Job.PURGE)
            raise ZeroDivisionError
    async with _queue(fresh_house) as connection:
        assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 0
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await enqueue(tenant, Job.PURGE)
    async with _queue(fresh_house) as connection:
        assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 1


async def test_every_door_with_an_actor_may_queue_and_none_may_read_the_queue(
    house: House, cast: Cast
) -> None:
    for actor in (cast.actor("alice"), cast.actor("amina"), cast.actor("olga")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):  # noqa: PT012
            async with house.tenancy.open(actor) as tenant:
                await enqueue(tenant, Job.SEAL_AUDIT)
                await tenant.connection.fetch("SELECT payload FROM pgqueuer")


async def test_the_queue_seals_what_was_queued(fresh_house: House, cast: Cast) -> None:
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await record(tenant, Action.MANAGE_STAFF, "staff", uuid4())
        await enqueue(tenant, Job.SEAL_AUDIT)
    await _drain(fresh_house)
    found = await _verify(fresh_house, cast.tenants["vertrouwd"])
    assert (found.broken, found.unsealed) == (None, 0)
    assert found.seals == 1


async def test_a_round_seals_every_tenant_and_a_second_adds_nothing(fresh_house: House) -> None:
    await run_for_every_tenant(fresh_house.tenancy, Job.SEAL_AUDIT)
    await run_for_every_tenant(fresh_house.tenancy, Job.SEAL_AUDIT)
    async with fresh_house.tenancy.open(Actor(Role.WORKER, PLATFORM)) as tenant:
        tenants = await list_tenant_ids(tenant)
    found = [await _verify(fresh_house, tenant_id) for tenant_id in tenants]
    assert len(tenants) == len(set(tenants)) > 5
    assert all(f.unsealed == 0 and f.broken is None and f.seals <= 1 for f in found)
    assert sum(f.entries for f in found) > 10


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET subject_id = 'another' WHERE id = $1",
        "UPDATE audit_entry SET at = at + interval '1 day' WHERE id = $1",
        "DELETE FROM audit_entry WHERE id = $1",
        "UPDATE audit_entry SET seal_number = NULL WHERE id = $1",
        """
        INSERT INTO audit_entry (tenant_id, id, actor_role, action, subject_kind, subject_id,
                                 seal_number)
             SELECT tenant_id, gen_random_uuid(), actor_role, action, subject_kind, subject_id, 1
               FROM audit_entry
              WHERE id = $1
        """,
        """
        INSERT INTO audit_entry (tenant_id, id, actor_role, action, subject_kind, subject_id,
                                 seal_number)
             SELECT tenant_id, gen_random_uuid(), actor_role, action, subject_kind, subject_id, 9
               FROM audit_entry
              WHERE id = $1
        """,
        """
        DELETE FROM audit_seal s USING audit_entry e
              WHERE e.id = $1 AND s.tenant_id = e.tenant_id
        """,
    ],
    ids=["changed", "redated", "removed", "unsealed", "added", "added-beyond", "seal-removed"],
)
async def test_a_chain_tells_that_somebody_tampered(
    fresh_house: House, owner: asyncpg.Connection, cast: Cast, tampering: str
) -> None:
    await run_for_every_tenant(fresh_house.tenancy, Job.SEAL_AUDIT)
    firm_id = cast.tenants["vertrouwd"]
    assert (await _verify(fresh_house, firm_id)).broken is None
    entry_id = await owner.fetchval(
        "SELECT id FROM audit_entry WHERE tenant_id = $1 ORDER BY id LIMIT 1", firm_id
    )
    await owner.execute(tampering, entry_id)
    assert (await _verify(fresh_house, firm_id)).broken is not None
    assert (await _verify(fresh_house, cast.tenants["klankbord"])).broken is None


async def test_purge_forgets_what_has_ended_and_nothing_else(
    fresh_house: House, owner: asyncpg.Connection, cast: Cast
) -> None:
    firm_id, staff_id = cast.tenants["vertrouwd"], cast.staff["alice"]
    old, young = timedelta(days=2), timedelta(minutes=1)
    for age in (old, young):
        await owner.execute(
            "INSERT INTO attempt (tenant_id, subject, window_start, used) "
            "VALUES ($1, 'somebody', now() - $2::interval, 3)",
            firm_id,
            age,
        )
        await owner.execute(
            "INSERT INTO staff_session (tenant_id, id, staff_id, secret_digest, seen_at) "
            "VALUES ($1, $2, $3, $4, now() - $5::interval)",
            firm_id,
            uuid4(),
            staff_id,
            bytes(32),
            age,
        )
    await run_for_every_tenant(fresh_house.tenancy, Job.PURGE)
    for table in ("attempt", "staff_session"):
        assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 1


def test_sessions_are_kept_for_as_long_as_a_setting_may_let_them_idle() -> None:
    for setting, kept in (
        ("desk_idle_minutes", jobs.STAFF_SESSION),
        ("portal_idle_minutes", jobs.CLIENT_SESSION),
    ):
        (longest,) = (m.le for m in Settings.model_fields[setting].metadata if hasattr(m, "le"))
        assert timedelta(minutes=longest) == kept


async def test_what_the_queue_keeps_of_a_failure_quotes_nothing(
    fresh_house: House, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    async def fail(tenant, *_: object) -> None:
        await tenant.connection.execute("SELECT $1::text::uuid", SECRET)

    monkeypatch.setitem(jobs.WORK, Job.PURGE, fail)
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await enqueue(tenant, Job.PURGE)
    await _drain(fresh_house, max_attempts=0)
    async with _queue(fresh_house) as connection:
        kept = await connection.fetchval(
            "SELECT traceback::text FROM pgqueuer_log WHERE traceback IS NOT NULL"
        )
        assert await connection.fetchval("SELECT status::text FROM pgqueuer") == "failed"
    assert "InvalidTextRepresentationError in run_job" in kept
    assert SECRET not in kept


async def test_the_worker_stops_when_told_and_waits_for_a_database_that_is_away(
    fresh_house: House, owner: asyncpg.Connection, cast: Cast
) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(fresh_house, stop))
    await until(lambda: owner.fetchval("SELECT count(*) FROM pgqueuer_schedules"))
    async with _queue(fresh_house, role="none") as login:
        await login.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'gesprekspunt worker' AND datname = current_database()"
        )
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        await enqueue(tenant, Job.SEAL_AUDIT)

    async def is_done() -> bool:
        return not await owner.fetchval("SELECT count(*) FROM pgqueuer")

    await until(is_done)
    stop.set()
    async with asyncio.timeout(PATIENCE):
        await working


@asynccontextmanager
async def _queue(house: House, role: str = "gp_worker") -> AsyncIterator[asyncpg.Connection]:
    """The worker's own connection to the queue."""
    url = house.settings.database_url
    assert url
    connection = await asyncpg.connect(url.get_secret_value(), server_settings={"role": role})
    try:
        yield connection
    finally:
        await connection.close()


async def _drain(house: House, *, max_attempts: int = 8) -> None:
    """Do what the queue holds, once."""
    async with _queue(house) as connection:
        queue = build_queue(connection, house.tenancy, max_attempts=max_attempts)
        await queue.qm.run(mode=QueueExecutionMode.drain)


async def _verify(house: House, tenant_id: UUID) -> Verification:
    async with house.tenancy.open(Actor(Role.WORKER, tenant_id)) as tenant:
        return await verify_chain(tenant)
