"""Files of a conversation, once they were sent: listed, opened, read and removed.

What a file was called is never kept. Its type and length are sealed like every text; the rest of
the row tells whose it is, since when, and one of a few sizes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from tenants.audit import record
from tenants.conversations.kluis import decrypt_text, find_data_key
from tenants.errors import Conflict, NotFound
from tenants.files.types import TYPES, FileType, Kind
from tenants.policy import Action, Role, require
from tenants.session import TenantSession
from vault import CannotOpen, ContentBinding, FileOpener


class Details(msgspec.Struct, frozen=True):
    """What is sealed in the row: the file's own length in bytes, and its type."""

    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was sent. `number` counts the files of its conversation, from 1."""

    id: UUID
    number: int
    author: str
    sent_at: datetime
    type: FileType
    size: int

    @property
    def kind(self) -> Kind:
        return self.type.kind

    @property
    def name(self) -> str:
        """What it is called wherever it is kept: nothing that tells of what is in it."""
        return f"file-{self.number}.{self.type.extension}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read chunk by chunk, in order."""

    attachment: Attachment
    conversation_id: UUID
    chunks: int
    object_name: str | None
    opener: FileOpener = field(repr=False)


async def open_attachment(
    tenant: TenantSession, conversation_id: UUID, attachment_id: UUID
) -> Opened:
    """A file that was sent, to be read with `read_chunk`. Raises Locked, NotFound."""
    require(tenant.actor, Action.READ_CONVERSATION)
    data_key = await find_data_key(tenant, conversation_id)
    row = await tenant.connection.fetchrow(
        """
        SELECT id, number, author, sent_at, details, chunks, object_name
          FROM attachment
         WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3 AND state = 'sent'
        """,
        tenant.tenant_id,
        conversation_id,
        attachment_id,
    )
    if row is None:
        raise NotFound
    attachment = opened_attachment(tenant, data_key, conversation_id, *[*row.values()][:5])
    opener = FileOpener(
        data_key,
        size=attachment.size,
        chunks=row["chunks"],
        binding=place_of(tenant, conversation_id, attachment_id),
    )
    return Opened(attachment, conversation_id, row["chunks"], row["object_name"], opener)


async def read_chunk(tenant: TenantSession, opened: Opened, number: int) -> bytes:
    """A sealed chunk that lies in the database. Raises CannotOpen where it is missing."""
    require(tenant.actor, Action.READ_CONVERSATION)
    chunk: bytes | None = await tenant.connection.fetchval(
        """
        SELECT chunk
          FROM attachment_chunk
         WHERE tenant_id = $1 AND conversation_id = $2 AND attachment_id = $3 AND number = $4
        """,
        tenant.tenant_id,
        opened.conversation_id,
        opened.attachment.id,
        number,
    )
    if chunk is None:
        raise CannotOpen
    return chunk


async def remove_attachment(
    tenant: TenantSession, conversation_id: UUID, attachment_id: UUID
) -> None:
    """Remove a file of one's own, sent or not. Raises NotFound; Conflict `held` under a hold."""
    require(tenant.actor, Action.REMOVE_ATTACHMENT)
    held = await tenant.connection.fetchval(
        """
        SELECT coalesce(held_until >= $3, false)
          FROM conversation
         WHERE tenant_id = $1 AND id = $2
           FOR UPDATE
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.now.date(),
    )
    if held is None:
        raise NotFound
    removed = await tenant.connection.fetchval(
        """
        DELETE FROM attachment
         WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3 AND author = $4
           AND (state = 'arriving' OR NOT $5)
     RETURNING state
        """,
        tenant.tenant_id,
        conversation_id,
        attachment_id,
        author_of(tenant),
        held,
    )
    if removed is None:
        await open_attachment(tenant, conversation_id, attachment_id)
        raise Conflict("held" if held else "not-own")
    if removed == "sent":
        await record(tenant, Action.REMOVE_ATTACHMENT, "conversation", conversation_id)


def opened_attachment(
    tenant: TenantSession,
    data_key: bytes,
    conversation_id: UUID,
    attachment_id: UUID,
    number: int,
    author: str,
    sent_at: datetime,
    details: bytes,
) -> Attachment:
    """A row with its details opened."""
    told = msgspec.json.decode(
        decrypt_text(tenant, data_key, conversation_id, attachment_id, "details", details),
        type=Details,
    )
    return Attachment(attachment_id, number, author, sent_at, TYPES[told.type], told.size)


def author_of(tenant: TenantSession) -> str:
    return "client" if tenant.actor.role is Role.CLIENT else "counsellor"


def place_of(tenant: TenantSession, conversation_id: UUID, attachment_id: UUID) -> ContentBinding:
    return ContentBinding(tenant.tenant_id, conversation_id, attachment_id, "chunk")
