"""Peer supervision at the desk: questions about the work, for the firm's counsellors alone."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.pages.forms import Form
from tenants.errors import Invalid
from tenants.prevention.peer_supervision import (
    add_thought,
    ask_peers,
    find_identifying_in_supervision,
    get_peer_question,
    list_peer_questions,
    remove_peer_question,
)

PATH = "/peer-supervision"
QUESTION = f"{PATH}/{{question_id:uuid}}"


@get(PATH)
async def show_questions(request: Request, counsellor: NamedDependency[Seat]) -> Response[str]:
    return await _questions_page(request, counsellor, Form({}))


@post(PATH, status_code=200)
async def ask_colleagues(
    request: Request, counsellor: NamedDependency[Seat], form: NamedDependency[Form]
) -> Response:
    """Share it; a text that could lead to somebody is shown with what could."""
    try:
        async with counsellor.open() as tenant:
            await ask_peers(
                tenant, form.text("theme"), form.text("body"), looked_at=_looked_at(form)
            )
    except Invalid as error:
        return await _questions_page(request, counsellor, form, error)
    return go(request, "/desk/peer-supervision", done="shared")


@get(QUESTION)
async def show_question(
    request: Request, counsellor: NamedDependency[Seat], question_id: FromPath[UUID]
) -> Response[str]:
    return await _question_page(request, counsellor, question_id, Form({}))


@post(QUESTION, status_code=200)
async def think_along(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    question_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open() as tenant:
            await add_thought(tenant, question_id, form.text("body"), looked_at=_looked_at(form))
    except Invalid as error:
        return await _question_page(request, counsellor, question_id, form, error)
    return go(request, f"/desk/peer-supervision/{question_id}", done="shared")


@post(f"{QUESTION}/removal")
async def take_away(
    request: Request, counsellor: NamedDependency[Seat], question_id: FromPath[UUID]
) -> Response:
    """Whoever recognises somebody in it takes it away."""
    async with counsellor.open() as tenant:
        await remove_peer_question(tenant, question_id)
    return go(request, "/desk/peer-supervision", done="removed")


async def _questions_page(
    request: Request, counsellor: Seat, form: Form, error: Invalid | None = None
) -> Response[str]:
    async with counsellor.open() as tenant:
        questions = await list_peer_questions(tenant)
        findings = await find_identifying_in_supervision(tenant, form.text("body"))
    return page(
        request,
        "peer_supervision",
        error=error,
        questions=questions,
        findings=findings,
        form=form,
        done=request.query_params.get("done"),
    )


async def _question_page(
    request: Request,
    counsellor: Seat,
    question_id: UUID,
    form: Form,
    error: Invalid | None = None,
) -> Response[str]:
    async with counsellor.open() as tenant:
        question = await get_peer_question(tenant, question_id)
        findings = await find_identifying_in_supervision(tenant, form.text("body"))
    return page(
        request,
        "peer_question",
        error=error,
        question=question,
        findings=findings,
        form=form,
        done=request.query_params.get("done"),
    )


def _looked_at(form: Form) -> bool:
    """Whether exactly this text was shown with what could lead to somebody."""
    lines = [form.text(name).replace("\r\n", "\n") for name in ("looked_at", "body")]
    return lines[0] == lines[1]
