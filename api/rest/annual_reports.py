"""Annual reports of an organisation: what was released, as JSON and as a document."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.params import PathParameter, QueryParameter

from api.dependencies import Tenant
from api.documents.annual_report import annual_report_pdf
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


for_organisations = [list_annual_reports, get_annual_report, get_annual_report_document]
