"""Annual reports: a preview that has passed disclosure control, and the release that freezes it."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.documents.annual_report import annual_report_pdf, compose
from api.pages.rendering import language_of
from tenants.errors import Conflict, NotFound
from tenants.insight.annual_reports import (
    get_annual_report,
    list_annual_reports,
    preview_annual_report,
    release_annual_report,
)
from tenants.network.assignments import list_assigned_organisations
from tenants.network.organisations import get_organisation

PATH = "/annual-reports/{organisation_id:uuid}/{year:int}"
YEARS_BACK = 2


@get("/annual-reports")
async def show_annual_reports(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    """Each organisation with its last years: what was released, what can be looked at."""
    async with counsellor.open() as tenant:
        rows = []
        for organisation in await list_assigned_organisations(tenant):
            inside = await tenant.within(organisation.tenant_id)
            rows.append((organisation, {r.year: r for r in await list_annual_reports(inside)}))
        years = range(tenant.now.year, tenant.now.year - YEARS_BACK - 1, -1)
    return page(request, "annual_reports", rows=rows, years=years)


@get(PATH)
async def show_annual_report(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response[str]:
    """The report as it was released, else as it would be now."""
    return await _report_page(request, counsellor, organisation_id, year)


@get(f"{PATH}/release")
async def show_release(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response[str]:
    """One page that says what freezing means, before it is done."""
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
    return page(request, "release", organisation=organisation, year=year)


@post(f"{PATH}/release")
async def release(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await release_annual_report(tenant, year)
    except Conflict as error:
        return await _report_page(request, counsellor, organisation_id, year, error=error)
    return go(request, f"/desk/annual-reports/{organisation_id}/{year}", done="released")


@get(f"{PATH}/document", media_type="application/pdf")
async def show_document(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response[bytes]:
    async with counsellor.open(organisation_id) as tenant:
        report = await get_annual_report(tenant, year)
    return Response(
        await annual_report_pdf(report, language_of(request)), media_type="application/pdf"
    )


async def _report_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    year: int,
    *,
    error: Conflict | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        try:
            report = await get_annual_report(tenant, year)
        except NotFound:
            report = await preview_annual_report(tenant, year)
        ended = year < tenant.now.year
    return page(
        request,
        "annual_report",
        status=error.status if error else 200,
        report=report,
        text=compose(report, language_of(request)),
        path=f"/desk/annual-reports/{organisation_id}/{year}",
        ended=ended,
        reason=error.reason if error else None,
    )
