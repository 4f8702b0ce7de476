"""How long a conversation stays, who may hold it back, and the purge that ends it.

The rule itself is `app.goes_on` in the database: 30 days after closure, a year after the last
message, never under a hold. Decision 0006 says why.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from tenants.audit import record
from tenants.conversations.kluis import decrypt_text, encrypt_text, find_data_key
from tenants.conversations.messages import check_text
from tenants.conversations.seals import IN_CHARGE
from tenants.errors import Invalid, NotFound
from tenants.policy import Action, require
from tenants.session import TenantSession

#: an end that is nearer than this is said without being asked
WARNED = timedelta(days=30)
LONGEST_HOLD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Retention:
    """`goes_on` is the first day without the conversation, if nobody writes and nothing changes.

    `oldest_goes_on` is the day on which its oldest message goes before it, or None. A hold lasts
    through `held_until`; its reason may be read by both who talk.
    """

    goes_on: date
    oldest_goes_on: date | None
    held_until: date | None
    hold_reason: str | None
    soon: bool
    oldest_soon: bool


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """A conversation that is held, or that goes soon; no word of what was said or why."""

    id: UUID
    organisation_id: UUID
    pseudonym: str
    state: str
    goes_on: date
    held_until: date | None


GOES_ON = "app.goes_on(opened_on, last_message_at, closed_on, held_until)"


async def get_retention(tenant: TenantSession, conversation_id: UUID) -> Retention:
    """Until when this conversation stays, and why longer. Raises Locked, NotFound."""
    require(tenant.actor, Action.READ_CONVERSATION)
    data_key = await find_data_key(tenant, conversation_id)
    row = await tenant.connection.fetchrow(
        f"""
        SELECT {GOES_ON} AS goes_on, held_until, hold_reason,
               app.year_after((least(
                   (SELECT min(m.sent_at)
                      FROM message m
                     WHERE m.tenant_id = $1 AND m.conversation_id = $2),
                   (SELECT min(a.sent_at)
                      FROM attachment a
                     WHERE a.tenant_id = $1 AND a.conversation_id = $2))
                   AT TIME ZONE 'UTC')::date) AS oldest
          FROM conversation
         WHERE tenant_id = $1 AND id = $2
        """,
        tenant.tenant_id,
        conversation_id,
    )
    if row is None:
        raise NotFound
    today = tenant.now.date()
    held_until = row["held_until"] if (row["held_until"] or date.min) >= today else None
    oldest = row["oldest"]
    if oldest and held_until:
        oldest = max(oldest, held_until + timedelta(days=1))
    if oldest and oldest >= row["goes_on"]:
        oldest = None
    return Retention(
        goes_on=row["goes_on"],
        oldest_goes_on=oldest,
        held_until=held_until,
        hold_reason=decrypt_text(
            tenant, data_key, conversation_id, conversation_id, "hold_reason", row["hold_reason"]
        )
        if held_until
        else None,
        soon=row["goes_on"] - today <= WARNED,
        oldest_soon=oldest is not None and oldest - today <= WARNED,
    )


async def list_retention(tenant: TenantSession) -> list[RetentionLine]:
    """What the acting counsellor holds, and what goes soon, over all organisations; first first."""
    require(tenant.actor, Action.HOLD_CONVERSATION)
    rows = await tenant.connection.fetch(
        f"""
        SELECT id, tenant_id AS organisation_id, pseudonym, state, {GOES_ON} AS goes_on,
               CASE WHEN held_until >= $2 THEN held_until END AS held_until
          FROM conversation
         WHERE counsellor_id = $1 AND {IN_CHARGE} AND (held_until >= $2 OR {GOES_ON} <= $3)
         ORDER BY goes_on, id
        """,
        tenant.actor.id,
        tenant.now.date(),
        tenant.now.date() + WARNED,
    )
    return [RetentionLine(**row) for row in rows]


async def hold_conversation(
    tenant: TenantSession, conversation_id: UUID, *, reason: str, until: date
) -> None:
    """Keep the conversation through `until`, at most a year ahead; again renews it.

    Only the counsellor in charge can, with a reason that the client may read. Raises Invalid,
    Locked, NotFound.
    """
    require(tenant.actor, Action.HOLD_CONVERSATION)
    today = tenant.now.date()
    if not today < until <= today + LONGEST_HOLD:
        raise Invalid({"until": "is a day from tomorrow to a year from now"})
    reason = check_text(reason, "reason", 1000)
    data_key = await find_data_key(tenant, conversation_id)
    held = await tenant.connection.fetchval(
        """
           UPDATE conversation
              SET held_until = $4, hold_reason = $5
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        until,
        encrypt_text(tenant, data_key, conversation_id, conversation_id, "hold_reason", reason),
    )
    await _recorded(tenant, held, conversation_id, "held")


async def end_hold(tenant: TenantSession, conversation_id: UUID) -> None:
    """End it 30 days from now if it lasts longer: the client sees the end coming."""
    require(tenant.actor, Action.HOLD_CONVERSATION)
    ended = await tenant.connection.fetchval(
        f"""
           UPDATE conversation
              SET held_until = CASE WHEN held_until > $4 THEN $4 ELSE held_until END
            WHERE tenant_id = $1 AND id = $2 AND counsellor_id = $3 AND {IN_CHARGE}
        RETURNING id
        """,
        tenant.tenant_id,
        conversation_id,
        tenant.actor.id,
        tenant.now.date() + WARNED,
    )
    await _recorded(tenant, ended, conversation_id, "ended")


async def purge_conversations(tenant: TenantSession) -> int:
    """Delete what is due in this organisation, with seals and clients; returns how many went.

    Coded registrations stay: nothing leads from them to a conversation. The trail holds a number
    and a day, which operators alone can read.
    """
    require(tenant.actor, Action.PURGE)
    gone: int = await tenant.connection.fetchval("SELECT app.purge_conversations($1)", tenant.now)
    for kind in ("attachments", "weighings"):
        await tenant.connection.execute(f"SELECT app.purge_{kind}($1)", tenant.now)
    if gone:
        day = tenant.now.replace(hour=0, minute=0, second=0, microsecond=0)
        await record(replace(tenant, now=day), Action.PURGE, "conversations", gone)
    return gone


async def _recorded(
    tenant: TenantSession, found: UUID | None, conversation_id: UUID, what: str
) -> None:
    if found is None:
        raise NotFound
    await record(tenant, Action.HOLD_CONVERSATION, "conversation", conversation_id, purpose=what)
