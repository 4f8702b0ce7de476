"""What counsellors carry and spend: numbers, never a conversation."""

from datetime import date
from uuid import UUID

from api.dependencies import Tenant
from api.rest.shapes import View, YearInQuery, shape_all
from api.rest.verbs import get
from tenants.insight import effort_overviews
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


class EffortShareView(View):
    """So many people over these codes together."""

    codes: list[str]
    people: int


class EffortOverviewView(View):
    """How deep talks went and how long they took; a margin that is empty may not be told."""

    organisation_id: UUID
    year: int
    depth: list[EffortShareView]
    duration: list[EffortShareView]


@get("/load", scope="effort:read")
async def list_load(tenant: Tenant) -> list[LoadView]:
    """Open conversations by counsellor, over all organisations together."""
    return shape_all(LoadView, await load.list_load(tenant))


@get("/hours", scope="effort:read")
async def list_hours(tenant: Tenant, year: YearInQuery) -> list[HoursView]:
    """A year's minutes by organisation, counsellor, quarter and facet."""
    return shape_all(HoursView, await hours.list_hours(tenant, year))


@get("/effort-overviews", scope="effort:read")
async def list_effort_overviews(tenant: Tenant, year: YearInQuery) -> list[EffortOverviewView]:
    """An ended year of each organisation of which anything may be told, from ten people on."""
    return shape_all(EffortOverviewView, await effort_overviews.list_effort_overviews(tenant, year))


for_firms = [list_load, list_hours, list_effort_overviews]
