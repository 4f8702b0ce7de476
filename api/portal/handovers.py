"""Going on with somebody else: whom, then what they may read. And a yes to a counsellor's new key.

The seals are made in this session, from the client's own key: nobody can do it for them.
"""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.forms import Form
from api.pages.rendering import address, render
from api.portal.faces import find_face
from api.portal.places import Visit
from tenants.conversations.conversations import get_conversation
from tenants.conversations.handovers import hand_over, refuse_handover, reseal, start_fresh
from tenants.conversations.routing import propose_counsellors
from tenants.errors import NotFound
from tenants.ids import new_timeless_id

PATH = "/{slug:str}/talk/{conversation_id:str}/handover"


@get(PATH)
async def show_handover(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    return await _page(request, visit, conversation_id)


@post(PATH, status_code=200)
async def decide_handover(
    request: Request,
    visit: NamedDependency[Visit],
    form: NamedDependency[Form],
    conversation_id: FromPath[UUID],
) -> Response:
    """Whom comes first, then how much; only the second changes anything."""
    there = f"{visit.place.root}/talk/{conversation_id}"
    match form.text("decision"):
        case "stay":
            async with visit.open() as tenant:
                await refuse_handover(tenant, conversation_id)
        case "whole":
            async with visit.open() as tenant:
                await hand_over(tenant, conversation_id, form.uuid("counsellor"))
        case "fresh":
            fresh_id = form.uuid("fresh")
            async with visit.open() as tenant:
                await start_fresh(
                    tenant,
                    conversation_id,
                    form.uuid("counsellor"),
                    fresh_id=fresh_id,
                    remove=form.text("remove") == "yes",
                )
            there = f"{visit.place.root}/talk/{fresh_id}"
        case _:
            chosen = form.uuid("counsellor") if form.text("counsellor") else None
            return await _page(request, visit, conversation_id, chosen=chosen)
    return Redirect(address(request, there), status_code=303)


@get(f"{PATH}/key")
async def show_new_key(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response:
    """What happened to the counsellor's key; where nothing did, the conversation."""
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        face = await find_face(tenant, conversation.counsellor_id)
    if conversation.counsellor_key != "lost":
        return _back(request, visit, conversation_id)
    return render(
        request,
        "portal/new_key.html",
        place=visit.place,
        conversation=conversation,
        name=face.name if face else None,
    )


@post(f"{PATH}/key")
async def admit_new_key(
    request: Request,
    visit: NamedDependency[Visit],
    form: NamedDependency[Form],
    conversation_id: FromPath[UUID],
) -> Redirect:
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        if form.text("decision") == "yes" and conversation.counsellor_key == "lost":
            await reseal(tenant, conversation_id)
    return _back(request, visit, conversation_id)


async def _page(
    request: Request, visit: Visit, conversation_id: UUID, *, chosen: UUID | None = None
) -> Response[str]:
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        face = await find_face(tenant, conversation.counsellor_id)
        away = face.away_until if face else None
        proposals = await propose_counsellors(
            tenant,
            language=conversation.language,
            channel=conversation.channel,
            leave_out=[conversation.counsellor_id],
            deputies_first=away is not None,
        )
        chosen_face = await find_face(tenant, chosen) if chosen else None
    if chosen and chosen_face is None:
        raise NotFound
    return render(
        request,
        "portal/handover.html",
        place=visit.place,
        conversation=conversation,
        name=face.name if face else None,
        away=away,
        proposals=proposals,
        chosen=chosen_face,
        # It travels with the decision, so that sending it twice cannot start two conversations.
        fresh=new_timeless_id(),
    )


def _back(request: Request, visit: Visit, conversation_id: UUID) -> Redirect:
    page = address(request, f"{visit.place.root}/talk/{conversation_id}")
    return Redirect(page, status_code=303)
