"""Every tenant of the house by its slug: the one small table that knows them all."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import asyncpg

from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import PLATFORM, Action, require
from tenants.session import TenantSession

Kind = Literal["platform", "firm", "organisation", "advisor"]


@dataclass(frozen=True, slots=True)
class Tenant:
    id: UUID
    kind: str
    slug: str


async def create_tenant(
    tenant: TenantSession, kind: Kind, slug: str, *, tenant_id: UUID | None = None
) -> Tenant:
    """Give a new tenant its id and slug. Raises Conflict `slug-taken`, Invalid for a bad slug."""
    created = Tenant(tenant_id or new_id(), kind, slug)
    try:
        await tenant.connection.execute(
            "INSERT INTO tenant (id, kind, slug) VALUES ($1, $2, $3)", created.id, kind, slug
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("slug-taken") from None
    except asyncpg.CheckViolationError:
        raise Invalid({"slug": "use lower-case letters, digits and single hyphens"}) from None
    return created


async def open_platform(tenant: TenantSession) -> None:
    """Give the platform its own tenant, where it has none yet; operators belong to it."""
    require(tenant.actor, Action.CREATE_TENANT)
    await tenant.connection.execute(
        """
        INSERT INTO tenant (id, kind, slug)
             VALUES ($1, 'platform', 'platform')
        ON CONFLICT DO NOTHING
        """,
        PLATFORM,
    )


async def find_tenant(tenant: TenantSession, slug: str) -> Tenant | None:
    row = await tenant.connection.fetchrow(
        "SELECT id, kind, slug FROM tenant WHERE slug = $1", slug
    )
    return Tenant(**row) if row else None


async def get_tenant(tenant: TenantSession, tenant_id: UUID) -> Tenant:
    row = await tenant.connection.fetchrow(
        "SELECT id, kind, slug FROM tenant WHERE id = $1", tenant_id
    )
    if row is None:
        raise NotFound
    return Tenant(**row)
