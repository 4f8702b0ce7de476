"""Hours of counsellors: a quarter and a facet, and no trace of a conversation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid
from tenants.ids import new_timeless_id
from tenants.policy import Action, require
from tenants.session import TenantSession

FACETS = ("support", "information", "advice")
MOST_MINUTES = 6000


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes that one counsellor spent on one facet for one organisation in one quarter."""

    organisation_id: UUID
    counsellor_id: UUID
    quarter: date
    facet: str
    minutes: int


def quarter_of(day: date) -> date:
    """The first day of the quarter that `day` falls in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


async def record_effort(tenant: TenantSession, *, quarter: date, facet: str, minutes: int) -> None:
    """Record minutes for the session's organisation. Raises Invalid."""
    require(tenant.actor, Action.RECORD_EFFORT)
    problems = {}
    if facet not in FACETS:
        problems["facet"] = f"must be one of {', '.join(FACETS)}"
    if not 1 <= minutes <= MOST_MINUTES:
        problems["minutes"] = f"must be from 1 to {MOST_MINUTES}"
    if quarter != quarter_of(quarter) or quarter > tenant.now.date():
        problems["quarter"] = "must be the first day of a quarter that has begun"
    if problems:
        raise Invalid(problems)
    await tenant.connection.execute(
        """
        INSERT INTO effort (tenant_id, id, firm_id, counsellor_id, quarter, facet, minutes)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        tenant.tenant_id,
        new_timeless_id(),
        tenant.actor.tenant_id,
        tenant.actor.id,
        quarter,
        facet,
        minutes,
    )
    await record(tenant, Action.RECORD_EFFORT, "quarter", quarter)


async def list_hours(tenant: TenantSession, year: int) -> list[Hours]:
    """A year's minutes, summed by organisation, counsellor, quarter and facet."""
    require(tenant.actor, Action.READ_HOURS)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id AS organisation_id, counsellor_id, quarter, facet,
               sum(minutes)::int AS minutes
          FROM effort
         WHERE firm_id = $1 AND quarter BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
         GROUP BY tenant_id, counsellor_id, quarter, facet
         ORDER BY quarter, tenant_id, counsellor_id, facet
        """,
        tenant.actor.tenant_id,
        year,
    )
    return [Hours(**row) for row in rows]
