"""A counsellor's hours: a quarter, a facet and minutes, with no link to anybody."""

from datetime import date, timedelta

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from api.desk.fields import day, number
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.insight.effort_overviews import list_effort_overviews
from tenants.network.assignments import list_assigned_organisations
from tenants.network.hours import list_hours, quarter_of, record_effort


@get("/hours")
async def show_hours(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    return await _hours_page(request, counsellor, Form({}), None)


@post("/hours")
async def record_hours(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    try:
        async with counsellor.open(form.uuid("organisation")) as tenant:
            await record_effort(
                tenant,
                quarter=day(form, "quarter"),
                facet=form.text("facet"),
                minutes=number(form, "minutes"),
            )
    except Invalid as error:
        return await _hours_page(request, counsellor, form, error)
    return go(request, "/desk/hours", done="recorded")


async def _hours_page(
    request: Request, counsellor: Seat, form: Form, error: Invalid | None
) -> Response[str]:
    async with counsellor.open() as tenant:
        organisations = {o.tenant_id: o for o in await list_assigned_organisations(tenant)}
        today = tenant.now.date()
        hours = await list_hours(tenant, today.year)
        overviews = await list_effort_overviews(tenant, today.year - 1)
    return page(
        request,
        "hours",
        error=error,
        organisations=organisations,
        quarters=_last_quarters(today),
        hours=[h for h in hours if h.organisation_id in organisations],
        overviews=[o for o in overviews if o.organisation_id in organisations],
        names={each: organisation.name for each, organisation in organisations.items()},
        year=today.year,
        form=form,
        done=request.query_params.get("done"),
    )


def _last_quarters(today: date) -> tuple[date, date]:
    """This quarter and the one before: hours are written down while one still knows them."""
    this = quarter_of(today)
    return this, quarter_of(this - timedelta(days=1))
