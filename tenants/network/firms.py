"""Counselling firms: a tenant of their own, and a face that clients of their organisations see."""

from dataclasses import dataclass
from uuid import UUID

from tenants.audit import record
from tenants.errors import NotFound
from tenants.network.directory import create_tenant
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Firm:
    """`sender` is the neutral name that titles, mail and calendars carry."""

    tenant_id: UUID
    name: str
    language: str
    accent: str
    sender: str


async def create_firm(
    tenant: TenantSession, *, slug: str, name: str, language: str, sender: str
) -> Firm:
    require(tenant.actor, Action.CREATE_TENANT)
    created = await create_tenant(tenant, "firm", slug)
    firm = await tenant.within(created.id)
    row = await firm.connection.fetchrow(
        """
        INSERT INTO firm (tenant_id, name, language, sender)
             VALUES ($1, $2, $3, $4)
          RETURNING tenant_id, name, language, accent, sender
        """,
        created.id,
        name,
        language,
        sender,
    )
    await record(firm, Action.CREATE_TENANT, "firm", created.id)
    return Firm(**row)


async def get_firm(tenant: TenantSession, firm_id: UUID) -> Firm:
    """The firm as the wall lets the session see it: its own, or the one it stands beside."""
    row = await tenant.connection.fetchrow(
        "SELECT tenant_id, name, language, accent, sender FROM firm WHERE tenant_id = $1", firm_id
    )
    if row is None:
        raise NotFound
    return Firm(**row)
