"""What counsellors plan at an organisation, which reads it and changes none of it."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, shape_all
from api.rest.verbs import get
from tenants.prevention import planned_items


class PlannedItemView(View):
    """`addressee` is whose agenda a dialogue stands on; `every_months` is null for what is once.

    Its day has gone by where `due_on` is before today.
    """

    id: UUID
    kind: str
    addressee: str | None
    every_months: int | None
    due_on: date
    last_done_on: date | None


@get("/planned-items", scope="planned-items:read")
async def list_planned_items(tenant: Tenant) -> list[PlannedItemView]:
    """What is still to come; what is due first comes first."""
    return shape_all(PlannedItemView, await planned_items.list_planned_items(tenant))


for_organisations = [list_planned_items]
