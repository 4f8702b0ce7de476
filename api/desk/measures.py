"""Prevention measures of an organisation: proposed, looked at again, done by whose they are."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.fields import day, find_day, find_uuid
from api.desk.pages import go, page
from api.desk.prevention import PATH
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.advice import list_advice
from tenants.prevention.measures import (
    FOLLOWS_ON,
    finish_measure,
    get_measure,
    propose_measure,
    review_measure,
)

MEASURES = f"{PATH}/measures"
MEASURE = f"{MEASURES}/{{measure_id:uuid}}"


@get(MEASURES)
async def show_new_measure(
    request: Request, counsellor: NamedDependency[Seat], organisation_id: FromPath[UUID]
) -> Response[str]:
    """To be proposed; `?advice=` is the one from which it follows."""
    advice = request.query_params.get("advice", "")
    return await _new_page(request, counsellor, organisation_id, Form({"advice": [advice]}))


@post(MEASURES)
async def propose(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await propose_measure(
                tenant,
                kind=form.text("kind"),
                owner=form.text("owner"),
                theme=form.text("theme"),
                title=form.text("title"),
                review_on=day(form, "review_on"),
                advice_id=find_uuid(form, "advice"),
            )
    except Invalid as error:
        return await _new_page(request, counsellor, organisation_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}", done="measure")


@get(MEASURE)
async def show_measure(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    measure_id: FromPath[UUID],
) -> Response[str]:
    return await _measure_page(request, counsellor, organisation_id, measure_id, Form({}))


@post(MEASURE, status_code=200)
async def review(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    measure_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await review_measure(
                tenant, measure_id, state=form.text("state"), review_on=find_day(form, "review_on")
            )
    except Invalid as error:
        return await _measure_page(request, counsellor, organisation_id, measure_id, form, error)
    return go(request, f"/desk/prevention/{organisation_id}", done="reviewed")


@post(f"{MEASURE}/completion")
async def finish(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    measure_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await finish_measure(tenant, measure_id)
    return go(request, f"/desk/prevention/{organisation_id}/measures/{measure_id}", done="finished")


async def _new_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        advice = {str(one.id): one.title for one in await list_advice(tenant)}
    return page(
        request,
        "measure_new",
        error=error,
        organisation=organisation,
        advice=advice,
        form=form,
        done=request.query_params.get("done"),
    )


async def _measure_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    measure_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        organisation = await get_organisation(tenant)
        measure = await get_measure(tenant, measure_id)
        advice = next((a for a in await list_advice(tenant) if a.id == measure.advice_id), None)
        today = tenant.now.date()
    return page(
        request,
        "measure",
        error=error,
        organisation=organisation,
        measure=measure,
        advice=advice,
        today=today,
        next_states=[state for state, before in FOLLOWS_ON.items() if measure.state in before],
        form=form,
        done=request.query_params.get("done"),
    )
