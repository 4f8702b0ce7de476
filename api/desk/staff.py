"""Who signs in for the firm: invited by a code to hand over, never given a passphrase."""

import re
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import line
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.i18n import LANGUAGES
from api.pages.forms import Form
from tenants.errors import Conflict, Invalid
from tenants.network.invitations import Invitation, renew_invitation, reset_login
from tenants.network.staff import end_staff, enrol_staff, list_staff
from tenants.policy import Role

ROLES = (Role.COUNSELLOR, Role.FIRM_MANAGER)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@get("/staff")
async def show_staff(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    return await _staff_page(request, manager, Form({}))


@post("/staff", status_code=200)
async def enrol(
    request: Request, manager: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response[str]:
    try:
        async with manager.open() as tenant:
            _, invitation = await enrol_staff(tenant, **_described(form))
    except (Invalid, Conflict) as error:
        return await _staff_page(request, manager, form, error)
    return _invitation_page(request, invitation)


@post("/staff/{staff_id:uuid}/invitation", status_code=200)
async def invite_again(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response[str]:
    """Another code for who has not used one."""
    async with manager.open() as tenant:
        invitation = await renew_invitation(tenant, staff_id)
    return _invitation_page(request, invitation)


@post("/staff/{staff_id:uuid}/reset", status_code=200)
async def reset(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response[str]:
    """End a login that was lost; the code leads to a new one."""
    async with manager.open() as tenant:
        invitation = await reset_login(tenant, staff_id)
    return _invitation_page(request, invitation)


@post("/staff/{staff_id:uuid}/ending")
async def end_access(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response:
    async with manager.open() as tenant:
        await end_staff(tenant, staff_id)
    return go(request, "/desk/staff", done="ended")


def _described(form: Form) -> dict[str, Any]:
    email, role, language = line(form, "email", 254), form.text("role"), form.text("language")
    if not EMAIL.fullmatch(email):
        raise Invalid({"email": "is not an address"})
    if role not in ROLES:
        raise Invalid({"role": "choose one"})
    if language not in LANGUAGES:
        raise Invalid({"language": "choose one"})
    return {"name": line(form, "name"), "email": email, "role": Role(role), "language": language}


def _invitation_page(request: Request, invitation: Invitation) -> Response[str]:
    base_url = request.app.state.settings.base_url
    return page(
        request, "staff_invitation", invitation=invitation, where=f"{base_url}/desk/invitation"
    )


async def _staff_page(
    request: Request, manager: Seat, form: Form, error: Invalid | Conflict | None = None
) -> Response[str]:
    async with manager.open() as tenant:
        members = await list_staff(tenant)
    return page(
        request,
        "staff",
        status=error.status if error else 200,
        members=sorted(members, key=lambda member: (member.state == "ended", member.name)),
        own_id=manager.session.actor.id,
        roles=ROLES,
        offered=LANGUAGES,
        form=form,
        problems=error.problems if isinstance(error, Invalid) else {},
        reason=error.reason if isinstance(error, Conflict) else None,
        done=request.query_params.get("done"),
    )
