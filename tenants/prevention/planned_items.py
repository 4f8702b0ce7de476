"""What returns by itself: prevention on the agenda, sessions, columns, a name on the wall.

An activity is what was done of it (`record_activity`); that moves it on to its next day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.policy import ADDRESSEES, ORGANISATION, Action, require
from tenants.prevention import activities
from tenants.session import TenantSession
from tenants.themes import check_themes

#: a poster, a card, a name on a page: it hangs there, and nobody is seen by it
LISTING = "listing"
KINDS = (*activities.KINDS, LISTING)
#: months from one time to the next
RETURNS = (1, 2, 3, 4, 6, 12)
FURTHEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """`addressee` is whose agenda it stands on, for a dialogue alone; `every_months` None: once.

    `kept_until` is the last day on which what was done is no longer ago than `every_months`.
    `theme` is None for whoever is of the organisation.
    """

    id: UUID
    kind: str
    addressee: str | None
    theme: str | None
    every_months: int | None
    due_on: date
    last_done_on: date | None
    kept_until: date | None

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today

    def is_kept_up(self, today: date) -> bool:
        """Whether it was done as often as was planned; another day for the next changes nothing."""
        return self.kept_until is not None and self.kept_until >= today


async def put_planned_item(
    tenant: TenantSession,
    item_id: UUID,
    *,
    kind: str,
    addressee: str | None,
    theme: str,
    every_months: int | None,
    due_on: date,
) -> None:
    """Plan it, or plan it otherwise. Raises Invalid, and Conflict `done` for what was once."""
    require(tenant.actor, Action.PLAN_PREVENTION)
    check_themes([theme], "theme")
    problems = {}
    if kind not in KINDS:
        problems["kind"] = f"must be one of {', '.join(KINDS)}"
    if (kind == "dialogue") != (addressee is not None) or addressee not in {None, *ADDRESSEES}:
        problems["addressee"] = "is whom a dialogue is with; nothing else has one"
    if every_months not in {None, *RETURNS}:
        problems["every_months"] = f"must be one of {RETURNS}, or nothing for once"
    if not tenant.now.date() <= due_on <= tenant.now.date() + FURTHEST:
        problems["due_on"] = "must be from today on, within two years"
    if problems:
        raise Invalid(problems)
    try:
        planned = await tenant.connection.fetchval(
            """
            INSERT INTO planned_item
                        (tenant_id, id, firm_id, kind, addressee, theme, every_months, due_on)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, id) DO UPDATE
                    SET kind = $4, addressee = $5, theme = $6, every_months = $7, due_on = $8
                  WHERE planned_item.due_on IS NOT NULL
              RETURNING id
            """,
            tenant.tenant_id,
            item_id,
            tenant.actor.tenant_id,
            kind,
            addressee,
            theme,
            every_months,
            due_on,
        )
    except asyncpg.InsufficientPrivilegeError:  # another firm's, of the same organisation
        raise NotFound from None
    if planned is None:
        raise Conflict("done")
    await record(tenant, Action.PLAN_PREVENTION, "planned_item", item_id)


async def remove_planned_item(tenant: TenantSession, item_id: UUID) -> None:
    """Take it off the plan. What was done of it stays where it is."""
    require(tenant.actor, Action.PLAN_PREVENTION)
    removed = await tenant.connection.fetchval(
        "DELETE FROM planned_item WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.tenant_id,
        item_id,
    )
    if removed is None:
        raise NotFound
    await record(tenant, Action.PLAN_PREVENTION, "planned_item", item_id)


async def look_after_listing(tenant: TenantSession, item_id: UUID) -> None:
    """Say that what hangs there is still right. It is no activity, and counts as none."""
    require(tenant.actor, Action.PLAN_PREVENTION)
    moved = await tenant.connection.fetchval(
        """
           UPDATE planned_item
              SET last_done_on = $3,
                  due_on = ($3::date + make_interval(months => every_months))::date
            WHERE tenant_id = $1 AND id = $2 AND kind = $4 AND due_on IS NOT NULL
        RETURNING id
        """,
        tenant.tenant_id,
        item_id,
        tenant.now.date(),
        LISTING,
    )
    if moved is None:
        raise NotFound
    await record(tenant, Action.PLAN_PREVENTION, "planned_item", item_id)


async def list_planned_items(tenant: TenantSession) -> list[PlannedItem]:
    """What is still to come at the session's organisation; what is due first comes first."""
    require(tenant.actor, Action.READ_PLAN)
    theme = "NULL" if tenant.actor.role in ORGANISATION else "theme"
    rows = await tenant.connection.fetch(
        f"""
        SELECT {TOLD}, {theme} AS theme
          FROM planned_item
         WHERE tenant_id = $1 AND due_on IS NOT NULL
         ORDER BY due_on, id
        """,
        tenant.tenant_id,
    )
    return [PlannedItem(**row) for row in rows]


async def find_planned_item(tenant: TenantSession, item_id: UUID) -> PlannedItem | None:
    return next((item for item in await list_planned_items(tenant) if item.id == item_id), None)


TOLD = """id, kind, addressee, every_months, due_on, last_done_on,
          (last_done_on + make_interval(months => every_months))::date AS kept_until"""
