"""The trail of staff, machines and operators: who, whom, what, when, why (the fields of NEN 7513).

What a client does leaves no trail beyond the conversation itself. Entries never hold content, and
no address of anybody. They are sealed into a hash chain afterwards, in batches.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import msgspec

from tenants.ids import new_id
from tenants.policy import Action, Role, require
from tenants.session import TenantSession

FIRST = bytes(32)


async def record(
    tenant: TenantSession,
    action: Action,
    subject_kind: str,
    subject_id: object,
    *,
    purpose: str | None = None,
) -> None:
    """Write the entry of this act into its own transaction."""
    entry_id = new_entry(tenant)
    if entry_id is None:
        return
    await tenant.connection.execute(
        """
        INSERT INTO audit_entry
                    (tenant_id, id, at, actor_role, actor_id, action,
                     subject_kind, subject_id, purpose)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant.tenant_id,
        entry_id,
        tenant.now,
        tenant.actor.role,
        tenant.actor.id,
        action,
        subject_kind,
        str(subject_id),
        purpose,
    )


def new_entry(tenant: TenantSession) -> UUID | None:
    """The id of the entry of an act; None where it leaves no trail."""
    return None if tenant.actor.role in {Role.CLIENT, Role.VISITOR} else new_id()


async def seal_entries(tenant: TenantSession, *, batch: int = 1000) -> int:
    """Seal this tenant's oldest unsealed entries as the next link; returns how many."""
    require(tenant.actor, Action.SEAL_AUDIT)
    # Two workers must not continue the same link.
    await tenant.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('audit' || $1::uuid::text, 0))",
        tenant.tenant_id,
    )
    entries = await tenant.connection.fetch(
        f"""
        SELECT {ENTRY}
          FROM audit_entry
         WHERE tenant_id = $1 AND seal_number IS NULL
         ORDER BY id
         LIMIT $2
        """,
        tenant.tenant_id,
        batch,
    )
    if not entries:
        return 0
    last = await tenant.connection.fetchrow(
        "SELECT number, digest FROM audit_seal WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1",
        tenant.tenant_id,
    )
    number, previous = (last["number"] + 1, last["digest"]) if last else (1, FIRST)
    await tenant.connection.execute(
        """
        INSERT INTO audit_seal (tenant_id, number, previous, digest, entries)
             VALUES ($1, $2, $3, $4, $5)
        """,
        tenant.tenant_id,
        number,
        previous,
        _link(previous, entries),
        len(entries),
    )
    await tenant.connection.execute(
        "UPDATE audit_entry SET seal_number = $2 WHERE tenant_id = $1 AND id = ANY($3)",
        tenant.tenant_id,
        number,
        [entry["id"] for entry in entries],
    )
    return len(entries)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found: `broken` numbers the first seal that does not hold."""

    tenant_id: UUID
    seals: int
    entries: int
    unsealed: int
    broken: int | None


async def verify_chain(tenant: TenantSession) -> Verification:
    """Walk this tenant's chain from the first link: a changed or missing row breaks it."""
    require(tenant.actor, Action.VERIFY_AUDIT)
    seals = await tenant.connection.fetch(
        """
        SELECT number, previous, digest, entries
          FROM audit_seal
         WHERE tenant_id = $1
         ORDER BY number
        """,
        tenant.tenant_id,
    )
    previous, counted = FIRST, 0
    for expected, seal in enumerate(seals, start=1):
        entries = await tenant.connection.fetch(
            f"""
            SELECT {ENTRY}
              FROM audit_entry
             WHERE tenant_id = $1 AND seal_number = $2
             ORDER BY id
            """,
            tenant.tenant_id,
            seal["number"],
        )
        holds = (
            seal["number"] == expected
            and seal["previous"] == previous
            and seal["entries"] == len(entries)
            and seal["digest"] == _link(previous, entries)
        )
        if not holds:
            return Verification(tenant.tenant_id, len(seals), counted, 0, expected)
        previous, counted = seal["digest"], counted + len(entries)
    unsealed, orphaned = await tenant.connection.fetchrow(
        """
        SELECT count(*) FILTER (WHERE seal_number IS NULL),
               count(*) FILTER (WHERE seal_number > $2)
          FROM audit_entry
         WHERE tenant_id = $1
        """,
        tenant.tenant_id,
        len(seals),
    )
    broken = len(seals) + 1 if orphaned else None
    return Verification(tenant.tenant_id, len(seals), counted, unsealed, broken)


ENTRY = "id, at, actor_role, actor_id, action, subject_kind, subject_id, purpose"


def _link(previous: bytes, entries: list[asyncpg.Record]) -> bytes:
    digest = hashlib.sha256(previous)
    for entry in entries:
        digest.update(msgspec.json.encode(tuple(entry.values())) + b"\n")
    return digest.digest()
