"""The firm's referral directory: who else can help. An employer never sees it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.params import JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Code, Language, Line, Text, View, shape, shape_all
from api.rest.verbs import get, post
from tenants.prevention import referrals


class NewReferral(Body, kw_only=True):
    """`description` by language; the entry is hidden a year after `verified_on`."""

    name: Line
    contact: Line
    description: dict[Language, Text]
    themes: Annotated[list[Code], Meta(max_length=60)]
    region: Line
    languages: Annotated[list[Language], Meta(min_length=1, max_length=40)]
    crisis: bool = False
    verified_on: date


class ReferralView(View):
    id: UUID
    name: str
    contact: str
    description: dict[str, str]
    themes: tuple[str, ...]
    region: str
    languages: tuple[str, ...]
    crisis: bool
    verified_on: date


@post("/referrals", scope="firm:manage")
async def add_referral(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewReferral]
) -> Response[ReferralView]:
    """Add an entry to the directory."""
    await once.begin(tenant)
    return await once.answer(
        shape(ReferralView, await referrals.add_referral(tenant, **data.fields()))
    )


@get("/referrals", scope="firm:manage")
async def list_referrals(tenant: Tenant) -> list[ReferralView]:
    """The directory as clients see it, crisis lines first."""
    return shape_all(ReferralView, await referrals.list_referrals(tenant, tenant.tenant_id))


for_firms = [add_referral, list_referrals]
