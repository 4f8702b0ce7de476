"""People who sign in: enrolled by the firm, for itself or for an organisation of its own."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.idempotency import Once, OnceDependency
from api.rest.shapes import Body, Language, Line, View, shape, shape_all
from api.rest.verbs import delete, get, post
from tenants.network import invitations, staff
from tenants.network.invitations import Invitation
from tenants.policy import Role

PATHS = ["/staff", "/organisations/{organisation_id:uuid}/staff"]
ONE = [f"{path}/{{staff_id:uuid}}" for path in PATHS]

Email = Annotated[
    str, Meta(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+(?![\s\S])")
]


class NewStaff(Body):
    """The roles are those of the tenant: a firm's, or an organisation's."""

    name: Line
    email: Email
    role: Role
    language: Language


class StaffView(View):
    id: UUID
    name: str
    email: str
    role: str
    language: str
    state: str


class InvitationView(View):
    """`code` is shown this once; a replayed answer has null. It is used at `/desk/invitation`."""

    staff_id: UUID
    email: str
    code: str | None
    expires_at: datetime


class EnrolledStaff(StaffView):
    """`invitation_code` is shown this once, to hand over; a replayed answer has null."""

    invitation_code: str | None
    invitation_expires_at: datetime


@post(PATHS, scope="staff:manage")
async def enrol_staff(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewStaff]
) -> Response[EnrolledStaff]:
    """Enrol somebody; with the code they make a login that nobody else knows."""
    await once.begin(tenant)
    member, invitation = await staff.enrol_staff(tenant, **data.fields())
    shown = EnrolledStaff(
        **msgspec.structs.asdict(shape(StaffView, member)),
        invitation_code=invitation.code,
        invitation_expires_at=invitation.expires_at,
    )
    return await once.answer(shown, shown_once=("invitation_code",))


@get(PATHS, scope="staff:manage")
async def list_staff(tenant: Tenant) -> list[StaffView]:
    """Everybody who was enrolled, with the role and the state."""
    return shape_all(StaffView, await staff.list_staff(tenant))


@post([f"{path}/invitations" for path in ONE], scope="staff:manage")
async def renew_invitation(
    tenant: Tenant, once: OnceDependency, staff_id: FromPath[UUID]
) -> Response[InvitationView]:
    """Another code for who has not used one; the earlier one ends."""
    await once.begin(tenant)
    return await _show_once(once, await invitations.renew_invitation(tenant, staff_id))


@post([f"{path}/login-resets" for path in ONE], scope="staff:manage")
async def reset_login(
    tenant: Tenant, once: OnceDependency, staff_id: FromPath[UUID]
) -> Response[InvitationView]:
    """End somebody's login, for when it is lost; the code leads to a new one, not into a kluis."""
    await once.begin(tenant)
    return await _show_once(once, await invitations.reset_login(tenant, staff_id))


@delete(ONE, scope="staff:manage")
async def end_staff(tenant: Tenant, staff_id: FromPath[UUID]) -> None:
    """End somebody's access, at once."""
    await staff.end_staff(tenant, staff_id)


async def _show_once(once: Once, invitation: Invitation) -> Response[InvitationView]:
    return await once.answer(shape(InvitationView, invitation), shown_once=("code",))


for_firms = [enrol_staff, list_staff, renew_invitation, reset_login, end_staff]
