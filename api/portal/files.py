"""Files of a conversation: saved by who may read it, removed by who sent them."""

from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from api.pages.downloads import file_response
from api.pages.rendering import address
from api.portal.places import Visit
from tenants.conversations.attachments import remove_attachment


@get("/{slug:str}/talk/{conversation_id:str}/files/{attachment_id:str}")
async def save_file(
    visit: NamedDependency[Visit],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> Stream:
    return await file_response(visit.open, conversation_id, attachment_id)


@post("/{slug:str}/talk/{conversation_id:str}/files/{attachment_id:str}/removal")
async def remove_file(
    request: Request,
    visit: NamedDependency[Visit],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> Redirect:
    async with visit.open() as tenant:
        await remove_attachment(tenant, conversation_id, attachment_id)
    page = address(request, f"{visit.place.root}/talk/{conversation_id}")
    return Redirect(f"{page}#write", status_code=303)
