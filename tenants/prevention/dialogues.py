"""What was talked about with whom the organisation has for it, what was agreed, and who does what.

A dialogue is an activity, counted with the others, that has words. Each stakeholder reads its own:
what the works council talked about is not for management. None has a link to a conversation, and
its words pass the identification check.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid
from tenants.identification import Finding, check_identifying, find_identifying
from tenants.network.headcounts import list_unit_names
from tenants.policy import ADDRESSEES, Action, Role, require
from tenants.prevention.activities import record_activity
from tenants.session import TenantSession

#: the occupational health service has no seat at the organisation's door: counsellors alone read it
STAKEHOLDERS = (*sorted(ADDRESSEES), "occupational_health_service")
NEXT = (*STAKEHOLDERS, Role.COUNSELLOR)
LONGEST = {"subject": 200, "agreed": 4000, "next_step": 2000}
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`audience_size` is how many sat at the table; `next_step_by` is a role."""

    id: UUID
    stakeholder: str
    held_on: date
    theme: str
    audience_size: int
    subject: str
    agreed: str
    next_step_by: str
    next_step: str


async def record_dialogue(
    tenant: TenantSession,
    *,
    stakeholder: str,
    theme: str,
    held_on: date,
    audience_size: int,
    subject: str,
    agreed: str,
    next_step_by: str,
    next_step: str,
    reason: str = "",
    planned_item_id: UUID | None = None,
) -> Dialogue:
    """Record one, for the stakeholder to read from now on; what was planned moves on.

    Raises Invalid, also while something could lead to somebody, or could and `reason` does not say
    why it does not.
    """
    require(tenant.actor, Action.RECORD_DIALOGUE)
    texts = {"subject": subject, "agreed": agreed, "next_step": next_step}
    texts = {part: text.replace("\r\n", "\n").strip() for part, text in texts.items()}
    problems = {
        part: f"has 1 to {LONGEST[part]:,} characters"
        for part, text in texts.items()
        if not 1 <= len(text) <= LONGEST[part] or "\0" in text
    }
    if stakeholder not in STAKEHOLDERS:
        problems["stakeholder"] = f"must be one of {', '.join(STAKEHOLDERS)}"
    if next_step_by not in NEXT:
        problems["next_step_by"] = f"must be one of {', '.join(NEXT)}"
    if len(reason) > LONGEST_REASON or "\0" in reason:
        problems["reason"] = f"has at most {LONGEST_REASON} characters"
    if problems:
        raise Invalid(problems)
    units = await list_unit_names(tenant, tenant.now.year)
    check_identifying("\n\n".join(texts.values()), reason, units=units)
    activity = await record_activity(
        tenant,
        facet="advice",
        kind="dialogue",
        theme=theme,
        held_on=held_on,
        audience_size=audience_size,
        planned_item_id=planned_item_id,
        stakeholder=stakeholder,
    )
    await tenant.connection.execute(
        """
        INSERT INTO dialogue
                    (tenant_id, id, firm_id, counsellor_id, stakeholder, subject, agreed, next_step,
                     next_step_by, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        tenant.tenant_id,
        activity.id,
        tenant.actor.tenant_id,
        tenant.actor.id,
        stakeholder,
        *texts.values(),
        next_step_by,
        reason.strip(),
    )
    await record(tenant, Action.RECORD_DIALOGUE, "dialogue", activity.id)
    return Dialogue(
        activity.id,
        stakeholder,
        held_on,
        theme,
        audience_size,
        next_step_by=next_step_by,
        **texts,
    )


async def find_identifying_in_dialogue(tenant: TenantSession, *texts: str) -> tuple[Finding, ...]:
    """What in these words could lead to somebody, before they are recorded."""
    require(tenant.actor, Action.RECORD_DIALOGUE)
    units = await list_unit_names(tenant, tenant.now.year)
    return find_identifying("\n\n".join(texts), units=units)


async def list_dialogues(tenant: TenantSession) -> list[Dialogue]:
    """Newest first: to counsellors of the firm all, to anybody else those with the own role."""
    require(tenant.actor, Action.READ_DIALOGUES)
    rows = await tenant.connection.fetch(
        """
        SELECT d.id, d.stakeholder, a.held_on, a.theme, a.audience_size, d.subject, d.agreed,
               d.next_step_by, d.next_step
          FROM dialogue d
          JOIN activity a ON a.tenant_id = d.tenant_id AND a.id = d.id
         WHERE d.tenant_id = $1 AND ($2::text IS NULL OR d.stakeholder = $2)
         ORDER BY a.held_on DESC, d.id DESC
        """,
        tenant.tenant_id,
        None if tenant.actor.role is Role.COUNSELLOR else tenant.actor.role,
    )
    return [Dialogue(**row) for row in rows]
