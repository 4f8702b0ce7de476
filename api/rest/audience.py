"""Whose routes these are: each audience gets its own actor, and no other role comes in."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency, Provide

from api.auth.sessions import StaffSession, cookie_name, find_session
from api.auth.tokens import actor_of_bearer
from api.limits import permits_of
from tenants.errors import Forbidden, NotFound, Unauthenticated
from tenants.network.directory import get_tenant
from tenants.policy import ADDRESSEES, Actor, Role
from tenants.session import TenantSession

AnyRequest = Request[Any, Any, Any]


def actor_in(*roles: Role) -> Provide:
    """A dependency: the machine that the bearer token speaks for, if it has one of these roles."""

    async def provide(request: AnyRequest) -> Actor:
        state = request.app.state
        actor = await actor_of_bearer(state.tokens, request.headers.get("authorization", ""))
        await permits_of(state).take(state.tenancy, actor, request.scope)
        if actor.role not in roles:
            raise Forbidden
        return actor

    return Provide(provide)


async def provide_created_tenant(
    request: AnyRequest, actor: NamedDependency[Actor]
) -> AsyncGenerator[TenantSession, None]:
    """The operator's session in the firm or advisor of the path."""
    kind, tenant_id = next(
        (name.removesuffix("_id"), value)
        for name, value in request.path_params.items()
        if name in {"firm_id", "advisor_id"}
    )
    async with request.app.state.tenancy.open(actor, tenant_id) as tenant:
        if (await get_tenant(tenant, tenant_id)).kind != kind:
            raise NotFound
        yield tenant


async def provide_staff(request: AnyRequest) -> StaffSession:
    """Who sits at the desk, by the cookie. Raises Unauthenticated."""
    state = request.app.state
    cookie = request.cookies.get(cookie_name(secure=state.settings.secure_cookies))
    if cookie is None:
        raise Unauthenticated
    return await find_session(state.house, cookie)


async def provide_addressee(request: AnyRequest) -> StaffSession:
    """The same, of an organisation: HR, management, works council or prevention officer."""
    staff = await provide_staff(request)
    if staff.actor.role not in ADDRESSEES:
        raise Forbidden
    return staff


def _desk_tenant(*, brief: bool) -> Provide:
    async def provide(
        request: AnyRequest, staff: NamedDependency[StaffSession]
    ) -> AsyncGenerator[TenantSession, None]:
        organisation_id: UUID | None = request.path_params.get("organisation_id")
        async with request.app.state.tenancy.open(
            staff.actor, organisation_id, person=staff.unlocked, brief=brief
        ) as tenant:
            yield tenant

    return Provide(provide)


#: the session of who signed in, in the organisation of the path if there is one
AT_DESK = _desk_tenant(brief=False)
#: the same for an act that is one function of the database
BRIEFLY_AT_DESK = _desk_tenant(brief=True)
