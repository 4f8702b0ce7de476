"""Client organisations of a firm, and an organisation's view of itself."""

from uuid import UUID

from litestar import Response
from litestar.datastructures import State
from litestar.params import JSONBody

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.pages import PageDependency
from api.rest.shapes import Body, Code, Country, Language, Line, Slug, View, shape, shape_all
from api.rest.verbs import get, post, put
from tenants.network import organisations
from tenants.network.organisations import Sector


class NewSector(Body):
    """A code with its scheme and edition: section letters moved between editions."""

    scheme: Code
    edition: Code
    code: Code


class NewOrganisation(Body):
    slug: Slug
    name: Line
    sector: NewSector
    country: Country
    languages: list[Language]


class SectorView(View):
    scheme: str
    edition: str
    code: str


class OrganisationView(View):
    """`state` is draft until the organisation is opened, then live, at last ended."""

    tenant_id: UUID
    firm_id: UUID
    slug: str | None
    name: str
    sector: SectorView
    country: str
    languages: tuple[str, ...]
    state: str


@post("/organisations", scope="firm:manage")
async def create_organisation(
    tenant: Tenant, once: OnceDependency, state: State, data: JSONBody[NewOrganisation]
) -> Response[OrganisationView]:
    """Create a client organisation, a draft with a key of its own in the key server."""
    await once.begin(tenant)
    wanted = data.fields() | {"sector": Sector(**data.sector.fields())}
    created = await organisations.create_organisation(
        tenant, **wanted, kdf=state.settings.passphrase_kdf
    )
    location = {"Location": f"/v1/organisations/{created.tenant_id}"}
    return await once.answer(shape(OrganisationView, created), headers=location)


@get("/organisations", scope="firm:manage")
async def list_organisations(
    tenant: Tenant, page: PageDependency
) -> Response[list[OrganisationView]]:
    """The firm's organisations, in the order in which they came."""
    found = await organisations.list_organisations(
        tenant, after=await page.after(tenant.actor), limit=page.one_more
    )
    return await page.answer(
        tenant.actor, shape_all(OrganisationView, found), [o.tenant_id for o in found]
    )


@get("/organisations/{organisation_id:uuid}", scope="firm:manage")
async def get_organisation(tenant: Tenant) -> OrganisationView:
    """One organisation of the firm."""
    return shape(OrganisationView, await organisations.get_organisation(tenant))


@put("/organisations/{organisation_id:uuid}/opening", scope="firm:manage")
async def open_organisation(tenant: Tenant) -> OrganisationView:
    """Go live. Refused without a role statement, a mandate and a pool: `reason` says which."""
    return shape(OrganisationView, await organisations.open_organisation(tenant))


@get("/organisation", scope="organisation:read")
async def get_own_organisation(tenant: Tenant) -> OrganisationView:
    """The organisation that the token belongs to."""
    return shape(OrganisationView, await organisations.get_organisation(tenant))


for_firms = [create_organisation, list_organisations, get_organisation, open_organisation]
for_organisations = [get_own_organisation]
