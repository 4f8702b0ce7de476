"""How long a conversation stays, and the client's own copy of everything they may see."""

from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.formal_routes import KINDS
from api.pages.rendering import render
from api.pages.weighings import QUESTIONS
from api.portal.faces import list_faces
from api.portal.places import Visit
from tenants.conversations.conversations import get_conversation
from tenants.conversations.exports import export_own_conversations
from tenants.conversations.retention import get_retention

#: it stays in a list of downloads that somebody else may look at
FILE_NAME = "notes.html"


@get("/{slug:str}/talk/{conversation_id:str}/keeping")
async def show_keeping(
    request: Request, visit: NamedDependency[Visit], conversation_id: FromPath[UUID]
) -> Response[str]:
    """When it goes, who holds it longer and why, and what the client can do."""
    async with visit.open() as tenant:
        conversation = await get_conversation(tenant, conversation_id)
        retention = await get_retention(tenant, conversation_id)
    return render(
        request,
        "portal/keeping.html",
        place=visit.place,
        conversation=conversation,
        retention=retention,
    )


@get("/{slug:str}/copy")
async def show_copy(request: Request, visit: NamedDependency[Visit]) -> Response[str]:
    """Everything on one page, to print."""
    return await _copy(request, visit, file=False)


@get("/{slug:str}/copy/file")
async def download_copy(request: Request, visit: NamedDependency[Visit]) -> Response[str]:
    """The same as one file that needs nothing else, under a name that tells nothing."""
    return await _copy(request, visit, file=True)


async def _copy(request: Request, visit: Visit, *, file: bool) -> Response[str]:
    async with visit.open() as tenant:
        conversations = await export_own_conversations(tenant)
        names = {face.id: face.name for face in await list_faces(tenant)}
    return render(
        request,
        "portal/copy.html",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'} if file else None,
        place=visit.place,
        conversations=conversations,
        names=names,
        kinds=KINDS,
        questions=QUESTIONS,
        file=file,
    )
