"""The preventive activities at an organisation: what took place, and for how many."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, YearInQuery, shape_all
from api.rest.verbs import get
from tenants.prevention import activities


class ActivityView(View):
    """`audience_size` is a number; who was there is kept nowhere."""

    id: UUID
    facet: str
    kind: str
    theme: str
    held_on: date
    audience_size: int


@get("/activities", scope="activities:read")
async def list_activities(tenant: Tenant, year: YearInQuery) -> list[ActivityView]:
    """A year's activities, oldest first."""
    return shape_all(ActivityView, await activities.list_activities(tenant, year))


for_organisations = [list_activities]
