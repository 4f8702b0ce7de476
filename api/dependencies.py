"""From an actor to a session: what handlers are given. Each door says itself who its actor is."""

from collections.abc import AsyncGenerator
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency

from tenants.policy import Actor
from tenants.session import TenantSession

Tenant = NamedDependency[TenantSession]


async def provide_tenant(
    request: Request, actor: NamedDependency[Actor]
) -> AsyncGenerator[TenantSession, None]:
    """A session of the actor, in the organisation of the path if it names one.

    The transaction ends before the answer leaves: what was acknowledged was kept.
    """
    organisation_id: UUID | None = request.path_params.get("organisation_id")
    async with request.app.state.tenancy.open(actor, organisation_id) as tenant:
        yield tenant
