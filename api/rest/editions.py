"""Benchmark editions: frozen figures across organisations, for advisors."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Response
from litestar.params import PathParameter, QueryParameter

from api.dependencies import Tenant
from api.documents.editions import EXTENSIONS, MEDIA_TYPES, FileFormat, edition_file
from api.rest.shapes import View, shape, shape_all
from api.rest.verbs import get
from tenants.insight import editions
from tenants.insight.exploring import find_cells

Period = Annotated[int, PathParameter(ge=2000, le=2100, description="a year")]
Language = Annotated[Literal["en", "nl"], QueryParameter(description="the language of names")]
Code = Annotated[
    str | None, QueryParameter(max_length=60, description="only cells with this code; or total")
]
Table = Annotated[str, PathParameter(max_length=60, description="a name from `content.tables`")]


class EditionSummaryView(View):
    period: int
    digest: str
    released_on: date


class EditionView(EditionSummaryView):
    """`content` is as it was released; `digest` is its SHA-256 as JSON, keys sorted, no spaces.

    Each of `content.tables` has its cells, totals included. A figure that is suppressed has the
    value null; why, and whether it is zero, is not told.
    """

    content: dict[str, Any]


class TableView(View):
    """Some cells of one table as they were released, with the edition they are of."""

    edition: str
    digest: str
    name: str
    unit: str
    cells: list[dict[str, Any]]


@get("/editions", scope="editions:read")
async def list_editions(tenant: Tenant) -> list[EditionSummaryView]:
    """What was released, newest period first."""
    return shape_all(EditionSummaryView, await editions.list_editions(tenant))


@get("/editions/{period:int}", scope="editions:read")
async def get_edition(tenant: Tenant, period: Period) -> EditionView:
    """An edition, as it was released."""
    return shape(EditionView, await editions.get_edition(tenant, period))


@get("/editions/{period:int}/tables/{table:str}", scope="editions:read")
async def get_edition_table(
    tenant: Tenant,
    period: Period,
    table: Table,
    sector: Code = None,
    size: Code = None,
    code: Code = None,
) -> TableView:
    """One table, or some of its frozen cells. No other cut can be made."""
    edition = await editions.get_edition(tenant, period)
    return shape(TableView, find_cells(edition, table, sector=sector, size=size, code=code))


@get("/editions/{period:int}/files/{file_format:str}", scope="editions:read")
async def get_edition_file(
    tenant: Tenant,
    period: Period,
    file_format: Annotated[FileFormat, PathParameter(description="what to write it as")],
    language: Language = "en",
) -> Response[bytes]:
    """All of it as a file: CSV, XLSX, JSON-stat, SDMX (an extra of the service), accessible PDF."""
    edition = await editions.get_edition(tenant, period)
    name = f"{edition.content['id']}-{language}.{EXTENSIONS.get(file_format, file_format)}"
    return Response(
        await edition_file(edition, file_format, language),
        media_type=MEDIA_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@get("/editions/{period:int}/certificate", scope="editions:read")
async def get_edition_certificate(
    tenant: Tenant,
    period: Period,
    part: Annotated[
        Literal["edition", "trend"], QueryParameter(description="its own year, or the year before")
    ] = "edition",
) -> Response[bytes]:
    """The released cells with their certificate, for `gesprekspunt verify-release`."""
    return Response(
        await editions.get_release_document(tenant, period, trend=part == "trend"),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="benchmark-{period}-{part}.json"'},
    )


@get("/editions/{period:int}/method-note", scope="editions:read", media_type="text/plain")
async def get_edition_method_note(tenant: Tenant, period: Period, language: Language = "en") -> str:
    """How its figures were made and kept safe, in plain words."""
    edition = await editions.get_edition(tenant, period)
    return edition.content["method_note"][language]


for_advisors = [
    list_editions,
    get_edition,
    get_edition_table,
    get_edition_file,
    get_edition_certificate,
    get_edition_method_note,
]
