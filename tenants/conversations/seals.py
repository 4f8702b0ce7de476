"""Seals of a conversation's data key: to whom they may be made, and the first two of each."""

from uuid import UUID

import asyncpg

from tenants.conversations.kluis import kek_for_sealing, own_id, seal_binding
from tenants.errors import Conflict, NotFound
from tenants.session import TenantSession
from vault import new_data_key, seal

#: of a counsellor whose key the client did not take away and who did not put it down
IN_CHARGE = "counsellor_key IN ('held', 'lost')"


async def insert_conversation(
    tenant: TenantSession,
    *,
    conversation_id: UUID,
    pseudonym: str,
    language: str,
    channel: str,
    firm_id: UUID,
    client_key: bytes,
    counsellor_id: UUID,
    counsellor_key: bytes,
) -> None:
    """A conversation of the client who acts, with a new data key sealed to both.

    Raises Conflict `already-started`.
    """
    client_id = own_id(tenant)
    kek = await kek_for_sealing(tenant)
    try:
        await tenant.connection.execute(
            """
            INSERT INTO conversation
                        (tenant_id, id, client_id, counsellor_id, firm_id, pseudonym, language,
                         channel, opened_on)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            tenant.tenant_id,
            conversation_id,
            client_id,
            counsellor_id,
            firm_id,
            pseudonym,
            language,
            channel,
            tenant.now.date(),
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("already-started") from None
    data_key = new_data_key()
    holders = (("client", client_id, client_key), ("counsellor", counsellor_id, counsellor_key))
    await tenant.connection.executemany(
        """
        INSERT INTO seal (tenant_id, conversation_id, holder_id, holder, client_id, sealed)
             VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
            (
                tenant.tenant_id,
                conversation_id,
                holder_id,
                holder,
                client_id,
                seal(
                    data_key,
                    kek=kek,
                    recipient=public,
                    binding=seal_binding(tenant.tenant_id, conversation_id, holder_id),
                ),
            )
            for holder, holder_id, public in holders
        ],
    )


async def public_key_of(tenant: TenantSession, firm_id: UUID, counsellor_id: UUID) -> bytes:
    """To whom the acting client may seal: in the pool, without conflict, here. Raises NotFound."""
    in_pool = await tenant.connection.fetchval(
        """
        SELECT EXISTS (SELECT
                         FROM pool_member p
                        WHERE p.tenant_id = $1 AND p.counsellor_id = $2 AND NOT p.conflict
                          AND NOT EXISTS (SELECT
                                            FROM client_conflict c
                                           WHERE c.tenant_id = $1 AND c.client_id = $3
                                             AND c.counsellor_id = p.counsellor_id))
        """,
        tenant.tenant_id,
        counsellor_id,
        tenant.actor.id,
    )
    beside = await tenant.beside(firm_id)
    public = await beside.connection.fetchval(
        """
        SELECT public_key
          FROM counsellor
         WHERE tenant_id = ANY($1) AND id = $2 AND available
           AND coalesce(away_until < $3, true)
        """,
        [firm_id, tenant.tenant_id],
        counsellor_id,
        tenant.now.date(),
    )
    if not in_pool or public is None:
        raise NotFound
    return public
