"""Benchmark editions: frozen figures across organisations, for advisors."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.params import PathParameter, QueryParameter

from api.dependencies import Tenant
from api.documents.editions import edition_csv
from api.rest.shapes import View, shape, shape_all
from api.rest.verbs import get
from tenants.insight import editions

Period = Annotated[int, PathParameter(ge=2000, le=2100, description="a year")]
Language = Annotated[Literal["en", "nl"], QueryParameter(description="the language of names")]


class EditionSummaryView(View):
    period: int
    digest: str
    released_on: date


class EditionView(EditionSummaryView):
    """`content` is as it was released; `digest` is its SHA-256 as JSON, keys sorted, no spaces.

    `content.cells` is sector x theme with totals. A figure that is suppressed has the value null;
    why, and whether it is zero, is not told.
    """

    content: dict[str, Any]


@get("/editions", scope="editions:read")
async def list_editions(tenant: Tenant) -> list[EditionSummaryView]:
    """What was released, newest period first."""
    return shape_all(EditionSummaryView, await editions.list_editions(tenant))


@get("/editions/{period:int}", scope="editions:read")
async def get_edition(tenant: Tenant, period: Period) -> EditionView:
    """An edition, as it was released."""
    return shape(EditionView, await editions.get_edition(tenant, period))


@get("/editions/{period:int}/table.csv", scope="editions:read", media_type="text/csv")
async def get_edition_table(
    tenant: Tenant, period: Period, language: Language = "en"
) -> Response[bytes]:
    """Its table for a spreadsheet; what is suppressed is empty, and marked in the last column."""
    edition = await editions.get_edition(tenant, period)
    return Response(
        edition_csv(edition.content, language),
        headers={"Content-Disposition": f'attachment; filename="edition-{period}.csv"'},
    )


@get("/editions/{period:int}/method-note", scope="editions:read", media_type="text/plain")
async def get_edition_method_note(tenant: Tenant, period: Period, language: Language = "en") -> str:
    """How its figures were made and kept safe, in plain words."""
    edition = await editions.get_edition(tenant, period)
    return edition.content["method_note"][language]


for_advisors = [list_editions, get_edition, get_edition_table, get_edition_method_note]
