"""Pools: the counsellors whom clients of one organisation may choose, and their deputies."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.network.mandates import get_mandate
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class PoolMember:
    """A deputy is proposed only when the others have no room."""

    counsellor_id: UUID
    deputy: bool = False


async def put_pool(
    tenant: TenantSession, mandate_id: UUID, members: Sequence[PoolMember]
) -> list[PoolMember]:
    """Set who is in the pool of this mandate; whoever is not named leaves it.

    Conversations that are going on stay with their counsellor. Raises Invalid for a stranger.
    """
    require(tenant.actor, Action.MANAGE_POOL)
    mandate = await get_mandate(tenant, mandate_id)
    ids = [member.counsellor_id for member in members]
    if not members or len(set(ids)) != len(ids):
        raise Invalid({"members": "name at least one counsellor, each once"})
    await _check_own(tenant, ids)
    await tenant.hold("pool")
    await tenant.connection.execute(
        "DELETE FROM pool_member WHERE tenant_id = $1 AND counsellor_id <> ALL($2)",
        tenant.tenant_id,
        ids,
    )
    await tenant.connection.executemany(
        """
        INSERT INTO pool_member (tenant_id, counsellor_id, mandate_id, firm_id, deputy)
             VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, counsellor_id)
          DO UPDATE SET mandate_id = excluded.mandate_id, deputy = excluded.deputy
        """,
        [
            (tenant.tenant_id, m.counsellor_id, mandate.id, mandate.firm_id, m.deputy)
            for m in members
        ],
    )
    await record(tenant, Action.MANAGE_POOL, "mandate", mandate.id)
    return await list_pool(tenant)


async def list_pool(tenant: TenantSession) -> list[PoolMember]:
    require(tenant.actor, Action.READ_POOL)
    rows = await tenant.connection.fetch(
        """
        SELECT counsellor_id, deputy
          FROM pool_member
         WHERE tenant_id = $1
         ORDER BY deputy, counsellor_id
        """,
        tenant.tenant_id,
    )
    return [PoolMember(**row) for row in rows]


async def declare_conflict(tenant: TenantSession, *, conflict: bool) -> None:
    """The acting counsellor has, or no longer has, a tie with the session's organisation.

    Whoever has a tie is proposed to nobody there, and need not say which it is.
    """
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    changed = await tenant.connection.fetchval(
        """
           UPDATE pool_member
              SET conflict = $3
            WHERE tenant_id = $1 AND counsellor_id = $2
        RETURNING counsellor_id
        """,
        tenant.tenant_id,
        tenant.actor.id,
        conflict,
    )
    if changed is None:
        raise NotFound
    await record(tenant, Action.EDIT_OWN_PROFILE, "pool_member", tenant.actor.id)


async def _check_own(tenant: TenantSession, ids: Sequence[UUID]) -> None:
    home = await tenant.within(tenant.actor.tenant_id)
    known = await home.connection.fetchval(
        "SELECT count(*) FROM counsellor WHERE tenant_id = $1 AND id = ANY($2)",
        home.tenant_id,
        list(ids),
    )
    await home.within(tenant.tenant_id)
    if known != len(ids):
        raise Invalid({"members": "not all of them are counsellors of yours"})
