"""Annual reports for the people of the organisation that they are about: as they were released."""

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.annual_reports import as_document, as_spreadsheet
from api.desk.pages import page
from api.desk.seats import Seat
from api.documents.annual_report import compose
from api.documents.spreadsheets import XLSX
from api.pages.rendering import language_of
from tenants.insight.annual_reports import get_annual_report, list_annual_reports

PATH = "/released/{year:int}"


@get("/released")
async def show_released(request: Request, addressee: NamedDependency[Seat]) -> Response[str]:
    async with addressee.open() as tenant:
        return page(request, "released", released=await list_annual_reports(tenant))


@get(PATH)
async def show_released_year(
    request: Request, addressee: NamedDependency[Seat], year: FromPath[int]
) -> Response[str]:
    async with addressee.open() as tenant:
        report = await get_annual_report(tenant, year)
    return page(
        request,
        "annual_report",
        report=report,
        text=compose(report, language_of(request)),
        path=f"/desk/released/{year}",
        done=None,
    )


@get(f"{PATH}/document", media_type="application/pdf")
async def show_released_document(
    request: Request, addressee: NamedDependency[Seat], year: FromPath[int]
) -> Response[bytes]:
    async with addressee.open() as tenant:
        report = await get_annual_report(tenant, year)
    return await as_document(report, language_of(request))


@get(f"{PATH}/spreadsheet", media_type=XLSX)
async def show_released_spreadsheet(
    request: Request, addressee: NamedDependency[Seat], year: FromPath[int]
) -> Response[bytes]:
    async with addressee.open() as tenant:
        report = await get_annual_report(tenant, year)
    return as_spreadsheet(report, language_of(request))
