"""Every contact ends with who does what next; unless they agree otherwise, that is the client."""

from uuid import UUID

from tenants.audit import record
from tenants.conversations.kluis import encrypt_text, find_data_key
from tenants.conversations.messages import check_text
from tenants.conversations.seals import IN_CHARGE
from tenants.errors import Conflict, Invalid, NotFound
from tenants.policy import Action, require
from tenants.session import TenantSession

WHO = ("client", "counsellor", "both")


async def explain_limits(tenant: TenantSession, conversation_id: UUID) -> None:
    """Record that the limits of confidentiality were explained; again is no harm."""
    require(tenant.actor, Action.EXPLAIN_LIMITS)
    explained = await tenant.connection.fetchval(
        f"""
           UPDATE conversation
              SET limits_explained = true
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND state = 'open'
              AND {IN_CHARGE}
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    if explained is None:
        raise await _why(tenant, conversation_id)
    await record(tenant, Action.EXPLAIN_LIMITS, "conversation", conversation_id)


async def agree_next_step(
    tenant: TenantSession, conversation_id: UUID, *, text: str, by: str = "client"
) -> None:
    """Record in words what happens next and who does it. Raises Invalid, Locked, Conflict."""
    require(tenant.actor, Action.AGREE_NEXT_STEP)
    text = check_text(text, "next_step", 1000)
    if by not in WHO:
        raise Invalid({"by": f"must be one of {', '.join(WHO)}"})
    data_key = await find_data_key(tenant, conversation_id)
    agreed = await tenant.connection.fetchval(
        """
           UPDATE conversation
              SET next_step = $4, next_step_by = $5
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND state = 'open'
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        encrypt_text(tenant, data_key, conversation_id, conversation_id, "next_step", text),
        by,
    )
    if agreed is None:
        raise await _why(tenant, conversation_id)
    await record(tenant, Action.AGREE_NEXT_STEP, "conversation", conversation_id)


async def close_conversation(tenant: TenantSession, conversation_id: UUID) -> None:
    """Close. Raises Conflict `limits-not-explained`, `no-next-step`, `closed`.

    Notes, facets and messages are no condition: listening may have been all.
    """
    require(tenant.actor, Action.CLOSE_CONVERSATION)
    closed = await tenant.connection.fetchval(
        f"""
           UPDATE conversation
              SET state = 'closed', waiting_for = 'nobody', closed_on = $4
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND state = 'open'
              AND limits_explained AND next_step_by IS NOT NULL AND {IN_CHARGE}
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        tenant.now.date(),
    )
    if closed is None:
        raise await _why(tenant, conversation_id)
    await record(tenant, Action.CLOSE_CONVERSATION, "conversation", conversation_id)


async def _why(tenant: TenantSession, conversation_id: UUID) -> Conflict | NotFound:
    row = await tenant.connection.fetchrow(
        f"""
        SELECT state, limits_explained, next_step_by
          FROM conversation
         WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND {IN_CHARGE}
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
    )
    match row and tuple(row):
        case None:
            return NotFound()
        case ("closed", _, _):
            return Conflict("closed")
        case (_, False, _):
            return Conflict("limits-not-explained")
        case _:
            return Conflict("no-next-step")
