"""People who sign in: enrolled by the firm, for itself or for an organisation of its own."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.auth.staff import new_staff_secrets
from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Language, Line, View, shape, shape_all
from api.rest.verbs import delete, get, post
from tenants.network import staff
from tenants.policy import Role
from vault import new_passphrase

PATHS = ["/staff", "/organisations/{organisation_id:uuid}/staff"]

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


class EnrolledStaff(StaffView):
    """`passphrase` and `totp_uri` are shown this once; a replayed answer has null."""

    passphrase: str | None
    totp_uri: str | None


@post(PATHS, scope="staff:manage")
async def enrol_staff(
    request: Request, tenant: Tenant, once: OnceDependency, data: JSONBody[NewStaff]
) -> Response[EnrolledStaff]:
    """Enrol somebody; hand them the passphrase and the code for their authenticator app."""
    await once.begin(tenant)
    passphrase = new_passphrase(data.language)
    hashed, totp, uri = await new_staff_secrets(
        request.app.state.house, passphrase, email=data.email
    )
    member = await staff.enrol_staff(
        tenant, **data.fields(), passphrase_hash=hashed, wrapped_totp=totp
    )
    shown = EnrolledStaff(
        **msgspec.structs.asdict(shape(StaffView, member)), passphrase=passphrase, totp_uri=uri
    )
    return await once.answer(shown, shown_once=("passphrase", "totp_uri"))


@get(PATHS, scope="staff:manage")
async def list_staff(tenant: Tenant) -> list[StaffView]:
    """Everybody who was enrolled, with the role and the state."""
    return shape_all(StaffView, await staff.list_staff(tenant))


@delete([f"{path}/{{staff_id:uuid}}" for path in PATHS], scope="staff:manage")
async def end_staff(tenant: Tenant, staff_id: FromPath[UUID]) -> None:
    """End somebody's access, at once."""
    await staff.end_staff(tenant, staff_id)


for_firms = [enrol_staff, list_staff, end_staff]
