"""Files on their way into a conversation: chunk by chunk, and there for nobody before the last.

What never arrives whole, and what lies in a store of objects for nobody any more, the worker ends.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec

from tenants.attempts import Limit, count_attempts
from tenants.audit import record
from tenants.conversations.attachments import Details, author_of, place_of
from tenants.conversations.kluis import encrypt_text, find_data_key
from tenants.errors import Conflict, NotFound, TooMany
from tenants.files.types import FileType
from tenants.policy import Action, require
from tenants.session import TenantSession
from vault import FileSealer

#: what has not been sent by then never will be
ARRIVING = timedelta(hours=2)
#: of all clients of an organisation together: who it was is not known
FROM_CLIENTS = Limit(500, 3600)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file on its way in; `sealer` seals what comes."""

    id: UUID
    conversation_id: UUID
    object_name: str | None
    data_key: bytes = field(repr=False)
    sealer: FileSealer = field(repr=False)


async def begin_attachment(
    tenant: TenantSession, conversation_id: UUID, attachment_id: UUID
) -> Arriving:
    """Room for a file, which nobody sees before it is sent.

    Raises Conflict `full`, `already-begun` or, for a counsellor, `closed`; TooMany; Locked,
    NotFound.
    """
    require(tenant.actor, Action.SEND_ATTACHMENT)
    author = author_of(tenant)
    data_key = await find_data_key(tenant, conversation_id)
    await _check_room(tenant, conversation_id)
    if author == "client":
        used = await count_attempts(tenant, "attachments", FROM_CLIENTS)
        if used > FROM_CLIENTS.most:
            raise TooMany(FROM_CLIENTS.left(tenant.now))
    objects = tenant.storage.objects
    name = objects.new_name() if objects else None
    begun = await tenant.connection.fetchval(
        """
        INSERT INTO attachment
                    (tenant_id, conversation_id, id, client_id, counsellor_id, author,
                     object_name, begun_at)
             SELECT $1, $2, $3, client_id, counsellor_id, $4, $5, $6
               FROM conversation
              WHERE tenant_id = $1 AND id = $2 AND (state = 'open' OR $4 = 'client')
        ON CONFLICT (tenant_id, conversation_id, id) DO NOTHING
          RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        attachment_id,
        author,
        name,
        tenant.now,
    )
    if begun is None:
        raise Conflict("closed" if await _is_closed(tenant, conversation_id) else "already-begun")
    if name:
        await tenant.connection.execute(
            "INSERT INTO stored_object (tenant_id, name, made_at) VALUES ($1, $2, $3)",
            tenant.tenant_id,
            name,
            tenant.now,
        )
    sealer = FileSealer(data_key, binding=place_of(tenant, conversation_id, attachment_id))
    return Arriving(attachment_id, conversation_id, name, data_key, sealer)


async def keep_chunk(tenant: TenantSession, arriving: Arriving, number: int, chunk: bytes) -> None:
    """Keep a sealed chunk in the database. Raises NotFound where its file was ended meanwhile."""
    require(tenant.actor, Action.SEND_ATTACHMENT)
    # Shared until commit: a handing-over that comes in between moves this chunk along.
    kept = await tenant.connection.fetchval(
        """
        WITH file AS (
               SELECT client_id, counsellor_id
                 FROM attachment
                WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3 AND state = 'arriving'
                  FOR SHARE)
        INSERT INTO attachment_chunk
                    (tenant_id, conversation_id, attachment_id, number, client_id, counsellor_id,
                     chunk)
             SELECT $1, $2, $3, $4, client_id, counsellor_id, $5
               FROM file
          RETURNING true
        """,
        tenant.tenant_id,
        arriving.conversation_id,
        arriving.id,
        number,
        chunk,
    )
    if kept is None:
        raise NotFound


async def finish_attachment(tenant: TenantSession, arriving: Arriving, found: FileType) -> None:
    """All of it is there; it can be sent now. Raises NotFound where it was ended meanwhile."""
    require(tenant.actor, Action.SEND_ATTACHMENT)
    details = msgspec.json.encode(Details(found.extension, arriving.sealer.size)).decode()
    finished = await tenant.connection.fetchval(
        """
           UPDATE attachment
              SET details = $4, chunks = $5, stored = $6
            WHERE tenant_id = $1 AND conversation_id = $2 AND id = $3 AND state = 'arriving'
        RETURNING true
        """,
        tenant.tenant_id,
        arriving.conversation_id,
        arriving.id,
        encrypt_text(
            tenant, arriving.data_key, arriving.conversation_id, arriving.id, "details", details
        ),
        arriving.sealer.chunks,
        arriving.sealer.stored,
    )
    if finished is None:
        raise NotFound


async def send_attachments(
    tenant: TenantSession, conversation_id: UUID, attachment_ids: list[UUID]
) -> None:
    """Send files that have arrived, in this order: both who talk see them from now on.

    It counts as writing: who writes next turns, and a client's file opens a closed conversation
    again. Raises Conflict `full` or, for a counsellor, `closed`; NotFound.
    """
    require(tenant.actor, Action.SEND_ATTACHMENT)
    author = author_of(tenant)
    addressed = await tenant.connection.fetchval(
        """
           UPDATE conversation
              SET waiting_for = $4, last_message_at = $5, state = 'open', closed_on = NULL
            WHERE tenant_id = $1 AND id = $2 AND (state = 'open' OR $3 = 'client')
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        author,
        "counsellor" if author == "client" else "client",
        tenant.now,
    )
    if addressed is None:
        raise NotFound if author == "client" else Conflict("closed")
    # The conversation is ours until commit: numbers are given, and room is counted, one by one.
    sent = await tenant.connection.fetch(
        """
        WITH last AS (
               SELECT coalesce(max(number), 0) AS number
                 FROM attachment
                WHERE tenant_id = $1 AND conversation_id = $2)
           UPDATE attachment a
              SET state = 'sent', sent_at = $5, number = last.number + o.place
             FROM last, unnest($4::uuid[]) WITH ORDINALITY o (id, place)
            WHERE a.tenant_id = $1 AND a.conversation_id = $2 AND a.id = o.id AND a.author = $3
              AND a.state = 'arriving' AND a.details IS NOT NULL
        RETURNING a.id
        """,
        tenant.tenant_id,
        conversation_id,
        author,
        attachment_ids,
        tenant.now,
    )
    if len(sent) != len(attachment_ids):
        raise NotFound
    await _check_room(tenant, conversation_id, more=0)
    await record(tenant, Action.SEND_ATTACHMENT, "conversation", conversation_id)


async def forget_unsent(tenant: TenantSession) -> None:
    """End what was begun long ago and never sent: the sender went away half-way."""
    require(tenant.actor, Action.PURGE)
    await tenant.connection.execute(
        "DELETE FROM attachment WHERE tenant_id = $1 AND state = 'arriving' AND begun_at < $2",
        tenant.tenant_id,
        tenant.now - ARRIVING,
    )


async def remove_objects(tenant: TenantSession) -> int:
    """Remove from the store what no attachment has any more, whatever ended it; returns how many.

    Not while a chunk may still be on its way. Raises Unavailable where the store does not answer;
    what is left is found the next time.
    """
    require(tenant.actor, Action.PURGE)
    if (objects := tenant.storage.objects) is None:
        return 0
    rows = await tenant.connection.fetch(
        """
        DELETE FROM stored_object o
         WHERE o.tenant_id = $1 AND o.made_at < $2
           AND NOT EXISTS (SELECT FROM attachment a
                            WHERE a.tenant_id = $1 AND a.object_name = o.name)
     RETURNING o.name
        """,
        tenant.tenant_id,
        tenant.now - ARRIVING,
    )
    for row in rows:
        await objects.remove(row["name"])
    return len(rows)


async def _check_room(tenant: TenantSession, conversation_id: UUID, *, more: int = 1) -> None:
    """Raise Conflict `full` where `more` files have no place, or too much is stored by now."""
    limits = tenant.storage.limits
    row: asyncpg.Record = await tenant.connection.fetchrow(
        """
        SELECT count(*) AS files, coalesce(sum(stored), 0) AS stored
          FROM attachment
         WHERE tenant_id = $1 AND conversation_id = $2
        """,
        tenant.tenant_id,
        conversation_id,
    )
    if row["files"] + more > limits.most or row["stored"] > limits.most_bytes:
        raise Conflict("full")


async def _is_closed(tenant: TenantSession, conversation_id: UUID) -> bool:
    """Raises NotFound where it is gone."""
    state: str | None = await tenant.connection.fetchval(
        "SELECT state FROM conversation WHERE tenant_id = $1 AND id = $2",
        tenant.tenant_id,
        conversation_id,
    )
    if state is None:
        raise NotFound
    return state == "closed"
