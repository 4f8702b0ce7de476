"""Files in a counsellor's conversations, streamed both ways; nothing of them is held here whole."""

from functools import partial
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from api.auth.sessions import StaffSession
from api.dependencies import Tenant
from api.pages.downloads import file_response
from api.rest.conversations import CONVERSATION, AttachmentView
from api.rest.shapes import shape
from api.rest.verbs import delete, get, put
from tenants.conversations import attachments
from tenants.conversations.saying import Sessions, send_one
from tenants.session import Tenancy

ATTACHMENT = f"{CONVERSATION}/attachments/{{attachment_id:uuid}}"


def sessions_of(request: Request, staff: StaffSession, organisation_id: UUID) -> Sessions:
    """No session stays open while a file comes or goes."""
    tenancy: Tenancy = request.app.state.tenancy
    return partial(tenancy.open, staff.actor, organisation_id, person=staff.unlocked)


@get(ATTACHMENT, scope=None)
async def get_attachment(
    request: Request,
    staff: NamedDependency[StaffSession],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> Stream:
    """The file itself, as `name` and with its own media type."""
    sessions = sessions_of(request, staff, organisation_id)
    return await file_response(sessions, conversation_id, attachment_id)


@put(ATTACHMENT, scope=None, request_max_body_size=None)
async def put_attachment(
    request: Request,
    staff: NamedDependency[StaffSession],
    organisation_id: FromPath[UUID],
    conversation_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
) -> AttachmentView:
    """Send a file: its content is the body, its id your choice.

    What it is called and which type you say is not looked at. Sent again under the same id it does
    nothing, and the first stays. 422 `file-refused` has a `reason`: empty, too-large, not-taken,
    office, locked, broken or too-slow.
    """
    sent = await send_one(
        sessions_of(request, staff, organisation_id),
        conversation_id,
        attachment_id,
        request.stream(),
    )
    return shape(AttachmentView, sent)


@delete(ATTACHMENT, scope=None)
async def remove_attachment(
    tenant: Tenant, conversation_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> None:
    """Remove a file that you sent; not while the conversation is held."""
    await attachments.remove_attachment(tenant, conversation_id, attachment_id)


for_counsellors = [get_attachment, put_attachment, remove_attachment]
