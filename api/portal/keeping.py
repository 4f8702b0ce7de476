"""How long a conversation stays, and the client's own copy of everything they may see."""

from collections.abc import AsyncIterator
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from api.pages.consents import STAGES
from api.pages.downloads import FILE_HEADERS
from api.pages.formal_routes import KINDS
from api.pages.rendering import render
from api.pages.weighings import QUESTIONS
from api.portal.archives import archive_of
from api.portal.faces import list_faces
from api.portal.places import Visit
from tenants.conversations.conversations import get_conversation
from tenants.conversations.exports import ExportedConversation, export_own_conversations
from tenants.conversations.retention import get_retention

#: they stay in a list of downloads that somebody else may look at
FILE_NAME, ARCHIVE_NAME = "notes.html", "notes.zip"


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
    _, page = await _read(request, visit, file=False)
    return page


@get("/{slug:str}/copy/file")
async def download_copy(request: Request, visit: NamedDependency[Visit]) -> Response:
    """The same as one file that needs nothing else, under a name that tells nothing.

    Where files were sent it is a zip file with those in it.
    """
    conversations, page = await _read(request, visit, file=True)
    if not any(each.conversation.attachments for each in conversations):
        page.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        return page
    archive = archive_of(conversations, visit.open, page.content)
    # What can fail at once fails as a page.
    first = await anext(archive)

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for part in archive:
            yield part

    name = {"Content-Disposition": f'attachment; filename="{ARCHIVE_NAME}"'}
    return Stream(whole(), media_type="application/zip", headers=FILE_HEADERS | name)


async def _read(
    request: Request, visit: Visit, *, file: bool
) -> tuple[list[ExportedConversation], Response[str]]:
    async with visit.open() as tenant:
        conversations = await export_own_conversations(tenant)
        names = {face.id: face.name for face in await list_faces(tenant)}
    return conversations, render(
        request,
        "portal/copy.html",
        place=visit.place,
        conversations=conversations,
        names=names,
        kinds=KINDS,
        questions=QUESTIONS,
        STAGES=STAGES,
        file=file,
    )
