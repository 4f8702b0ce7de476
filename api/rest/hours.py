"""What counsellors carry and spend: numbers, never a conversation."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, YearInQuery, shape_all
from api.rest.verbs import get
from tenants.network import hours, load


class LoadView(View):
    counsellor_id: UUID
    open_conversations: int


class HoursView(View):
    """Minutes of a counsellor on one facet for one organisation; `quarter` is its first day."""

    organisation_id: UUID
    counsellor_id: UUID
    quarter: date
    facet: str
    minutes: int


@get("/load", scope="effort:read")
async def list_load(tenant: Tenant) -> list[LoadView]:
    """Open conversations by counsellor, over all organisations together."""
    return shape_all(LoadView, await load.list_load(tenant))


@get("/hours", scope="effort:read")
async def list_hours(tenant: Tenant, year: YearInQuery) -> list[HoursView]:
    """A year's minutes by organisation, counsellor, quarter and facet."""
    return shape_all(HoursView, await hours.list_hours(tenant, year))


for_firms = [list_load, list_hours]
