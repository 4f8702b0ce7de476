"""Advisory firms: they read released benchmark editions and nothing else."""

from dataclasses import dataclass
from uuid import UUID

from tenants.audit import record
from tenants.network.directory import create_tenant
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Advisor:
    tenant_id: UUID
    name: str
    language: str


async def create_advisor(tenant: TenantSession, *, slug: str, name: str, language: str) -> Advisor:
    require(tenant.actor, Action.CREATE_TENANT)
    created = await create_tenant(tenant, "advisor", slug)
    advisor = await tenant.within(created.id)
    await advisor.connection.execute(
        "INSERT INTO advisor (tenant_id, name, language) VALUES ($1, $2, $3)",
        created.id,
        name,
        language,
    )
    await record(advisor, Action.CREATE_TENANT, "advisor", created.id)
    return Advisor(created.id, name, language)
