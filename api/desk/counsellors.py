"""A firm's counsellors: their load and their hours, never with whom or about what."""

from collections import defaultdict
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import find_day
from api.desk.organisations import list_all_organisations
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.insight.effort_overviews import list_effort_overviews
from tenants.network import counsellors
from tenants.network.counsellors import list_counsellors
from tenants.network.hours import list_hours
from tenants.network.load import list_load


@get("/counsellors")
async def show_counsellors(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    return await _counsellors_page(request, manager)


@post("/counsellors/{counsellor_id:uuid}/training", status_code=200)
async def record_training(
    request: Request,
    manager: NamedDependency[Seat],
    form: NamedDependency[Form],
    counsellor_id: FromPath[UUID],
) -> Response:
    """The day until which somebody is trained; an empty field says that it is not known."""
    try:
        async with manager.open() as tenant:
            await counsellors.record_training(
                tenant, counsellor_id, find_day(form, "trained_until")
            )
    except Invalid as error:
        return await _counsellors_page(request, manager, error, here=counsellor_id)
    return go(request, "/desk/counsellors", done="training")


async def _counsellors_page(
    request: Request, manager: Seat, error: Invalid | None = None, here: UUID | None = None
) -> Response[str]:
    async with manager.open() as tenant:
        found = await list_counsellors(tenant, limit=1000)
        load = {row.counsellor_id: row.open_conversations for row in await list_load(tenant)}
        today = tenant.now.date()
    return page(
        request,
        "counsellors",
        error=error,
        counsellors=found,
        load=load,
        today=today,
        here=here,
        done=request.query_params.get("done"),
    )


@get("/firm-hours")
async def show_firm_hours(request: Request, manager: NamedDependency[Seat]) -> Response[str]:
    """Minutes of this year in two tables; of the last, how deep talks went and how long."""
    async with manager.open() as tenant:
        year = tenant.now.year
        hours = await list_hours(tenant, year)
        organisations = {o.tenant_id: o.name for o in await list_all_organisations(tenant)}
        names = {c.id: c.name for c in await list_counsellors(tenant, limit=1000)}
        overviews = await list_effort_overviews(tenant, year - 1)
    by_organisation: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    by_counsellor: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in hours:
        by_organisation[organisations[row.organisation_id]][row.quarter.month // 3 + 1] += (
            row.minutes
        )
        by_counsellor[names[row.counsellor_id]][row.facet] += row.minutes
    return page(
        request,
        "firm_hours",
        year=year,
        by_organisation=sorted(by_organisation.items()),
        by_counsellor=sorted(by_counsellor.items()),
        overviews=overviews,
        organisations=organisations,
    )
