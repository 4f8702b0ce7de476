"""A counsellor who cannot be this client's counsellor, and need not say why.

Nobody is perfect: whoever is talked about may need a talk as well, and then with somebody else. The
counsellor who notices it is the only one who knows both, and must stay so. What could leak:

- To the client: that there was a reason. So none is asked or kept, the act serves for every tie (a
  neighbour, a former colleague, the other side of a talk), and the pages list several and say that
  none is ever told. The moment remains: whoever sees a counsellor step back at once after a name
  was written may guess. No software takes that away; the desk tells the counsellor so beforehand.
- To the other client: nothing. No row of theirs is read or written.
- To colleagues: the next counsellor cannot read it, and learns what the client says.
- To firm and organisation: neither has a right on the table, no trail, mail, job or figure tells of
  it. The load of a counsellor moves as with any handing over, when the client chooses.
- To whoever holds a copy of the database: that this client may not have this counsellor. No day, no
  word, no second conversation; which of a counsellor's other talks it might concern, if any, does
  not follow. It goes when the client goes.

It holds for the client, not for the one conversation: the same words cannot begin another with this
counsellor. Whoever begins with new words is nobody the house knows, and it is declared again. The
counsellor's own key is put down at once, in each conversation with this client; whatever a client
agreed to share through this counsellor is withdrawn. A code to come back, handed over before, stays
the client's: nobody could make them another.
"""

from uuid import UUID

from tenants.conversations.seals import IN_CHARGE
from tenants.errors import NotFound
from tenants.policy import Action, Role, require
from tenants.session import TenantSession


async def declare_client_conflict(tenant: TenantSession, conversation_id: UUID) -> None:
    """The counsellor in charge can from now on read nothing of this client, nor be chosen by them.

    It cannot be taken back: nobody could give the key again but the client. Raises NotFound.
    """
    require(tenant.actor, Action.DECLARE_CLIENT_CONFLICT)
    client_id = await tenant.connection.fetchval(
        f"""
        SELECT client_id
          FROM conversation
         WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND {IN_CHARGE}
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if client_id is None:
        raise NotFound
    await tenant.connection.execute(
        """
        INSERT INTO client_conflict (tenant_id, client_id, counsellor_id)
             VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING
        """,
        tenant.tenant_id,
        client_id,
        tenant.actor.id,
    )
    given_up = await tenant.connection.fetch(
        f"""
           UPDATE conversation
              SET counsellor_key = 'given_up', handover = 'none',
                  waiting_for = CASE state WHEN 'open' THEN 'client' ELSE waiting_for END
            WHERE tenant_id = $1 AND client_id = $2 AND counsellor_id = $3 AND {IN_CHARGE}
        RETURNING id
        """,
        tenant.tenant_id,
        client_id,
        tenant.actor.id,
    )
    of_client = [row["id"] for row in given_up]
    await tenant.connection.execute(
        """
        UPDATE consent
           SET state = 'withdrawn'
         WHERE tenant_id = $1 AND conversation_id = ANY($2) AND counsellor_id = $3
           AND state IN ('asked', 'given')
        """,
        tenant.tenant_id,
        of_client,
        tenant.actor.id,
    )
    await tenant.connection.execute(
        """
        DELETE FROM seal
         WHERE tenant_id = $1 AND conversation_id = ANY($2) AND holder_id = $3
        """,
        tenant.tenant_id,
        of_client,
        tenant.actor.id,
    )


async def list_conflicts_of_client(tenant: TenantSession) -> frozenset[UUID]:
    """Counsellors who cannot be the acting client's; nobody is, to whoever has no words yet."""
    require(tenant.actor, Action.READ_POOL)
    if tenant.actor.role is not Role.CLIENT:
        return frozenset()
    rows = await tenant.connection.fetch(
        "SELECT counsellor_id FROM client_conflict WHERE tenant_id = $1 AND client_id = $2",
        tenant.tenant_id,
        tenant.actor.id,
    )
    return frozenset(row["counsellor_id"] for row in rows)
