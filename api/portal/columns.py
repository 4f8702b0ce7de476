"""What counsellors write, for whoever wants to read before talking to anybody."""

from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.rendering import render
from api.portal.places import Place
from tenants.prevention.columns import get_column, list_columns


@get("/{slug:str}/columns")
async def show_columns(request: Request, place: NamedDependency[Place]) -> Response[str]:
    async with place.open() as tenant:
        columns = await list_columns(tenant)
    return render(request, "portal/columns.html", place=place, columns=columns)


@get("/{slug:str}/columns/{column_id:uuid}")
async def show_column(
    request: Request, place: NamedDependency[Place], column_id: FromPath[UUID]
) -> Response[str]:
    async with place.open() as tenant:
        column = await get_column(tenant, column_id)
    return render(request, "portal/column.html", place=place, column=column)
