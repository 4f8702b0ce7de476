"""How much each counsellor of a firm carries: a number, never which conversation or where."""

from dataclasses import dataclass
from uuid import UUID

from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Load:
    counsellor_id: UUID
    open_conversations: int


async def list_load(tenant: TenantSession) -> list[Load]:
    """Open conversations per counsellor over all organisations of the firm together."""
    require(tenant.actor, Action.READ_LOAD)
    rows = await tenant.connection.fetch(
        """
        SELECT counsellor_id, count(*) AS open_conversations
          FROM conversation
         WHERE firm_id = $1 AND state = 'open'
         GROUP BY counsellor_id
         ORDER BY counsellor_id
        """,
        tenant.actor.tenant_id,
    )
    return [Load(**row) for row in rows]
