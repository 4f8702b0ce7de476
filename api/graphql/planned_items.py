"""What counsellors plan at an organisation."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.shapes import Info, shape_all, view
from tenants.prevention import planned_items
from tenants.prevention.across import list_planned_items_across


@view
class PlannedItem:
    """`addressee` is whose agenda a dialogue stands on; `everyMonths` is null for what is once.

    `theme` is null for whoever is of the organisation.
    """

    id: UUID
    kind: str
    addressee: str | None
    theme: str | None
    every_months: int | None
    due_on: date
    last_done_on: date | None


async def list_planned_items(root: strawberry.Parent[Any], info: Info) -> list[PlannedItem] | None:
    """What is still to come; what is due first comes first."""
    return shape_all(PlannedItem, await info.context.load(_by_organisation, root.tenant_id))


async def _by_organisation(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(
        ids, planned_items.list_planned_items, list_planned_items_across
    )
