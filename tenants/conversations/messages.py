"""Messages between a client and a counsellor: committed and acknowledged, or not there at all."""

import re
from uuid import UUID

import asyncpg

from tenants.audit import new_entry
from tenants.conversations.conversations import Message
from tenants.conversations.kluis import encrypt_text, find_data_key
from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import Action, Role, require
from tenants.receipts import Receipt, replay
from tenants.session import TenantSession

LONGEST = 10_000
#: control characters that are no space, halves of characters, and the two overrides: these turn
#: around what follows, so that it reads as something else
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202d\u202e]")


async def post_message(
    tenant: TenantSession, conversation_id: UUID, text: str, *, receipt: Receipt | None = None
) -> Message:
    """Post a message of 1 to 10,000 characters. Raises Invalid, Locked, NotFound.

    Who writes next is the other one: `waiting_for` turns with every message. A client's message
    opens a closed conversation again; to a counsellor that is Conflict `closed`. With a `receipt`
    also Replayed, and Conflict where its key has served another act.
    """
    require(tenant.actor, Action.POST_MESSAGE)
    text = check_text(text)
    author = "client" if tenant.actor.role is Role.CLIENT else "counsellor"
    message = Message(new_id(), author, text, tenant.now)
    data_key = await find_data_key(tenant, conversation_id)
    try:
        kept = await tenant.ask(
            """
            SELECT fingerprint, status, headers, body
              FROM app.post_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            conversation_id,
            message.id,
            author,
            encrypt_text(tenant, data_key, conversation_id, message.id, "body", text),
            message.sent_at,
            new_entry(tenant),
            receipt and receipt.key,
            receipt and receipt.fingerprint,
            receipt and receipt.answer(message),
        )
    except asyncpg.ObjectNotInPrerequisiteStateError:
        # The purge came first: to a client nothing is left to write to.
        raise (NotFound if author == "client" else Conflict("closed")) from None
    if receipt and kept:
        replay(kept, receipt.fingerprint)
    return message


def check_text(text: str, field: str = "text", longest: int = LONGEST) -> str:
    """The text without surrounding space. Raises Invalid: empty, too long, control characters."""
    text = text.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= longest:
        raise Invalid({field: f"write 1 to {longest:,} characters"})
    if NO_TEXT.search(text):
        raise Invalid({field: "holds characters that are not text"})
    return text
