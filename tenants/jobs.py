"""Jobs: work done beside the act that asked for it, for one tenant at a time.

A job is enqueued in the act's own transaction and carries a tenant and ids, nothing else: what it
needs it reads when it runs, from a clean context, as a worker.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.audit import seal_entries
from tenants.conversations.arrivals import forget_unsent, remove_objects
from tenants.conversations.retention import purge_conversations
from tenants.insight.effort_overviews import tell_effort
from tenants.insight.registrations import shuffle_registrations
from tenants.policy import PLATFORM, Action, Actor, Role, require
from tenants.session import Tenancy, TenantSession

# As long as the settings let a session idle at most; after that nothing could use it.
STAFF_SESSION = timedelta(minutes=480)
CLIENT_SESSION = timedelta(minutes=120)
# A repeated request is answered from memory for a day, and no limit counts in a longer window.
REPEATED_REQUEST = timedelta(days=1)
ATTEMPTS = timedelta(days=1)

SEALED_AT_ONCE = 1000


class Job(StrEnum):
    """What the queue may hold."""

    SEAL_AUDIT = "seal-audit"
    PURGE = "purge"
    PURGE_CONVERSATIONS = "purge-conversations"
    PURGE_FILES = "purge-files"
    SHUFFLE_REGISTRATIONS = "shuffle-registrations"
    TELL_EFFORT = "tell-effort"


class Payload(msgspec.Struct, frozen=True, array_like=True):
    """All that a job knows."""

    tenant_id: UUID
    ids: tuple[UUID, ...] = ()


async def enqueue(tenant: TenantSession, job: Job, *ids: UUID) -> None:
    """Queue a job for this tenant; it exists once the act's own transaction commits."""
    # PgQueuer's own statement reads back what it wrote, which no door but the worker's may.
    await tenant.connection.execute(
        """
        WITH job AS (SELECT nextval('pgqueuer_id_seq') AS id),
             queued AS (
                 INSERT INTO pgqueuer (id, priority, status, entrypoint, payload)
                      SELECT id, 0, 'queued', $1, $2
                        FROM job)
        INSERT INTO pgqueuer_log (job_id, priority, status, entrypoint)
             SELECT id, 0, 'queued', $1
               FROM job
        """,
        job,
        encode_payload(tenant.tenant_id, *ids),
    )


def encode_payload(tenant_id: UUID, *ids: UUID) -> bytes:
    return msgspec.json.encode(Payload(tenant_id, ids))


async def run_job(tenancy: Tenancy, job: Job, payload: bytes) -> None:
    """Do one job in a transaction of its own, as a worker of the tenant that it names."""
    order = msgspec.json.decode(payload, type=Payload)
    async with tenancy.open(Actor(Role.WORKER, order.tenant_id)) as tenant:
        await WORK[job](tenant, *order.ids)


async def list_tenant_ids(tenant: TenantSession) -> list[UUID]:
    """Every tenant of the house, the platform itself included, the oldest first."""
    require(tenant.actor, Action.READ_TENANTS)
    rows = await tenant.connection.fetch(
        "SELECT id FROM tenant WHERE id <> $1 ORDER BY id", PLATFORM
    )
    return [PLATFORM, *(row["id"] for row in rows)]


async def seal_audit(tenant: TenantSession) -> None:
    """Seal what this tenant's trail holds by now."""
    while await seal_entries(tenant, batch=SEALED_AT_ONCE) == SEALED_AT_ONCE:
        pass


async def purge(tenant: TenantSession) -> None:
    """Forget what has ended: sessions, counts of attempts, answers kept for repetition, entries."""
    require(tenant.actor, Action.PURGE)
    for table, column, age in (
        ("staff_session", "seen_at", STAFF_SESSION),
        ("client_session", "seen_at", CLIENT_SESSION),
        ("attempt", "window_start", ATTEMPTS),
        ("idempotent_request", "created_at", REPEATED_REQUEST),
        ("conversation_entry", "expires_at", timedelta(0)),
    ):
        await tenant.connection.execute(
            f"DELETE FROM {table} WHERE tenant_id = $1 AND {column} < $2",
            tenant.tenant_id,
            tenant.now - age,
        )


async def purge_files(tenant: TenantSession) -> None:
    """Forget files that were begun and never sent, and remove objects that nothing holds."""
    await forget_unsent(tenant)
    await remove_objects(tenant)


WORK: dict[Job, Callable[..., Awaitable[object]]] = {
    Job.SEAL_AUDIT: seal_audit,
    Job.PURGE: purge,
    Job.PURGE_CONVERSATIONS: purge_conversations,
    Job.PURGE_FILES: purge_files,
    Job.SHUFFLE_REGISTRATIONS: shuffle_registrations,
    Job.TELL_EFFORT: tell_effort,
}
