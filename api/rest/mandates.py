"""Mandates: the terms on which a firm works for an organisation, and who works under them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.etags import IfMatch, require_match, tagged
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Line, View, shape, shape_all
from api.rest.verbs import get, post, put
from tenants.network import mandates, pools


class NewMandate(Body, kw_only=True):
    """`independence` says in words how the counsellor's independence is secured."""

    starts_on: date
    ends_on: date | None = None
    hours_per_year: Annotated[int, Meta(ge=1, le=100_000)]
    board_access: bool
    independence: Line
    works_council_consent_on: date | None = None
    review_on: date


class MandateView(View):
    id: UUID
    firm_id: UUID
    starts_on: date
    ends_on: date | None
    hours_per_year: int
    board_access: bool
    independence: str
    works_council_consent_on: date | None
    review_on: date


class PoolMember(Body):
    """A deputy is proposed to clients only when the others have no room."""

    counsellor_id: UUID
    deputy: bool = False


class PoolMemberView(View):
    counsellor_id: UUID
    deputy: bool


class Pool(Body):
    members: Annotated[list[PoolMember], Meta(min_length=1, max_length=200)]


@post("/organisations/{organisation_id:uuid}/mandates", scope="firm:manage")
async def create_mandate(
    tenant: Tenant,
    once: OnceDependency,
    data: JSONBody[NewMandate],
) -> Response[MandateView]:
    """Record the terms of a mandate."""
    await once.begin(tenant)
    created = await mandates.create_mandate(tenant, **data.fields())
    return await once.answer(shape(MandateView, created))


@get("/organisations/{organisation_id:uuid}/mandates", scope="firm:manage")
async def list_mandates(tenant: Tenant) -> list[MandateView]:
    """The mandates at an organisation, newest first."""
    return shape_all(MandateView, await mandates.list_mandates(tenant))


@get("/mandates", scope="mandates:read")
async def list_own_mandates(tenant: Tenant) -> list[MandateView]:
    """The organisation's mandates, newest first."""
    return shape_all(MandateView, await mandates.list_mandates(tenant))


@put("/organisations/{organisation_id:uuid}/mandates/{mandate_id:uuid}/pool", scope="firm:manage")
async def put_pool(
    tenant: Tenant,
    mandate_id: FromPath[UUID],
    data: JSONBody[Pool],
    if_match: IfMatch = None,
) -> Response[list[PoolMemberView]]:
    """Set the counsellors under a mandate; who is not named leaves, conversations stay."""
    await tenant.hold("pool")
    if if_match is not None:
        require_match(if_match, shape_all(PoolMemberView, await pools.list_pool(tenant)))
    members = [pools.PoolMember(**member.fields()) for member in data.members]
    return tagged(shape_all(PoolMemberView, await pools.put_pool(tenant, mandate_id, members)))


@get("/organisations/{organisation_id:uuid}/pool", scope="firm:manage")
async def list_pool(tenant: Tenant) -> Response[list[PoolMemberView]]:
    """The counsellors whom clients of the organisation may choose."""
    return tagged(shape_all(PoolMemberView, await pools.list_pool(tenant)))


for_firms = [create_mandate, list_mandates, put_pool, list_pool]
for_organisations = [list_own_mandates]
