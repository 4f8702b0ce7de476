"""Annual reports of an organisation: what was released, as JSON and as a document."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.params import PathParameter, QueryParameter

from api.dependencies import Tenant
from api.documents.annual_report import annual_report_pdf
from api.documents.annual_report_tables import annual_report_book
from api.documents.jsonstat import jsonstat
from api.documents.spreadsheets import XLSX, spreadsheet
from api.documents.tables import tables_csv
from api.rest.shapes import View, shape, shape_all
from api.rest.verbs import get
from tenants.insight import annual_reports

ReportYear = Annotated[int, PathParameter(ge=2000, le=2100)]
DocumentLanguage = Annotated[
    Literal["en", "nl"], QueryParameter(description="the language of the text")
]


class AnnualReportSummaryView(View):
    year: int
    digest: str
    released_on: date


class AnnualReportView(AnnualReportSummaryView):
    """`content` is as it was released; `digest` is its SHA-256 as JSON, keys sorted, no spaces.

    A figure is `{"value": 12, "suppressed": false}`, or `{"value": null, "suppressed": true}` where
    it could tell about one person; zero is one of those.
    """

    content: dict[str, Any]


@get("/annual-reports", scope="annual-reports:read")
async def list_annual_reports(tenant: Tenant) -> list[AnnualReportSummaryView]:
    """What was released, newest year first."""
    return shape_all(AnnualReportSummaryView, await annual_reports.list_annual_reports(tenant))


@get("/annual-reports/{year:int}", scope="annual-reports:read")
async def get_annual_report(tenant: Tenant, year: ReportYear) -> AnnualReportView:
    """A year's figures, as they were released."""
    return shape(AnnualReportView, await annual_reports.get_annual_report(tenant, year))


@get(
    "/annual-reports/{year:int}/document",
    scope="annual-reports:read",
    media_type="application/pdf",
)
async def get_annual_report_document(
    tenant: Tenant, year: ReportYear, language: DocumentLanguage = "en"
) -> Response[bytes]:
    """The same figures as an accessible PDF (PDF/UA-1)."""
    report = await annual_reports.get_annual_report(tenant, year)
    return Response(
        await annual_report_pdf(report, language),
        headers={"Content-Disposition": f'inline; filename="{year}-{language}.pdf"'},
    )


@get("/annual-reports/{year:int}/tables.csv", scope="annual-reports:read", media_type="text/csv")
async def get_annual_report_csv(
    tenant: Tenant, year: ReportYear, language: DocumentLanguage = "en"
) -> Response[bytes]:
    """The same figures, one a line; the value of one that is withheld is the word `suppressed`."""
    report = await annual_reports.get_annual_report(tenant, year)
    return _attached(tables_csv(annual_report_book(report, language).tables), f"{year}.csv")


@get("/annual-reports/{year:int}/tables.xlsx", scope="annual-reports:read", media_type=XLSX)
async def get_annual_report_spreadsheet(
    tenant: Tenant, year: ReportYear, language: DocumentLanguage = "en"
) -> Response[bytes]:
    """The same figures as a spreadsheet; what is withheld is hatched, and says so in words."""
    report = await annual_reports.get_annual_report(tenant, year)
    return _attached(spreadsheet(annual_report_book(report, language)), f"{year}.xlsx")


@get("/annual-reports/{year:int}/tables.json", scope="annual-reports:read")
async def get_annual_report_jsonstat(
    tenant: Tenant, year: ReportYear, language: DocumentLanguage = "en"
) -> dict[str, Any]:
    """The same figures as JSON-stat 2.0; one that is withheld is null, with status `suppressed`."""
    report = await annual_reports.get_annual_report(tenant, year)
    return jsonstat(annual_report_book(report, language))


def _attached(content: bytes, name: str) -> Response[bytes]:
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'})


for_organisations = [
    list_annual_reports,
    get_annual_report,
    get_annual_report_document,
    get_annual_report_csv,
    get_annual_report_spreadsheet,
    get_annual_report_jsonstat,
]
