"""Who signs in, for the firm or for an organisation that it holds: invited by a code to hand over,
never given a passphrase.
"""

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
from tenants.network.organisations import get_organisation
from tenants.network.staff import end_staff, enrol_staff, list_staff
from tenants.policy import Role

PATHS = ["/staff", "/organisations/{organisation_id:uuid}/staff"]
ONE = [f"{path}/{{staff_id:uuid}}" for path in PATHS]
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@get(PATHS)
async def show_staff(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    return await _staff_page(request, manager, Form({}))


@post(PATHS, status_code=200)
async def enrol(
    request: Request, manager: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response[str]:
    try:
        async with manager.open(_organisation_of(request)) as tenant:
            _, invitation = await enrol_staff(tenant, **_described(form))
    except (Invalid, Conflict) as error:
        return await _staff_page(request, manager, form, error)
    return _invitation_page(request, invitation)


@post([f"{path}/invitation" for path in ONE], status_code=200)
async def invite_again(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response[str]:
    """Another code for who has not used one."""
    async with manager.open(_organisation_of(request)) as tenant:
        invitation = await renew_invitation(tenant, staff_id)
    return _invitation_page(request, invitation)


@post([f"{path}/reset" for path in ONE], status_code=200)
async def reset(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response[str]:
    """End a login that was lost; the code leads to a new one."""
    async with manager.open(_organisation_of(request)) as tenant:
        invitation = await reset_login(tenant, staff_id)
    return _invitation_page(request, invitation)


@post([f"{path}/ending" for path in ONE])
async def end_access(
    request: Request, manager: NamedDependency[Seat], staff_id: FromPath[UUID]
) -> Response:
    async with manager.open(_organisation_of(request)) as tenant:
        await end_staff(tenant, staff_id)
    return go(request, _path_of(request), done="ended")


def _organisation_of(request: Request) -> UUID | None:
    """None: the firm itself."""
    return request.path_params.get("organisation_id")


def _path_of(request: Request) -> str:
    organisation_id = _organisation_of(request)
    return f"/desk/organisations/{organisation_id}/staff" if organisation_id else "/desk/staff"


def _described(form: Form) -> dict[str, Any]:
    email, role, language = line(form, "email", 254), form.text("role"), form.text("language")
    if not EMAIL.fullmatch(email):
        raise Invalid({"email": "is not an address"})
    if role not in {*Role}:
        raise Invalid({"role": "choose one"})
    if language not in LANGUAGES:
        raise Invalid({"language": "choose one"})
    return {"name": line(form, "name"), "email": email, "role": Role(role), "language": language}


def _invitation_page(request: Request, invitation: Invitation) -> Response[str]:
    base_url = request.app.state.settings.base_url
    return page(
        request,
        "staff_invitation",
        invitation=invitation,
        where=f"{base_url}/desk/invitation",
        path=_path_of(request),
    )


async def _staff_page(
    request: Request, manager: Seat, form: Form, error: Invalid | Conflict | None = None
) -> Response[str]:
    organisation_id = _organisation_of(request)
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant) if organisation_id else None
        members = await list_staff(tenant)
    return page(
        request,
        "staff",
        error=error,
        members=sorted(members, key=lambda member: (member.state == "ended", member.name)),
        own_id=manager.session.actor.id,
        organisation=organisation,
        path=_path_of(request),
        offered=LANGUAGES,
        form=form,
        done=request.query_params.get("done"),
    )
