"""The client's own note of the client's own decision for a formal route, outside this house.

The system never files one. Recording it tells nobody: no message, no job, no event, no trail.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.errors import Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import Action, require
from tenants.session import TenantSession

KINDS = ("formal_report", "formal_complaint")


@dataclass(frozen=True, slots=True)
class FormalRoute:
    id: UUID
    kind: str
    decided_on: date


async def decide_formal_route(
    tenant: TenantSession, conversation_id: UUID, kind: str
) -> FormalRoute:
    """Record the decision. Only the client of the conversation can. Raises Invalid, NotFound."""
    require(tenant.actor, Action.DECIDE_FORMAL_ROUTE)
    if kind not in KINDS:
        raise Invalid({"kind": f"must be one of {', '.join(KINDS)}"})
    row = await tenant.connection.fetchrow(
        """
        INSERT INTO formal_route
                    (tenant_id, id, conversation_id, client_id, counsellor_id, kind, decided_on)
             SELECT tenant_id, $3, id, client_id, counsellor_id, $4, $5
               FROM conversation
              WHERE tenant_id = $1 AND id = $2 AND client_id = $6
          RETURNING id, kind, decided_on
        """,
        tenant.tenant_id,
        conversation_id,
        new_id(),
        kind,
        tenant.now.date(),
        tenant.actor.id,
    )
    if row is None:
        raise NotFound
    return FormalRoute(**row)


async def retract_formal_route(tenant: TenantSession, formal_route_id: UUID) -> None:
    """The client changes their mind: the note is gone."""
    require(tenant.actor, Action.DECIDE_FORMAL_ROUTE)
    gone = await tenant.connection.fetchval(
        "DELETE FROM formal_route WHERE tenant_id = $1 AND id = $2 AND client_id = $3 RETURNING id",
        tenant.tenant_id,
        formal_route_id,
        tenant.actor.id,
    )
    if gone is None:
        raise NotFound


async def list_formal_routes(tenant: TenantSession, conversation_id: UUID) -> list[FormalRoute]:
    require(tenant.actor, Action.READ_CONVERSATION)
    rows = await tenant.connection.fetch(
        """
        SELECT id, kind, decided_on
          FROM formal_route
         WHERE tenant_id = $1 AND conversation_id = $2
         ORDER BY id
        """,
        tenant.tenant_id,
        conversation_id,
    )
    return [FormalRoute(**row) for row in rows]
