"""A firm's counsellors: their load and their hours, never with whom or about what."""

from collections import defaultdict

from litestar import Request, Response, get
from litestar.di import NamedDependency

from api.desk.organisations import list_all_organisations
from api.desk.pages import page
from api.desk.seats import Seat
from tenants.network.counsellors import list_counsellors
from tenants.network.hours import list_hours
from tenants.network.load import list_load


@get("/counsellors")
async def show_counsellors(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    async with manager.open() as tenant:
        counsellors = await list_counsellors(tenant, limit=1000)
        load = {row.counsellor_id: row.open_conversations for row in await list_load(tenant)}
        today = tenant.now.date()
    return page(request, "counsellors", counsellors=counsellors, load=load, today=today)


@get("/firm-hours")
async def show_firm_hours(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    """Minutes of this year by organisation and quarter, and by counsellor and facet."""
    async with manager.open() as tenant:
        year = tenant.now.year
        hours = await list_hours(tenant, year)
        organisations = {o.tenant_id: o.name for o in await list_all_organisations(tenant)}
        counsellors = {c.id: c.name for c in await list_counsellors(tenant, limit=1000)}
    by_organisation: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    by_counsellor: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in hours:
        by_organisation[organisations[row.organisation_id]][row.quarter.month // 3 + 1] += (
            row.minutes
        )
        by_counsellor[counsellors[row.counsellor_id]][row.facet] += row.minutes
    return page(
        request,
        "firm_hours",
        year=year,
        by_organisation=sorted(by_organisation.items()),
        by_counsellor=sorted(by_counsellor.items()),
    )
