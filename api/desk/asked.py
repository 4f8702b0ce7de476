"""What is asked of people of an organisation, each for the own role: advice to answer, measures to
do, steps that were agreed. Nothing on it comes from a conversation.
"""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.network.organisations import get_organisation
from tenants.prevention.advice import answer_advice, get_advice, list_advice
from tenants.prevention.dialogues import list_dialogues
from tenants.prevention.measures import finish_measure, list_measures

ADVICE = "/asked/advice/{advice_id:uuid}"


@get("/asked")
async def show_asked(request: Request, addressee: NamedDependency[Seat]) -> Response[str]:
    async with addressee.open() as tenant:
        return page(
            request,
            "asked",
            organisation=await get_organisation(tenant),
            advice=await list_advice(tenant),
            measures=[m for m in await list_measures(tenant) if m.owner == addressee.role],
            dialogues=await list_dialogues(tenant),
            today=tenant.now.date(),
            done=request.query_params.get("done"),
        )


@get(ADVICE)
async def show_advice(
    request: Request, addressee: NamedDependency[Seat], advice_id: FromPath[UUID]
) -> Response[str]:
    return await _advice_page(request, addressee, advice_id, Form({}))


@post(f"{ADVICE}/answer", status_code=200)
async def answer(
    request: Request,
    addressee: NamedDependency[Seat],
    form: NamedDependency[Form],
    advice_id: FromPath[UUID],
) -> Response:
    try:
        async with addressee.open() as tenant:
            await answer_advice(
                tenant, advice_id, state=form.text("state"), response=form.text("response")
            )
    except Invalid as error:
        return await _advice_page(request, addressee, advice_id, form, error)
    return go(request, "/desk/asked", done="answered")


@post("/asked/measures/{measure_id:uuid}/completion")
async def finish_own(
    request: Request, addressee: NamedDependency[Seat], measure_id: FromPath[UUID]
) -> Response:
    async with addressee.open() as tenant:
        await finish_measure(tenant, measure_id)
    return go(request, "/desk/asked", done="finished")


async def _advice_page(
    request: Request, addressee: Seat, advice_id: UUID, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with addressee.open() as tenant:
        return page(
            request,
            "asked_advice",
            error=error,
            advice=await get_advice(tenant, advice_id),
            today=tenant.now.date(),
            form=form,
        )
