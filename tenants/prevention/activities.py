"""Being visible, informing and advising: what a counsellor does when nobody needs to talk yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid
from tenants.ids import new_id
from tenants.policy import ORGANISATION, Action, require
from tenants.session import TenantSession
from tenants.themes import check_themes

FACETS = ("information", "advice")
KINDS = ("team_meeting", "introduction", "column", "training", "walk_round", "dialogue")


@dataclass(frozen=True, slots=True)
class Activity:
    """`audience_size` is how many were there or were reached; who they were is never kept."""

    id: UUID
    facet: str
    kind: str
    theme: str
    held_on: date
    audience_size: int


async def record_activity(
    tenant: TenantSession,
    *,
    facet: str,
    kind: str,
    theme: str,
    held_on: date,
    audience_size: int,
    planned_item_id: UUID | None = None,
    group_ids: Collection[UUID] = (),
    stakeholder: str | None = None,
) -> Activity:
    """Record one with the target groups it reached; move what was planned on to its next day.

    Raises Invalid for an unknown code, a future date, a negative size, a group that is not there,
    and for a planned item of another kind or that was done on that day or later.
    A dialogue comes with its stakeholder and words, from `record_dialogue`.
    """
    require(tenant.actor, Action.RECORD_ACTIVITY)
    check_themes([theme], "theme")
    problems = {}
    if facet not in FACETS:
        problems["facet"] = f"must be one of {', '.join(FACETS)}"
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}"
    elif (kind == "dialogue") != (stakeholder is not None):
        problems["kind"] = "is recorded with its stakeholder and what was agreed"
    if held_on > tenant.now.date():
        problems["held_on"] = "is in the future"
    if not 0 <= audience_size <= 1_000_000:
        problems["audience_size"] = "must be from 0 to 1,000,000"
    if problems:
        raise Invalid(problems)
    activity = Activity(new_id(), facet, kind, theme, held_on, audience_size)
    await tenant.connection.execute(
        """
        INSERT INTO activity
                    (tenant_id, id, firm_id, counsellor_id, facet, kind, theme, held_on,
                     audience_size)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        tenant.tenant_id,
        activity.id,
        tenant.actor.tenant_id,
        tenant.actor.id,
        facet,
        kind,
        theme,
        held_on,
        audience_size,
    )
    if group_ids:
        await _reach(tenant, activity, group_ids)
    if planned_item_id is not None:
        await _move_on(tenant, planned_item_id, activity, stakeholder)
    await record(tenant, Action.RECORD_ACTIVITY, "activity", activity.id)
    return activity


async def _reach(tenant: TenantSession, activity: Activity, group_ids: Collection[UUID]) -> None:
    """Groups only: who of them was there is kept nowhere."""
    reached = await tenant.connection.fetch(
        """
        INSERT INTO reached_group (tenant_id, activity_id, target_group_id, firm_id)
             SELECT tenant_id, $2, id, $4
               FROM target_group
              WHERE tenant_id = $1 AND id = ANY($3)
          RETURNING target_group_id
        """,
        tenant.tenant_id,
        activity.id,
        list(group_ids),
        tenant.actor.tenant_id,
    )
    if len(reached) < len({*group_ids}):
        raise Invalid({"groups": "name a group that is not there"})


async def _move_on(
    tenant: TenantSession, planned_item_id: UUID, activity: Activity, stakeholder: str | None
) -> None:
    """What returns is due as long after it was held as it was planned; the rest is due no more."""
    moved = await tenant.connection.fetchval(
        """
           UPDATE planned_item
              SET last_done_on = $3,
                  due_on = ($3::date + make_interval(months => every_months))::date
            WHERE tenant_id = $1 AND id = $2 AND kind = $4 AND due_on IS NOT NULL
              AND addressee IS NOT DISTINCT FROM $5
              AND (last_done_on IS NULL OR last_done_on < $3)
        RETURNING id
        """,
        tenant.tenant_id,
        planned_item_id,
        activity.held_on,
        activity.kind,
        stakeholder,
    )
    if moved is None:
        raise Invalid({"planned_item": "is planned as something else, or was done by then"})


async def list_activities(tenant: TenantSession, year: int) -> list[Activity]:
    """The activities in a year at the session's organisation, oldest first.

    With whom there was a dialogue is not for the whole organisation: that one is left out there.
    """
    require(tenant.actor, Action.READ_ACTIVITIES)
    rows = await tenant.connection.fetch(
        """
        SELECT id, facet, kind, theme, held_on, audience_size
          FROM activity
         WHERE tenant_id = $1 AND held_on BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
           AND (kind <> 'dialogue' OR $3)
         ORDER BY held_on, id
        """,
        tenant.tenant_id,
        year,
        tenant.actor.role not in ORGANISATION,
    )
    return [Activity(**row) for row in rows]
