"""The conversation: who reads it, what was written, what happens next, and a place to write."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.forms import Form
from api.pages.rendering import address, render
from api.portal.faces import find_face, list_faces
from api.portal.places import Visit
from tenants.conversations.consents import list_consents
from tenants.conversations.conversations import get_conversation, list_own_conversations
from tenants.conversations.entries import find_entry
from tenants.conversations.messages import LONGEST
from tenants.conversations.retention import get_retention
from tenants.conversations.saying import say
from tenants.conversations.weighings import list_weighings
from tenants.errors import Conflict, FileRefused, Invalid


@get("/{slug:str}/talk")
async def list_conversations(request: Request, visit: NamedDependency[Visit]) -> Response:
    """The list, or the conversation itself where there is one."""
    async with visit.open() as tenant:
        conversations = await list_own_conversations(tenant)
        names = {face.id: face.name for face in await list_faces(tenant)}
    if len(conversations) == 1:
        page = address(request, f"{visit.place.root}/talk/{conversations[0].id}")
        return Redirect(f"{page}#newest", status_code=303)
    return render(
        request,
        "portal/conversations.html",
        place=visit.place,
        conversations=conversations,
        names=names,
    )


@get("/{slug:str}/talk/{conversation_id:str}")
async def show_conversation(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    return await conversation_page(request, visit, conversation_id)


@post("/{slug:str}/talk/{conversation_id:str}", request_max_body_size=None)
async def post_message(
    request: Request,
    visit: NamedDependency[Visit],
    form: NamedDependency[Form],
    conversation_id: FromPath[UUID],
) -> Response:
    """Words, files or both; where one file is refused nothing is sent, and the words stay."""
    text = form.text("text")
    try:
        await say(visit.open, conversation_id, text, form.files())
    except (Invalid, FileRefused, Conflict) as error:
        return await conversation_page(
            request, visit, conversation_id, draft=text, trouble=error, file_name=form.file_name
        )
    page = address(request, f"{visit.place.root}/talk/{conversation_id}")
    return Redirect(f"{page}#newest", status_code=303)


async def conversation_page(
    request: Request,
    visit: Visit,
    conversation_id: UUID,
    *,
    draft: str = "",
    trouble: Invalid | FileRefused | Conflict | None = None,
    file_name: str = "",
) -> Response[str]:
    """The conversation with `draft` in the place to write, and why it was not sent."""
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        consents = await list_consents(tenant, conversation_id)
        face = await find_face(tenant, conversation.counsellor_id)
        retention = await get_retention(tenant, conversation_id)
        weighings = await list_weighings(tenant, conversation_id)
        entry = await find_entry(tenant, conversation_id)
        several = len(await list_own_conversations(tenant)) > 1
    return render(
        request,
        "portal/conversation.html",
        status=trouble.status if trouble else 200,
        place=visit.place,
        conversation=conversation,
        asked=sum(consent.state == "asked" for consent in consents),
        consents=consents,
        name=face.name if face else None,
        away=face.away_until if face else None,
        retention=retention,
        weighings=weighings,
        entry=entry,
        several=several,
        draft=draft,
        trouble="text" if isinstance(trouble, Invalid) else None,
        refused=None if isinstance(trouble, Invalid) else trouble and trouble.reason,
        file_name=file_name,
        longest=LONGEST,
        limits=tenant.storage.limits,
    )
