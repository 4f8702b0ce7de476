"""Weighing whether to break confidentiality: the questions of the protocol, and what was written.

The page does nothing else: it tells nobody, and no act follows from it.
"""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.conversations import PATH
from api.desk.fields import find_day
from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from api.pages.weighings import DECISIONS, QUESTIONS
from tenants.conversations.conversations import get_conversation
from tenants.conversations.weighings import list_weighings, record_weighing
from tenants.conversations.weighings import show_weighing as show_to_client
from tenants.errors import Conflict, Invalid


@get(f"{PATH}/weighing")
async def show_weighings(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response[str]:
    return await _weighing_page(request, counsellor, organisation_id, conversation_id, Form({}))


@post(f"{PATH}/weighing")
async def weigh(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Add a record. The client reads it at once, unless a delay is given with its reason."""
    try:
        async with counsellor.open(organisation_id) as tenant:
            await record_weighing(
                tenant,
                conversation_id,
                decision=form.text("decision"),
                answers={question: form.text(question) for question in QUESTIONS},
                shown_on=find_day(form, "shown_on"),
                delay_reason=form.text("delay_reason"),
            )
    except (Invalid, Conflict) as error:
        return await _weighing_page(
            request, counsellor, organisation_id, conversation_id, form, error
        )
    return go(request, _path(organisation_id, conversation_id), done="recorded")


@post(f"{PATH}/weighing/{{weighing_id:uuid}}")
async def show_sooner(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    weighing_id: FromPath[UUID],
) -> Response:
    """It is safe by now: the client reads it from today on."""
    async with counsellor.open(organisation_id) as tenant:
        await show_to_client(tenant, conversation_id, weighing_id)
    return go(request, _path(organisation_id, conversation_id), done="shown")


async def _weighing_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    conversation_id: UUID,
    form: Form,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    async with counsellor.open(organisation_id) as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        weighings = await list_weighings(tenant, conversation_id)
        today = tenant.now.date()
    return page(
        request,
        "weighing",
        error=error,
        path=f"/desk/conversations/{organisation_id}/{conversation_id}",
        conversation=conversation,
        weighings=weighings,
        today=today,
        questions=QUESTIONS,
        decisions=DECISIONS,
        form=form,
        done=request.query_params.get("done") if error is None else None,
    )


def _path(organisation_id: UUID, conversation_id: UUID) -> str:
    return f"/desk/conversations/{organisation_id}/{conversation_id}/weighing"
