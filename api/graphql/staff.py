"""People who sign in: enrolled by the firm, for itself or for an organisation of its own."""

from datetime import datetime
from uuid import UUID

import strawberry

from api.graphql.nodes import organisation_of
from api.graphql.scalars import Code, Email, Language, Line
from api.graphql.shapes import Info, act, answer, body, fields_of, shape, shape_all, view
from tenants.network import invitations, staff


@view
class StaffMember:
    """`state` is invited until the person has made a login, then active, at last ended."""

    id: UUID
    name: str
    email: str
    role: str
    language: str
    state: str


@view
class Invitation:
    """A code to hand over, shown this once; it is used at /desk/invitation, once."""

    staff_id: UUID
    email: str
    code: str
    expires_at: datetime


@body
class NewStaffMember:
    """The roles are those of the tenant: a firm's, or an organisation's."""

    name: Line
    email: Email
    role: Code
    language: Language


@strawberry.type
class StaffAnswers:
    @answer
    async def staff(
        self, info: Info, organisation_id: strawberry.ID | None = None
    ) -> list[StaffMember] | None:
        """Who signs in for the firm, or for an organisation of its own."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            return shape_all(StaffMember, await staff.list_staff(tenant))


@strawberry.type
class StaffActs:
    @act
    async def enrol_staff(
        self, info: Info, member: NewStaffMember, organisation_id: strawberry.ID | None = None
    ) -> Invitation | None:
        """Enrol somebody; with the code they make a login that nobody else knows."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            _, invitation = await staff.enrol_staff(tenant, **fields_of(member))
            return shape(Invitation, invitation)

    @act
    async def renew_invitation(
        self, info: Info, staff_id: UUID, organisation_id: strawberry.ID | None = None
    ) -> Invitation | None:
        """Another code for who has not used one; the earlier one ends."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            return shape(Invitation, await invitations.renew_invitation(tenant, staff_id))

    @act
    async def reset_login(
        self, info: Info, staff_id: UUID, organisation_id: strawberry.ID | None = None
    ) -> Invitation | None:
        """End somebody's login, for when it is lost; the code leads to a new one, not a kluis."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            return shape(Invitation, await invitations.reset_login(tenant, staff_id))
