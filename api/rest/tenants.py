"""Firms and advisors, created by the operator of the platform."""

from uuid import UUID

from litestar import Response
from litestar.params import JSONBody

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, Language, Line, Slug, View, shape
from api.rest.verbs import post
from tenants.network import advisors, firms


class NewFirm(Body):
    """`sender` is the neutral name that titles, mail and calendars carry."""

    slug: Slug
    name: Line
    language: Language
    sender: Line


class FirmView(View):
    tenant_id: UUID
    name: str
    language: str
    sender: str


class NewAdvisor(Body):
    slug: Slug
    name: Line
    language: Language


class AdvisorView(View):
    tenant_id: UUID
    name: str
    language: str


@post("/firms", scope="tenants:manage")
async def create_firm(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewFirm]
) -> Response[FirmView]:
    """Create a counselling firm."""
    await once.begin(tenant)
    created = await firms.create_firm(tenant, **data.fields())
    await tenant.within(tenant.tenant_id)
    return await once.answer(shape(FirmView, created))


@post("/advisors", scope="tenants:manage")
async def create_advisor(
    tenant: Tenant, once: OnceDependency, data: JSONBody[NewAdvisor]
) -> Response[AdvisorView]:
    """Create an advisory firm: it reads released benchmark editions, and nothing else."""
    await once.begin(tenant)
    created = await advisors.create_advisor(tenant, **data.fields())
    await tenant.within(tenant.tenant_id)
    return await once.answer(shape(AdvisorView, created))


for_operators = [create_firm, create_advisor]
