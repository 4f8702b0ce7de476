"""What a firm reads of many of its organisations at once: one query, whatever their number.

Everybody else is in one organisation at a time; for them these find only what the wall admits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from tenants.network import counsellors, invoices, mandates, organisations, pools
from tenants.network.counsellors import Counsellor
from tenants.network.invoices import Invoice
from tenants.network.mandates import Mandate
from tenants.network.organisations import Organisation
from tenants.network.pools import PoolMember
from tenants.policy import Action, require
from tenants.session import TenantSession

T = TypeVar("T")


async def list_organisations_among(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, Organisation]:
    """The firm's organisations with these ids; who is not there is left out."""
    require(tenant.actor, Action.READ_ORGANISATION)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {organisations.COLUMNS}
          FROM organisation
          JOIN tenant ON tenant.id = tenant_id
         WHERE firm_id = $1 AND tenant_id = ANY($2)
        """,
        tenant.actor.tenant_id,
        ids,
    )
    return {row["tenant_id"]: organisations.organisation_of(row) for row in rows}


async def list_counsellors_among(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, Counsellor]:
    """The firm's counsellors with these ids; who is not there is left out."""
    require(tenant.actor, Action.READ_COUNSELLORS)
    rows = await tenant.connection.fetch(
        f"SELECT {counsellors.COLUMNS} FROM counsellor WHERE tenant_id = $1 AND id = ANY($2)",
        tenant.actor.tenant_id,
        ids,
    )
    return {row["id"]: counsellors.counsellor_of(row) for row in rows}


async def list_mandates_across(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, list[Mandate]]:
    """Mandates by organisation, newest first; every id has a list."""
    require(tenant.actor, Action.READ_MANDATES)
    rows = await tenant.connection.fetch(
        f"""
        SELECT tenant_id, {mandates.COLUMNS}
          FROM mandate
         WHERE firm_id = $1 AND tenant_id = ANY($2)
         ORDER BY starts_on DESC, id DESC
        """,
        tenant.actor.tenant_id,
        ids,
    )
    return by_organisation(ids, rows, Mandate)


async def list_pools_across(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, list[PoolMember]]:
    """Pools by organisation, deputies last; every id has a list."""
    require(tenant.actor, Action.READ_POOL)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, counsellor_id, deputy
          FROM pool_member
         WHERE firm_id = $1 AND tenant_id = ANY($2)
         ORDER BY deputy, counsellor_id
        """,
        tenant.actor.tenant_id,
        ids,
    )
    return by_organisation(ids, rows, pools.PoolMember)


async def list_invoices_across(
    tenant: TenantSession, ids: Sequence[UUID]
) -> dict[UUID, list[Invoice]]:
    """Invoices by organisation, newest first; every id has a list."""
    require(tenant.actor, Action.READ_INVOICES)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, quarter, hours, amount_cents, basis
          FROM invoice
         WHERE firm_id = $1 AND tenant_id = ANY($2)
         ORDER BY quarter DESC
        """,
        tenant.actor.tenant_id,
        ids,
    )
    return by_organisation(ids, rows, invoices.Invoice)


def by_organisation(
    ids: Sequence[UUID], rows: Iterable[Mapping[str, Any]], kind: Callable[..., T]
) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {organisation_id: [] for organisation_id in ids}
    for row in rows:
        members = dict(row)
        found[members.pop("tenant_id")].append(kind(**members))
    return found
