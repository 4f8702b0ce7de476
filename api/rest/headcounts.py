"""Headcounts: how many people an organisation employs, by unit. The denominator of every rate."""

from typing import Annotated

from litestar import Response
from litestar.params import JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.etags import IfMatch, require_match, tagged
from api.rest.shapes import Body, Line, View, YearInPath, shape_all
from api.rest.verbs import get, put
from tenants.network import headcounts


class Headcounts(Body):
    """People by unit; a unit that is not named is gone."""

    units: Annotated[
        dict[Line, Annotated[int, Meta(ge=0, le=10_000_000)]], Meta(min_length=1, max_length=1000)
    ]


class HeadcountView(View):
    unit: str
    employees: int


@put("/headcounts/{year:int}", scope="headcounts:write")
async def put_headcounts(
    tenant: Tenant, year: YearInPath, data: JSONBody[Headcounts], if_match: IfMatch = None
) -> Response[list[HeadcountView]]:
    """Set a year's headcounts."""
    await tenant.hold(f"headcounts/{year}")
    if if_match is not None:
        current = await headcounts.list_headcounts(tenant, year)
        require_match(if_match, shape_all(HeadcountView, current))
    put_down = await headcounts.put_headcounts(tenant, year, data.units)
    return tagged(shape_all(HeadcountView, put_down))


@get("/headcounts/{year:int}", scope="headcounts:read")
async def list_headcounts(tenant: Tenant, year: YearInPath) -> Response[list[HeadcountView]]:
    """A year's headcounts by unit."""
    return tagged(shape_all(HeadcountView, await headcounts.list_headcounts(tenant, year)))


for_organisations = [put_headcounts, list_headcounts]
