"""A firm's organisations: the state of each, what its mandate is worth, how one is opened."""

import re
from typing import Any, cast, get_args
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import line
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.documents.poster import Size, poster_pdf
from api.i18n import LANGUAGES
from api.pages.forms import Form
from tenants.errors import Conflict, Invalid, NotFound
from tenants.network.counsellors import list_counsellors
from tenants.network.firms import get_firm
from tenants.network.organisations import (
    SECTOR_SCHEMES,
    Organisation,
    Sector,
    create_organisation,
    get_organisation,
    list_organisations,
    open_organisation,
)
from tenants.network.pools import list_pool
from tenants.network.standing import list_standings
from tenants.prevention.planned_items import list_planned_items
from tenants.prevention.role_statements import get_role_statement
from tenants.prevention.visibility import find_visibility
from tenants.session import TenantSession

PATH = "/organisations/{organisation_id:uuid}"
COUNTRY = re.compile(r"[A-Z]{2}")
SCHEMES = sorted(f"{scheme} {edition}" for scheme, edition in SECTOR_SCHEMES)


async def list_all_organisations(tenant: TenantSession) -> list[Organisation]:
    """Every organisation of the firm, however many, by name."""
    found: list[Organisation] = []
    while more := await list_organisations(tenant, after=found[-1].tenant_id if found else None):
        found += more
    return sorted(found, key=lambda organisation: organisation.name)


@get("/organisations")
async def show_organisations(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    async with manager.open() as tenant:
        rows = [
            (organisation, await list_standings(await tenant.within(organisation.tenant_id)))
            for organisation in await list_all_organisations(tenant)
        ]
    return page(request, "organisations", rows=rows)


@get("/organisations/new")
async def show_new_organisation(request: Request, manager: NamedDependency[Seat]) -> Response[str]:  # noqa: ARG001
    return _new_page(request, Form({}))


@post("/organisations/new")
async def create(
    request: Request, manager: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    try:
        async with manager.open() as tenant:
            created = await create_organisation(
                tenant, **_described(form), kdf=manager.house.settings.passphrase_kdf
            )
    except (Invalid, Conflict) as error:
        return _new_page(request, form, error)
    return go(request, f"/desk/organisations/{created.tenant_id}", done="created")


def _described(form: Form) -> dict[str, Any]:
    scheme, _, edition = form.text("scheme").partition(" ")
    languages = [code for code in form.all("languages") if code in LANGUAGES]
    country = form.text("country").strip().upper()
    if not languages:
        raise Invalid({"languages": "choose at least one"})
    if not COUNTRY.fullmatch(country):
        raise Invalid({"country": "has two letters"})
    return {
        "slug": form.text("slug").strip(),
        "name": line(form, "name"),
        "sector": Sector(scheme, edition, line(form, "sector", 10)),
        "country": country,
        "languages": languages,
    }


def _new_page(
    request: Request, form: Form, error: Invalid | Conflict | None = None
) -> Response[str]:
    return page(
        request,
        "organisation_new",
        error=error,
        form=form,
        schemes=SCHEMES,
        offered=LANGUAGES,
    )


@get(PATH)
async def show_organisation(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    return await _organisation_page(request, manager, organisation_id)


@get(f"{PATH}/poster/{{size:str}}", media_type="application/pdf")
async def show_poster(
    request: Request,
    manager: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    size: FromPath[str],
) -> Response[bytes]:
    """To hang up (a4) or to hand out (a6)."""
    if size not in get_args(Size):
        raise NotFound
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
    async with manager.open() as tenant:
        firm = await get_firm(tenant, organisation.firm_id)
    base_url = request.app.state.settings.base_url
    made = await poster_pdf(organisation, firm, base_url, cast("Size", size))
    return Response(made, media_type="application/pdf")


@post(f"{PATH}/opening")
async def go_live(
    request: Request, manager: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response:
    try:
        async with manager.open(organisation_id) as tenant:
            await open_organisation(tenant)
    except Conflict as error:
        return await _organisation_page(request, manager, organisation_id, error)
    return go(request, f"/desk/organisations/{organisation_id}", done="opened")


async def _organisation_page(
    request: Request, manager: Seat, organisation_id: UUID, error: Conflict | None = None
) -> Response[str]:
    async with manager.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        standings = await list_standings(tenant)
        visibility = find_visibility(await list_planned_items(tenant), tenant.now.date())
        pool = await list_pool(tenant)
        try:
            statement = await get_role_statement(tenant, "employees", organisation.languages[0])
        except NotFound:
            statement = None
    async with manager.open() as tenant:
        names = {c.id: c.name for c in await list_counsellors(tenant, limit=1000)}
    return page(
        request,
        "organisation",
        error=error,
        organisation=organisation,
        path=f"/desk/organisations/{organisation_id}",
        standings=standings,
        visibility=visibility,
        pool=pool,
        names=names,
        statement=statement,
        done=request.query_params.get("done"),
    )
