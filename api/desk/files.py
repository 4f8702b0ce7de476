"""Files of a conversation: saved by who may read it, removed by who sent them."""

from functools import partial
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from api.desk.conversations import PATH
from api.desk.pages import go
from api.desk.seats import Seat
from api.pages.downloads import file_response
from tenants.conversations.attachments import remove_attachment


@get(f"{PATH}/files/{{attachment_id:uuid}}")
async def save_file(
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> Stream:
    return await file_response(
        partial(counsellor.open, organisation_id), conversation_id, attachment_id
    )


@post(f"{PATH}/files/{{attachment_id:uuid}}/removal")
async def remove_file(
    request: Request,
    counsellor: NamedDependency[Seat],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> Response:
    async with counsellor.open(organisation_id) as tenant:
        await remove_attachment(tenant, conversation_id, attachment_id)
    path = f"/desk/conversations/{organisation_id}/{conversation_id}"
    return go(request, path, done="removed")
