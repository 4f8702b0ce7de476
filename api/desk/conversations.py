"""One conversation: the talk in the middle, who does what next and the facets beside it."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk.pages import go, page
from api.desk.seats import Seat
from api.desk.work_list import read_work_list
from api.pages.forms import Form
from api.pages.zones import zone_of
from tenants.conversations.consents import list_consents
from tenants.conversations.conversations import get_conversation
from tenants.conversations.formal_routes import list_formal_routes
from tenants.conversations.messages import LONGEST
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.conversations.registering import find_conversation_registration
from tenants.conversations.retention import get_retention
from tenants.conversations.saying import say
from tenants.errors import Conflict, FileRefused, Invalid

PATH = "/conversations/{organisation_id:uuid}/{conversation_id:uuid}"


@get(PATH)
async def show_conversation(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response[str]:
    return await conversation_page(request, counsellor, organisation_id, conversation_id)


@post(PATH, request_max_body_size=None)
async def post_message(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Words, files or both; where one file is refused nothing is sent, and the words stay."""
    try:
        await say(
            partial(counsellor.open, organisation_id),
            conversation_id,
            form.text("text"),
            form.files(),
        )
    except (Invalid, FileRefused, Conflict) as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    return go(request, _path(organisation_id, conversation_id), done="sent")


@post(f"{PATH}/limits")
async def mark_limits_explained(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await explain_limits(tenant, conversation_id)
    return go(request, _path(organisation_id, conversation_id), done="limits")


@post(f"{PATH}/next-step")
async def agree_on_next_step(
    request: Request,
    counsellor: NamedDependency[Seat],
    form: NamedDependency[Form],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    try:
        async with counsellor.open(organisation_id) as tenant:
            await agree_next_step(
                tenant, conversation_id, text=form.text("next_step"), by=form.text("by") or "client"
            )
    except (Invalid, Conflict) as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, form=form, error=error
        )
    return go(request, _path(organisation_id, conversation_id), done="next-step")


@post(f"{PATH}/closure")
async def close(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
) -> Response:
    """Refused without a next step or without the limits explained; the page says which."""
    try:
        async with counsellor.open(organisation_id) as tenant:
            await close_conversation(tenant, conversation_id)
    except Conflict as error:
        return await conversation_page(
            request, counsellor, organisation_id, conversation_id, error=error
        )
    return go(request, _path(organisation_id, conversation_id), done="closed")


async def conversation_page(
    request: Request,
    counsellor: Seat,
    organisation_id: UUID,
    conversation_id: UUID,
    *,
    form: Form | None = None,
    error: Invalid | FileRefused | Conflict | None = None,
) -> Response[str]:
    """The conversation; after an `error` with what was filled in, and what to do about it."""
    async with counsellor.open(organisation_id) as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        told: dict[str, Any] = {
            "consents": await list_consents(tenant, conversation_id),
            "formal_routes": await list_formal_routes(tenant, conversation_id),
            "facets": await find_conversation_registration(tenant, conversation_id),
            "retention": await get_retention(tenant, conversation_id),
        }
    async with counsellor.open() as tenant:
        work = await read_work_list(tenant)
    organisation = work.organisations[organisation_id]
    return page(
        request,
        "conversation",
        error=error,
        work=work,
        here=conversation_id,
        path=_path(organisation_id, conversation_id),
        conversation=conversation,
        organisation=organisation,
        zone=zone_of(organisation),
        form=form or Form({}),
        refused=refusal_of(error),
        done=request.query_params.get("done") if error is None else None,
        longest=LONGEST,
        limits=tenant.storage.limits,
        **told,
    )


def refusal_of(error: Invalid | FileRefused | Conflict | None) -> str | None:
    """Why a file was not taken."""
    if isinstance(error, FileRefused) or (isinstance(error, Conflict) and error.reason == "full"):
        return error.reason
    return None


def _path(organisation_id: UUID, conversation_id: UUID) -> str:
    return f"/desk/conversations/{organisation_id}/{conversation_id}"
