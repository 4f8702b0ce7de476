"""Messages between a client and a counsellor: committed and acknowledged, or not there at all."""

from unicodedata import category
from uuid import UUID

from tenants.audit import record
from tenants.conversations.conversations import Message
from tenants.conversations.kluis import encrypt_text, find_data_key
from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import Action, Role, require
from tenants.session import TenantSession

LONGEST = 10_000
#: control characters and halves of characters. What Python does not know yet is an emoji of today.
NO_TEXT = ("Cc", "Cs")
#: they turn around what follows, so that it reads as something else
OVERRIDES = "\u202d\u202e"


async def post_message(tenant: TenantSession, conversation_id: UUID, text: str) -> Message:
    """Post a message of 1 to 10,000 characters. Raises Invalid, Locked, NotFound.

    Who writes next is the other one: `waiting_for` turns with every message. A client's message
    opens a closed conversation again; to a counsellor that is Conflict `closed`.
    """
    require(tenant.actor, Action.POST_MESSAGE)
    text = check_text(text)
    author, other = (
        ("client", "counsellor") if tenant.actor.role is Role.CLIENT else ("counsellor", "client")
    )
    message = Message(new_id(), author, text, tenant.now)
    data_key = await find_data_key(tenant, conversation_id)
    posted = await tenant.connection.fetchval(
        """
        WITH addressed AS (
               UPDATE conversation
                  SET waiting_for = $6, last_message_at = $7, state = 'open', closed_on = NULL
                WHERE tenant_id = $1 AND id = $2 AND (state = 'open' OR $4 = 'client')
            RETURNING client_id, counsellor_id)
        INSERT INTO message
                    (tenant_id, conversation_id, id, client_id, counsellor_id, author, body,
                     sent_at)
             SELECT $1, $2, $3, client_id, counsellor_id, $4, $5, $7
               FROM addressed
          RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        message.id,
        author,
        encrypt_text(tenant, data_key, conversation_id, message.id, "body", text),
        other,
        message.sent_at,
    )
    if posted is None:
        # The purge came first: to a client nothing is left to write to.
        raise NotFound if author == "client" else Conflict("closed")
    await record(tenant, Action.POST_MESSAGE, "conversation", conversation_id)
    return message


def check_text(text: str, field: str = "text", longest: int = LONGEST) -> str:
    """The text without surrounding space. Raises Invalid: empty, too long, control characters."""
    text = text.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= longest:
        raise Invalid({field: f"write 1 to {longest:,} characters"})
    if any((category(c) in NO_TEXT and not c.isspace()) or c in OVERRIDES for c in text):
        raise Invalid({field: "holds characters that are not text"})
    return text
