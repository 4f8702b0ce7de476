"""A client's own copy: everything of theirs that they may see, from their own session alone."""

from dataclasses import dataclass

from tenants.conversations.consents import Consent, list_consents
from tenants.conversations.conversations import (
    Conversation,
    get_conversation,
    list_own_conversations,
)
from tenants.conversations.formal_routes import FormalRoute, list_formal_routes
from tenants.conversations.retention import Retention, get_retention
from tenants.conversations.weighings import Weighing, list_weighings
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class ExportedConversation:
    conversation: Conversation
    consents: tuple[Consent, ...]
    formal_routes: tuple[FormalRoute, ...]
    weighings: tuple[Weighing, ...]
    retention: Retention


async def export_own_conversations(tenant: TenantSession) -> list[ExportedConversation]:
    """All conversations of the acting client, opened; the oldest first. Raises Locked.

    What was made with a client's own key leaves no trail: nobody but the client learns of it.
    """
    require(tenant.actor, Action.EXPORT_OWN_CONVERSATIONS)
    listed = sorted(await list_own_conversations(tenant), key=lambda own: (own.opened_on, own.id))
    return [
        ExportedConversation(
            await get_conversation(tenant, own.id),
            tuple(await list_consents(tenant, own.id)),
            tuple(await list_formal_routes(tenant, own.id)),
            tuple(await list_weighings(tenant, own.id)),
            await get_retention(tenant, own.id),
        )
        for own in listed
    ]
