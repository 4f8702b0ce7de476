"""The worker: takes jobs from the queue and starts what the clock asks for, on PgQueuer."""

import asyncio
import functools
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job as QueuedJob
from pgqueuer.models import Schedule

from api.house import House, SettingsError
from tenants.errors import DomainError, Unavailable
from tenants.jobs import Job, encode_payload, list_tenant_ids, run_job
from tenants.policy import PLATFORM, Actor, Door, Role
from tenants.session import Tenancy

#: what runs for every tenant, and when (cron, in UTC)
SCHEDULE = {
    Job.SEAL_AUDIT: "* * * * *",
    Job.PURGE: "*/10 * * * *",
    Job.PURGE_FILES: "5,35 * * * *",
    # at night, all organisations alike: the hour tells nothing of any of them
    Job.PURGE_CONVERSATIONS: "20 2 * * *",
    Job.SHUFFLE_REGISTRATIONS: "40 2 * * *",
    Job.TELL_EFFORT: "50 2 * * *",
}
ATTEMPTS = 8
PAUSE = 2.0
#: the last is what asyncpg says of a connection that dies while the queue begins with it
DATABASE_TROUBLE = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

HOUSE = tuple(f"{Path(__file__).parents[1] / part}/" for part in ("api", "tenants", "vault"))

log = structlog.get_logger()


class JobFailedError(Exception):
    """Which error ended a job, and where; never what it said, since the queue keeps this text."""


async def run_worker(house: House, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then finish what was begun; waits for a database that is away."""
    while not stop.is_set():
        try:
            await _work(house, stop)
        except DATABASE_TROUBLE as error:
            log.warning("worker-waits", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)


async def run_for_every_tenant(tenancy: Tenancy, job: Job) -> None:
    """Do a job for each tenant in turn; one that fails does not keep the others waiting."""
    async with tenancy.open(Actor(Role.WORKER, PLATFORM)) as tenant:
        tenant_ids = await list_tenant_ids(tenant)
    for tenant_id in tenant_ids:
        try:
            await run_job(tenancy, job, encode_payload(tenant_id))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 (said, and tried again the next time)
            log.warning("job-failed", job=job, tenant_id=str(tenant_id), error=_place(error))


async def _work(house: House, stop: asyncio.Event) -> None:
    url = house.settings.database_url
    if url is None:
        raise SettingsError("DATABASE_URL says where the queue is")
    connection = await asyncpg.connect(
        url.get_secret_value(),
        server_settings={"role": Door.WORKER.value, "application_name": "gesprekspunt worker"},
        timeout=10,
        command_timeout=30,
    )
    try:
        queue = build_queue(connection, house.tenancy)
        stopping = asyncio.create_task(_pass_on(stop, queue.shutdown))
        try:
            await queue.run(dequeue_timeout=timedelta(seconds=10))
        finally:
            stopping.cancel()
    finally:
        await connection.close(timeout=5)


def build_queue(
    connection: asyncpg.Connection, tenancy: Tenancy, *, max_attempts: int = ATTEMPTS
) -> PgQueuer:
    """A queue on the worker's connection that knows every job and its hours."""
    queue = PgQueuer.from_asyncpg_connection(connection)
    executor = functools.partial(DatabaseRetryEntrypointExecutor, max_attempts=max_attempts)
    for job in Job:
        # A job that keeps failing is held, so that somebody can look and start it again.
        entrypoint = queue.entrypoint(job.value, on_failure="hold", executor_factory=executor)
        entrypoint(_queued(tenancy, job))
    for job, hours in SCHEDULE.items():
        queue.schedule(f"every-tenant-{job}", hours, clean_old=True)(_scheduled(tenancy, job))
    return queue


def _queued(tenancy: Tenancy, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(queued: QueuedJob) -> None:
        try:
            await run_job(tenancy, job, queued.payload or b"")
        except Exception as error:  # noqa: BLE001
            # The queue keeps the text of errors, and the text of a database error quotes values.
            raise JobFailedError(_place(error)) from None

    return run


def _scheduled(tenancy: Tenancy, job: Job) -> Callable[[Schedule], Awaitable[None]]:
    async def run(_: Schedule) -> None:
        try:
            await run_for_every_tenant(tenancy, job)
        except DomainError as error:
            log.warning("job-waits", job=job, error=error.code)

    return run


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(HOUSE)]
    frame = (ours or frames)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno} of {frame.filename}"


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
