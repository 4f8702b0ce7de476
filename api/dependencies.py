"""From a request to an actor, from an actor to a session: what handlers are given."""

from collections.abc import AsyncGenerator
from uuid import UUID

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency

from api.auth.tokens import actor_of_bearer
from api.settings import Settings
from tenants.policy import Actor
from tenants.session import Tenancy, TenantSession

Tenant = NamedDependency[TenantSession]


def settings_of(state: State) -> Settings:
    return state.settings


def tenancy_of(state: State) -> Tenancy:
    return state.tenancy


async def provide_actor(request: Request) -> Actor:
    """Who the bearer token speaks for; raises Unauthenticated."""
    state = request.app.state
    return await actor_of_bearer(state.tokens, request.headers.get("authorization", ""))


async def provide_tenant(
    request: Request, actor: NamedDependency[Actor]
) -> AsyncGenerator[TenantSession, None]:
    """A session of the actor, in the organisation of the path if it names one.

    The transaction ends before the answer leaves: what was acknowledged was kept.
    """
    tenancy: Tenancy = request.app.state.tenancy
    organisation_id: UUID | None = request.path_params.get("organisation_id")
    async with tenancy.open(actor, organisation_id) as tenant:
        yield tenant
