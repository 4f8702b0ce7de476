"""Annual reports: a preview that has passed disclosure control, what the counsellor adds to it, and
the release that freezes it.
"""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.documents.annual_report import annual_report_pdf, compose
from api.documents.annual_report_tables import annual_report_book
from api.documents.comparisons import beside_last_year
from api.documents.figures import PLAIN
from api.documents.spreadsheets import XLSX, spreadsheet
from api.pages.forms import Form
from api.pages.rendering import language_of
from tenants.errors import Conflict, Invalid
from tenants.insight.annual_report_drafts import (
    AnnualReportDraft,
    Bottleneck,
    find_identifying_comment,
    get_draft,
    put_draft,
)
from tenants.insight.annual_reports import (
    AnnualReport,
    find_annual_report,
    get_annual_report,
    list_annual_reports,
    preview_annual_report,
    release_annual_report,
)
from tenants.insight.organisation_changes import list_changes, record_change, remove_change
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


@get(f"{PATH}/additions")
async def show_additions(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response[str]:
    """What the counsellor adds: a comment, where policy falls short, what changed this year."""
    return await _additions_page(request, counsellor, organisation_id, year, Form({}))


@post(f"{PATH}/additions")
async def put_additions(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await put_draft(tenant, year, _draft_in(form))
    except Invalid as error:
        return await _additions_page(request, counsellor, organisation_id, year, form, error)
    except Conflict as error:
        return await _report_page(request, counsellor, organisation_id, year, error=error)
    return go(request, f"/desk/annual-reports/{organisation_id}/{year}", done="additions")


@post(f"{PATH}/changes")
async def add_change(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await record_change(
                tenant, kind=form.text("kind"), happened_on=day(form, "happened_on")
            )
    except Invalid as error:
        return await _additions_page(request, counsellor, organisation_id, year, form, error)
    return go(request, f"/desk/annual-reports/{organisation_id}/{year}/additions", done="change")


@post(f"{PATH}/changes/{{change_id:uuid}}/removal")
async def take_change_back(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
    change_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await remove_change(tenant, change_id)
    return go(request, f"/desk/annual-reports/{organisation_id}/{year}/additions", done="removed")


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
        draft = await get_draft(tenant, year)
    return page(request, "release", organisation=organisation, year=year, draft=draft)


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
    return await as_document(report, language_of(request))


@get(f"{PATH}/spreadsheet", media_type=XLSX)
async def show_spreadsheet(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    year: FromPath[int],
) -> Response[bytes]:
    async with counsellor.open(organisation_id) as tenant:
        report = await get_annual_report(tenant, year)
    return as_spreadsheet(report, language_of(request))


async def as_document(report: AnnualReport, language: str) -> Response[bytes]:
    return Response(await annual_report_pdf(report, language), media_type="application/pdf")


def as_spreadsheet(report: AnnualReport, language: str) -> Response[bytes]:
    return Response(
        spreadsheet(annual_report_book(report, language)),
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{report.year}.xlsx"'},
    )


def _draft_in(form: Form) -> AnnualReportDraft:
    """Raises Invalid for a bottleneck that is not in the list."""
    try:
        bottlenecks = tuple(Bottleneck(code) for code in form.all("bottlenecks"))
    except ValueError:
        raise Invalid({"bottlenecks": "holds an unknown code"}) from None
    return AnnualReportDraft(
        comment=form.text("comment").replace("\r\n", "\n"),
        reason=form.text("reason"),
        bottlenecks=bottlenecks,
        for_publication=form.text("for_publication") == "yes",
    )


async def _additions_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    year: int,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        draft = await get_draft(tenant, year)
        written = form.text("comment") if error and "kind" not in error.problems else draft.comment
        context: dict[str, Any] = {
            "draft": draft,
            "written": written,
            "findings": await find_identifying_comment(tenant, year, written),
            "changes": await list_changes(tenant, year),
            "released": await find_annual_report(tenant, year),
        }
    return page(
        request,
        "annual_report_additions",
        error=error,
        organisation=organisation,
        year=year,
        form=form,
        path=f"/desk/annual-reports/{organisation_id}/{year}",
        done=request.query_params.get("done"),
        **context,
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
        report = await find_annual_report(tenant, year)
        if report is None:
            report = await preview_annual_report(tenant, year)
        last = await find_annual_report(tenant, year - 1)
        ended = year < tenant.now.year
    language = language_of(request)
    return page(
        request,
        "annual_report",
        error=error,
        report=report,
        text=compose(report, language),
        beside=beside_last_year(report.content, last.content, language) if last else [],
        path=f"/desk/annual-reports/{organisation_id}/{year}",
        PLAIN=PLAIN,
        ended=ended,
        done=request.query_params.get("done"),
    )
