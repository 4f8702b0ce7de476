"""Benchmarks, for analysts of advisory firms: released editions to look at, to print, to take away.

Analysts sign in where all staff do. What they may see is their database role's: released editions.
"""

from typing import get_args

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import page
from api.desk.seats import Seat
from api.documents.edition import compose_edition
from api.documents.editions import EXTENSIONS, MEDIA_TYPES, FileFormat, edition_file
from api.pages.rendering import language_of
from tenants.errors import NotFound
from tenants.insight.disclosure import TOTAL
from tenants.insight.editions import get_edition, get_release_document, list_editions

PATH = "/benchmarks/{period:int}"


@get("/benchmarks")
async def show_benchmarks(request: Request, analyst: NamedDependency[Seat]) -> Response[str]:
    async with analyst.open() as tenant:
        editions = await list_editions(tenant)
    return page(request, "benchmarks", editions=editions)


@get(PATH)
async def show_benchmark(
    request: Request, analyst: NamedDependency[Seat], period: FromPath[int]
) -> Response[str]:
    """One edition; `sector` chooses whose profile is shown, and computes nothing."""
    async with analyst.open() as tenant:
        edition = await get_edition(tenant, period)
    sector = request.query_params.get("sector", TOTAL)
    if sector not in {member["code"] for member in edition.content["members"]["sector"]}:
        raise NotFound
    return page(
        request,
        "benchmark",
        text=compose_edition(edition, language_of(request), sector),
        path=f"/desk/benchmarks/{period}",
        formats=get_args(FileFormat),
    )


@get(f"{PATH}/files/{{file_format:str}}")
async def show_benchmark_file(
    request: Request,
    analyst: NamedDependency[Seat],
    period: FromPath[int],
    file_format: FromPath[str],
) -> Response[bytes]:
    if file_format not in MEDIA_TYPES:
        raise NotFound
    language = language_of(request)
    async with analyst.open() as tenant:
        edition = await get_edition(tenant, period)
    name = f"{edition.content['id']}-{language}.{EXTENSIONS.get(file_format, file_format)}"
    return Response(
        await edition_file(edition, file_format, language),
        media_type=MEDIA_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@get(f"{PATH}/certificate")
async def show_benchmark_certificate(
    request: Request, analyst: NamedDependency[Seat], period: FromPath[int]
) -> Response[bytes]:
    part = "trend" if request.query_params.get("part") == "trend" else "edition"
    async with analyst.open() as tenant:
        document = await get_release_document(tenant, period, trend=part == "trend")
    return Response(
        document,
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="benchmark-{period}-{part}.json"'},
    )
