"""Handing over: an act of the client, whose own session seals what the next counsellor may read.

A counsellor can ask for it and cannot do it: nobody but the client holds a key that is not the
counsellor's own. What the next counsellor may read is a fact of each row; this moves it along.
"""

from uuid import UUID

from tenants.audit import record
from tenants.conversations.entries import end_entry
from tenants.conversations.kluis import find_data_key, kek_for_sealing, seal_binding
from tenants.conversations.seals import IN_CHARGE, insert_conversation, public_key_of
from tenants.errors import Conflict, Invalid, NotFound
from tenants.policy import Action, require
from tenants.session import TenantSession
from vault import seal


async def ask_handover(tenant: TenantSession, conversation_id: UUID) -> None:
    """The counsellor asks the client to go on with somebody else; who that is, the client chooses.

    Raises Conflict `closed`, NotFound. Asking opens nothing to anybody.
    """
    require(tenant.actor, Action.ASK_HANDOVER)
    asked = await tenant.connection.fetchval(
        f"""
           UPDATE conversation
              SET handover = 'asked'
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND state = 'open'
              AND {IN_CHARGE}
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if asked is None:
        raise await _why(tenant, conversation_id)
    await record(tenant, Action.ASK_HANDOVER, "conversation", conversation_id)


async def refuse_handover(tenant: TenantSession, conversation_id: UUID) -> None:
    """The client stays with the counsellor. Raises Conflict `not-asked`, NotFound."""
    require(tenant.actor, Action.HAND_OVER)
    refused = await tenant.connection.fetchval(
        """
           UPDATE conversation
              SET handover = 'refused'
            WHERE tenant_id = $1 AND id = $2 AND client_id = $3 AND handover = 'asked'
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if refused is None:
        await _take(tenant, conversation_id)
        raise Conflict("not-asked")


async def hand_over(tenant: TenantSession, conversation_id: UUID, next_id: UUID) -> None:
    """Hand over the whole conversation: the next counsellor reads all of it, the former nothing.

    A consent that was not used yet was given to the former, and is withdrawn. Raises Conflict
    `closed`, NotFound for a counsellor who is not to be chosen, Locked.
    """
    require(tenant.actor, Action.HAND_OVER)
    data_key = await find_data_key(tenant, conversation_id)
    firm_id, former_id = await _take(tenant, conversation_id)
    if next_id == former_id:
        raise Invalid({"counsellor": "is the one who has it already"})
    public = await public_key_of(tenant, firm_id, next_id)
    await tenant.connection.execute(
        """
        UPDATE conversation
           SET counsellor_id = $4, counsellor_key = 'held', handover = 'none',
               waiting_for = 'counsellor'
         WHERE tenant_id = $1 AND id = $2 AND client_id = $3
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        next_id,
    )
    # A file before its chunks: whoever is sending one holds its row.
    files = ("attachment", "attachment_chunk")
    for table in ("message", *files, "consent", "formal_route", "weighing"):
        await tenant.connection.execute(
            f"""
            UPDATE {table}
               SET counsellor_id = $4
             WHERE tenant_id = $1 AND conversation_id = $2 AND client_id = $3
            """,
            tenant.tenant_id,
            conversation_id,
            tenant.actor.id,
            next_id,
        )
    await tenant.connection.execute(
        """
        UPDATE consent
           SET state = 'withdrawn'
         WHERE tenant_id = $1 AND conversation_id = $2 AND client_id = $3
           AND state IN ('asked', 'given')
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    await _shut_out(tenant, conversation_id, former_id)
    await _seal_to(tenant, conversation_id, data_key, next_id, public)


async def start_fresh(
    tenant: TenantSession, conversation_id: UUID, next_id: UUID, *, fresh_id: UUID, remove: bool
) -> None:
    """Go on with somebody else who reads nothing of what was written: a conversation of its own.

    It has a new data key. With `remove` the former counsellor loses the seal to the old one, which
    then only the client can open. `fresh_id` is chosen by the door, so that sending twice starts
    one: Conflict `already-started`. Raises Conflict `closed`, NotFound, Locked.
    """
    require(tenant.actor, Action.HAND_OVER)
    await find_data_key(tenant, conversation_id)
    firm_id, former_id = await _take(tenant, conversation_id)
    if next_id == former_id:
        raise Invalid({"counsellor": "is the one who has it already"})
    public = await public_key_of(tenant, firm_id, next_id)
    row = await tenant.connection.fetchrow(
        """
        SELECT c.pseudonym, c.public_key, v.language, v.channel
          FROM conversation v
          JOIN client c ON c.tenant_id = v.tenant_id AND c.id = v.client_id
         WHERE v.tenant_id = $1 AND v.id = $2 AND v.client_id = $3
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if row is None:
        raise NotFound
    await insert_conversation(
        tenant,
        conversation_id=fresh_id,
        pseudonym=row["pseudonym"],
        language=row["language"],
        channel=row["channel"],
        firm_id=firm_id,
        client_key=row["public_key"],
        counsellor_id=next_id,
        counsellor_key=public,
    )
    await tenant.connection.execute(
        """
        UPDATE conversation
           SET handover = 'none', waiting_for = 'nobody',
               counsellor_key = CASE WHEN $4 THEN 'removed' ELSE counsellor_key END
         WHERE tenant_id = $1 AND id = $2 AND client_id = $3
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        remove,
    )
    if remove:
        await _shut_out(tenant, conversation_id, former_id)


async def reseal(tenant: TenantSession, conversation_id: UUID) -> None:
    """The client says that the counsellor in charge, who made a new key pair, may read again.

    Raises Conflict `not-lost`: nothing is sealed anew that was not lost. Locked, NotFound.
    """
    require(tenant.actor, Action.RESEAL)
    data_key = await find_data_key(tenant, conversation_id)
    row = await tenant.connection.fetchrow(
        """
           UPDATE conversation
              SET counsellor_key = 'held'
            WHERE tenant_id = $1 AND id = $2 AND client_id = $3 AND counsellor_key = 'lost'
        RETURNING firm_id, counsellor_id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if row is None:
        raise Conflict("not-lost")
    beside = await tenant.beside(row["firm_id"])
    public = await beside.connection.fetchval(
        "SELECT public_key FROM counsellor WHERE tenant_id = ANY($1) AND id = $2",
        [row["firm_id"], tenant.tenant_id],
        row["counsellor_id"],
    )
    if public is None:
        raise NotFound
    await _seal_to(tenant, conversation_id, data_key, row["counsellor_id"], public)


async def list_contacts(tenant: TenantSession) -> frozenset[UUID]:
    """Organisations where the acting counsellor stands in, a colleague is away and a client waits.

    Who waits, how many and since when is nobody's to know before the client says yes.
    """
    require(tenant.actor, Action.READ_CONTACTS)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id
          FROM pool_member
         WHERE counsellor_id = $1 AND deputy AND app.client_needs_contact(tenant_id, $2)
        """,
        tenant.actor.id,
        tenant.now.date(),
    )
    return frozenset(row["tenant_id"] for row in rows)


async def _take(tenant: TenantSession, conversation_id: UUID) -> tuple[UUID, UUID]:
    """(firm, counsellor in charge) of the client's own open conversation, locked until commit."""
    row = await tenant.connection.fetchrow(
        """
        SELECT firm_id, counsellor_id, state = 'open' AND counsellor_key <> 'removed' AS open
          FROM conversation
         WHERE tenant_id = $1 AND id = $2 AND client_id = $3
           FOR UPDATE
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if row is None:
        raise NotFound
    if not row["open"]:
        raise Conflict("closed")
    return row["firm_id"], row["counsellor_id"]


async def _seal_to(
    tenant: TenantSession, conversation_id: UUID, data_key: bytes, holder_id: UUID, public: bytes
) -> None:
    kek = await kek_for_sealing(tenant)
    await tenant.connection.execute(
        """
        INSERT INTO seal (tenant_id, conversation_id, holder_id, holder, client_id, sealed)
             VALUES ($1, $2, $3, 'counsellor', $4, $5)
        """,
        tenant.tenant_id,
        conversation_id,
        holder_id,
        tenant.actor.id,
        seal(
            data_key,
            kek=kek,
            recipient=public,
            binding=seal_binding(tenant.tenant_id, conversation_id, holder_id),
        ),
    )


async def _shut_out(tenant: TenantSession, conversation_id: UUID, holder_id: UUID) -> None:
    """Neither a seal nor an entry that this counsellor once made for the client opens it now."""
    await end_entry(tenant, conversation_id)
    await tenant.connection.execute(
        """
        DELETE FROM seal
         WHERE tenant_id = $1 AND conversation_id = $2 AND holder_id = $3 AND client_id = $4
        """,
        tenant.tenant_id,
        conversation_id,
        holder_id,
        tenant.actor.id,
    )


async def _why(tenant: TenantSession, conversation_id: UUID) -> Conflict | NotFound:
    known = await tenant.connection.fetchval(
        f"""
        SELECT EXISTS (SELECT
                         FROM conversation
                        WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND {IN_CHARGE})
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    return Conflict("closed") if known else NotFound()
