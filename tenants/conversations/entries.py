"""An entry: a code that the counsellor in charge hands over in person, for one conversation, once.

Whoever uses it gets words of their own and a place of their own; the conversation moves there, and
whatever else the lost words opened stays where it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tenants.audit import record
from tenants.conversations.clients import Client, create_client
from tenants.conversations.codes import derive_both, lookup_of
from tenants.conversations.kluis import find_data_key, kek_for_sealing, seal_binding
from tenants.errors import NotFound
from tenants.ids import new_timeless_id
from tenants.policy import Action, Actor, Role, require
from tenants.session import TenantSession
from vault import ClientSecrets, CodeSecrets, KeyPair, SealBinding, new_code, open_seal, seal

ENTRY_LASTS = timedelta(hours=24)
#: every table that says of a row whose conversation it belongs to; seals are made anew
MOVED = ("conversation", "message", "attachment", "attachment_chunk", "consent", "formal_route",
         "weighing")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Shown once, to be handed over in person; it is kept nowhere."""

    code: str
    expires_at: datetime


async def make_entry(tenant: TenantSession, conversation_id: UUID) -> Entry:
    """A code for the counsellor to hand to the client in person; an earlier one ends.

    Valid for 24 hours, once, for this conversation alone. Raises Locked, NotFound.
    """
    require(tenant.actor, Action.MAKE_ENTRY)
    data_key = await find_data_key(tenant, conversation_id)
    made = Entry(new_code(), tenant.now + ENTRY_LASTS)
    _, entry = await derive_both(tenant, made.code)
    entry_id = new_timeless_id()
    written = await tenant.connection.fetchval(
        """
        INSERT INTO conversation_entry
                    (tenant_id, conversation_id, id, client_id, counsellor_id, lookup, sealed,
                     expires_at)
             SELECT tenant_id, id, $3, client_id, counsellor_id, $4, $5, $6
               FROM conversation
              WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $7
        ON CONFLICT (tenant_id, conversation_id)
      DO UPDATE SET id = excluded.id, client_id = excluded.client_id,
                    counsellor_id = excluded.counsellor_id, lookup = excluded.lookup,
                    sealed = excluded.sealed, expires_at = excluded.expires_at
          RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        entry_id,
        await lookup_of(tenant, entry),
        seal(
            data_key,
            kek=await kek_for_sealing(tenant),
            recipient=KeyPair.from_seed(entry.seed).public,
            binding=_entry_binding(tenant, conversation_id, entry_id),
        ),
        made.expires_at,
        tenant.actor.id,
    )
    if written is None:
        raise NotFound
    await record(tenant, Action.MAKE_ENTRY, "conversation", conversation_id)
    return made


async def find_entry(tenant: TenantSession, conversation_id: UUID) -> datetime | None:
    """Until when an entry to the acting client's own conversation is valid; None without one."""
    require(tenant.actor, Action.READ_CONVERSATION)
    expires_at: datetime | None = await tenant.connection.fetchval(
        """
        SELECT expires_at
          FROM conversation_entry
         WHERE tenant_id = $1 AND conversation_id = $2 AND client_id = $3 AND expires_at > $4
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        tenant.now,
    )
    return expires_at


async def end_entry(tenant: TenantSession, conversation_id: UUID) -> None:
    """The client still has the words and wants no other way in; again is no harm.

    Raises NotFound for a conversation of somebody else.
    """
    require(tenant.actor, Action.END_ENTRY)
    if not await tenant.connection.fetchval(
        """
        SELECT EXISTS (SELECT
                         FROM conversation
                        WHERE tenant_id = $1 AND id = $2 AND client_id = $3)
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    ):
        raise NotFound
    await tenant.connection.execute(
        """
        DELETE FROM conversation_entry
         WHERE tenant_id = $1 AND conversation_id = $2 AND client_id = $3
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )


async def use_entry(
    tenant: TenantSession, entry: CodeSecrets, words: ClientSecrets
) -> Client | None:
    """The client who now has this conversation, under new words; None for no living entry.

    Raises CannotOpen where the organisation's key was replaced since.
    """
    require(tenant.actor, Action.RECOVER)
    row = await tenant.connection.fetchrow(
        """
        DELETE FROM conversation_entry
         WHERE tenant_id = $1 AND lookup = $2 AND expires_at > $3
     RETURNING id, conversation_id, client_id, counsellor_id, sealed
        """,
        tenant.tenant_id,
        await lookup_of(tenant, entry),
        tenant.now,
    )
    if row is None:
        return None
    conversation_id, former_id = row["conversation_id"], row["client_id"]
    kek = await kek_for_sealing(tenant)
    data_key = open_seal(
        row["sealed"],
        kek=kek,
        key_pair=KeyPair.from_seed(entry.seed),
        binding=_entry_binding(tenant, conversation_id, row["id"]),
    )
    former = await tenant.become(Actor(Role.CLIENT, tenant.tenant_id, former_id))
    known = await former.connection.fetchrow(
        """
        SELECT pseudonym, language
          FROM conversation
         WHERE tenant_id = $1 AND id = $2 AND client_id = $3 AND counsellor_id = $4
           AND counsellor_key <> 'removed'
           FOR UPDATE
        """,
        tenant.tenant_id,
        conversation_id,
        former_id,
        row["counsellor_id"],
    )
    # Handed over since: whoever made the entry is no longer in charge.
    if known is None:
        return None
    # The counsellor knows them by this name in this conversation, and goes on to.
    client = await create_client(former, words, known["language"], pseudonym=known["pseudonym"])
    await _move(former, conversation_id, client.id)
    mine = await tenant.become(Actor(Role.CLIENT, tenant.tenant_id, client.id))
    await mine.connection.execute(
        """
        INSERT INTO seal (tenant_id, conversation_id, holder_id, holder, client_id, sealed)
             VALUES ($1, $2, $3, 'client', $3, $4)
        """,
        tenant.tenant_id,
        conversation_id,
        client.id,
        seal(
            data_key,
            kek=kek,
            recipient=KeyPair.from_seed(words.seed).public,
            binding=seal_binding(tenant.tenant_id, conversation_id, client.id),
        ),
    )
    return client


async def _move(tenant: TenantSession, conversation_id: UUID, next_id: UUID) -> None:
    """From the acting client to the next; who has nothing left is forgotten, words and sheet."""
    former_id = tenant.actor.id
    await tenant.connection.execute("SELECT app.move_between($1, $2)", former_id, next_id)
    await tenant.connection.execute(
        "DELETE FROM seal WHERE tenant_id = $1 AND conversation_id = $2 AND holder_id = $3",
        tenant.tenant_id,
        conversation_id,
        former_id,
    )
    # Who could not be their counsellor cannot be after new words either.
    await tenant.connection.execute(
        """
        INSERT INTO client_conflict (tenant_id, client_id, counsellor_id)
             SELECT tenant_id, $3, counsellor_id
               FROM client_conflict
              WHERE tenant_id = $1 AND client_id = $2
        """,
        tenant.tenant_id,
        former_id,
        next_id,
    )
    for table in ("seal", *MOVED):
        key = "id" if table == "conversation" else "conversation_id"
        await tenant.connection.execute(
            f"UPDATE {table} SET client_id = $4 "
            f"WHERE tenant_id = $1 AND {key} = $2 AND client_id = $3",
            tenant.tenant_id,
            conversation_id,
            former_id,
            next_id,
        )
    await tenant.connection.execute(
        """
        DELETE FROM client
         WHERE tenant_id = $1 AND id = $2
           AND NOT EXISTS (SELECT FROM conversation WHERE tenant_id = $1 AND client_id = $2)
        """,
        tenant.tenant_id,
        former_id,
    )
    await tenant.connection.execute("SELECT app.move_between(NULL, NULL)")


def _entry_binding(tenant: TenantSession, conversation_id: UUID, entry_id: UUID) -> SealBinding:
    return SealBinding(tenant.tenant_id, conversation_id, entry_id, "entry")
