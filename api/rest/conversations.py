"""A counsellor's conversations: the same acts as at the desk, with the desk's session.

No machine comes here: a conversation opens with a person's key alone.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.auth.sessions import StaffSession
from api.dependencies import Tenant
from api.rest.audience import BRIEFLY_AT_DESK
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, View, shape, shape_all
from api.rest.verbs import get, post
from tenants.conversations import conversations, messages

CONVERSATION = "/organisations/{organisation_id:uuid}/conversations/{conversation_id:uuid}"


class NewMessage(Body):
    text: Annotated[str, Meta(min_length=1, max_length=messages.LONGEST)]


class PostedMessage(View):
    """That it was kept, and when; its words are not said again."""

    id: UUID
    author: str
    sent_at: datetime


class MessageView(View):
    id: UUID
    author: str
    text: str
    sent_at: datetime


class AttachmentView(View):
    """A file that was sent: `kind` in a word, `name` neutral, `size` in bytes."""

    id: UUID
    author: str
    name: str
    kind: str
    size: int
    sent_at: datetime


class ConversationView(View):
    """`next_step_by` is who does the next step; messages and files stand oldest first."""

    id: UUID
    organisation_id: UUID
    pseudonym: str
    language: str
    channel: str
    state: str
    waiting_for: str
    limits_explained: bool
    next_step: str | None
    next_step_by: str | None
    opened_on: date
    closed_on: date | None
    messages: tuple[MessageView, ...]
    attachments: tuple[AttachmentView, ...]


class ConversationSummaryView(View):
    """A line of the work list; it holds no word of what was said."""

    id: UUID
    organisation_id: UUID
    pseudonym: str
    language: str
    channel: str
    state: str
    waiting_for: str
    next_step_by: str | None
    opened_on: date
    last_message_at: datetime | None


@get("/conversations", scope=None)
async def list_own_conversations(tenant: Tenant) -> list[ConversationSummaryView]:
    """The counsellor's work list over all organisations; who waits longest comes first."""
    return shape_all(ConversationSummaryView, await conversations.list_own_conversations(tenant))


@get(CONVERSATION, scope=None)
async def get_conversation(tenant: Tenant, conversation_id: FromPath[UUID]) -> ConversationView:
    """The whole conversation. The kluis has to be unlocked at the desk first (403 `locked`)."""
    found = await conversations.get_conversation(tenant, conversation_id)
    return shape(ConversationView, found)


@post(f"{CONVERSATION}/messages", scope=None, dependencies={"tenant": BRIEFLY_AT_DESK})
async def post_message(
    tenant: Tenant,
    once: OnceDependency,
    staff: NamedDependency[StaffSession],
    conversation_id: FromPath[UUID],
    data: JSONBody[NewMessage],
) -> Response[PostedMessage]:
    """Post a message; 201 means that it was encrypted and kept."""
    # Keyed by the session: a plain hash in the database would let a guessed text be tested.
    receipt = await once.receipt(PostedMessage, secret=staff.cookie_key)
    posted = await messages.post_message(tenant, conversation_id, data.text, receipt=receipt)
    return Response(shape(PostedMessage, posted), status_code=201)


for_counsellors = [list_own_conversations, get_conversation, post_message]
