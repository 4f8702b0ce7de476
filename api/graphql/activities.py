"""The preventive activities at an organisation: what took place, and for how many."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.scalars import Year
from api.graphql.shapes import Info, shape_all, view
from tenants.prevention import activities
from tenants.prevention.across import list_activities_across


@view
class Activity:
    """`audienceSize` is a number; who was there is kept nowhere."""

    id: UUID
    facet: str
    kind: str
    theme: str
    held_on: date
    audience_size: int


async def list_activities(
    root: strawberry.Parent[Any], info: Info, year: Year
) -> list[Activity] | None:
    """A year's activities, oldest first."""
    return shape_all(Activity, await info.context.load(_by_year, (root.tenant_id, year)))


async def _by_year(context: Context, keys: list[tuple[UUID, int]]) -> list[Any]:
    found: dict[Any, Any] = {}
    for year in dict.fromkeys(key[1] for key in keys):
        ids = [key[0] for key in keys if key[1] == year]
        held = await context.by_organisation(
            ids,
            partial(activities.list_activities, year=year),
            partial(list_activities_across, year=year),
        )
        found |= {(i, year): activity for i, activity in zip(ids, held, strict=True)}
    return [found[key] for key in keys]
