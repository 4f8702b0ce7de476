"""A counsellor's conversations: the same acts as at the desk, with the desk's session.

No machine comes here: a conversation opens with a person's key alone.
"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.nodes import Node, NodeId, key_of, node_id
from api.graphql.organisations import Organisation, organisation_named
from api.graphql.shapes import Info, act, answer, of_parent, shape, shape_all, view
from tenants.conversations import conversations, messages, next_steps


@view
class Message:
    """`author` is client or counsellor."""

    id: UUID
    author: str
    text: str
    sent_at: datetime


@view
class Attachment:
    """A file that was sent; its content is to be had through REST. `size` in bytes."""

    id: UUID
    author: str
    name: str
    kind: str
    size: int
    sent_at: datetime


@view
class Conversation(Node):
    """`nextStepBy` is who does the next step; messages and files stand oldest first."""

    organisation_id: strawberry.Private[UUID]
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
    messages: list[Message]
    attachments: list[Attachment]
    organisation: Organisation | None = of_parent(organisation_named)

    @classmethod
    def of(cls, conversation: conversations.Conversation) -> Self:
        return cls(
            id=_node_id(conversation),
            organisation_id=conversation.organisation_id,
            pseudonym=conversation.pseudonym,
            language=conversation.language,
            channel=conversation.channel,
            state=conversation.state,
            waiting_for=conversation.waiting_for,
            limits_explained=conversation.limits_explained,
            next_step=conversation.next_step,
            next_step_by=conversation.next_step_by,
            opened_on=conversation.opened_on,
            closed_on=conversation.closed_on,
            messages=shape_all(Message, conversation.messages),
            attachments=shape_all(Attachment, conversation.attachments),
        )


def _node_id(root: strawberry.Parent[Any]) -> strawberry.ID:
    """The id of the conversation."""
    return node_id("Conversation", root.organisation_id, root.id)


@view
class ConversationSummary:
    """A line of the work list; it holds no word of what was said."""

    organisation_id: strawberry.Private[UUID]
    id: strawberry.ID = of_parent(_node_id)
    pseudonym: str
    language: str
    channel: str
    state: str
    waiting_for: str
    next_step_by: str | None
    opened_on: date
    last_message_at: datetime | None
    organisation: Organisation | None = of_parent(organisation_named)


@view
class PostedMessage:
    """That it was kept, and when; its words are not said again."""

    id: UUID
    author: str
    sent_at: datetime


async def get_conversation(info: Info, node: str) -> Conversation:
    organisation_id, conversation_id = key_of(node, "Conversation", UUID, UUID)
    async with info.context.open(organisation_id) as tenant:
        found = await conversations.get_conversation(tenant, conversation_id)
        return Conversation.of(found)


async def changed_conversation(root: strawberry.Parent[Any], info: Info) -> Conversation | None:
    """The conversation as it is now; this needs the kluis unlocked."""
    return await get_conversation(info, root.id)


@view
class ChangedConversation:
    """That it was done."""

    id: strawberry.ID
    conversation: Conversation | None = of_parent(changed_conversation)


@strawberry.type
class ConversationAnswers:
    @answer
    async def conversations(self, info: Info) -> list[ConversationSummary] | None:
        """The counsellor's work list over all organisations; who waits longest comes first."""
        async with info.context.open() as tenant:
            found = await conversations.list_own_conversations(tenant)
        return shape_all(ConversationSummary, found)

    @answer
    async def conversation(self, info: Info, node: NodeId) -> Conversation | None:
        """The whole conversation. The kluis has to be unlocked at the desk first (`locked`)."""
        return await get_conversation(info, node)


@strawberry.type
class ConversationActs:
    @act
    async def post_message(
        self, info: Info, conversation_id: strawberry.ID, text: str
    ) -> PostedMessage | None:
        """Post a message of 1 to 10,000 characters."""
        organisation, conversation = key_of(conversation_id, "Conversation", UUID, UUID)
        async with info.context.open(organisation, brief=True) as tenant:
            return shape(PostedMessage, await messages.post_message(tenant, conversation, text))

    @act
    async def explain_limits(
        self, info: Info, conversation_id: strawberry.ID
    ) -> ChangedConversation | None:
        """Record that the limits of confidentiality were explained."""
        organisation, conversation = key_of(conversation_id, "Conversation", UUID, UUID)
        async with info.context.open(organisation) as tenant:
            await next_steps.explain_limits(tenant, conversation)
        return ChangedConversation(id=conversation_id)

    @act
    async def agree_next_step(
        self, info: Info, conversation_id: strawberry.ID, text: str, by: str = "client"
    ) -> ChangedConversation | None:
        """Record what happens next, and by whom: client, counsellor or both."""
        organisation, conversation = key_of(conversation_id, "Conversation", UUID, UUID)
        async with info.context.open(organisation) as tenant:
            await next_steps.agree_next_step(tenant, conversation, text=text, by=by)
        return ChangedConversation(id=conversation_id)

    @act
    async def close_conversation(
        self, info: Info, conversation_id: strawberry.ID
    ) -> ChangedConversation | None:
        """Close. Refused without a next step, or without the limits explained."""
        organisation, conversation = key_of(conversation_id, "Conversation", UUID, UUID)
        async with info.context.open(organisation) as tenant:
            await next_steps.close_conversation(tenant, conversation)
        return ChangedConversation(id=conversation_id)
