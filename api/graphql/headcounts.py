"""Headcounts: how many people an organisation employs, by unit. The denominator of every rate."""

from typing import Any

import strawberry

from api.graphql.scalars import Line, Year
from api.graphql.shapes import Info, act, body, shape_all, view
from tenants.errors import Invalid
from tenants.network import headcounts


@view
class Headcount:
    """People employed in one unit."""

    unit: str
    employees: int


@body
class NewHeadcount:
    """People employed in one unit."""

    unit: Line
    employees: int


async def list_headcounts(
    root: strawberry.Parent[Any], info: Info, year: Year
) -> list[Headcount] | None:
    """A year's headcounts by unit."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(Headcount, await headcounts.list_headcounts(tenant, year))


@strawberry.type
class HeadcountActs:
    @act
    async def put_headcounts(
        self, info: Info, year: Year, units: list[NewHeadcount]
    ) -> list[Headcount] | None:
        """Set a year's headcounts of the own organisation; a unit that is not named is gone."""
        by_unit: dict[str, int] = {headcount.unit: headcount.employees for headcount in units}
        if len(by_unit) < len(units):
            raise Invalid({"units": "name each unit once"})
        async with info.context.open() as tenant:
            return shape_all(Headcount, await headcounts.put_headcounts(tenant, year, by_unit))
