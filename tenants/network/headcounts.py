"""How many people an organisation employs, by unit: the denominator of every rate."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenants.audit import record
from tenants.errors import Invalid
from tenants.policy import Action, require
from tenants.session import TenantSession

MOST_UNITS = 1000
MOST_EMPLOYEES = 10_000_000


@dataclass(frozen=True, slots=True)
class Headcount:
    unit: str
    employees: int


async def put_headcounts(
    tenant: TenantSession, year: int, units: Mapping[str, int]
) -> list[Headcount]:
    """Set a year's headcounts by unit, in people; units not named are gone. Raises Invalid."""
    require(tenant.actor, Action.PUT_HEADCOUNTS)
    problems = {}
    if not 2000 <= year <= tenant.now.year + 1:
        problems["year"] = f"must be from 2000 to {tenant.now.year + 1}"
    if not 1 <= len(units) <= MOST_UNITS:
        problems["units"] = f"name 1 to {MOST_UNITS} units"
    for unit, employees in units.items():
        if not 1 <= len(unit.strip()) <= 100 or not unit.isprintable():
            problems["units"] = "a unit's name has 1 to 100 printable characters"
        elif not 0 <= employees <= MOST_EMPLOYEES:
            problems[unit] = f"must be from 0 to {MOST_EMPLOYEES}"
    if problems:
        raise Invalid(problems)
    # Two at once would each leave the other's units standing: too many people, too low a rate.
    await tenant.hold(f"headcounts/{year}")
    await tenant.connection.execute(
        "DELETE FROM headcount WHERE tenant_id = $1 AND year = $2", tenant.tenant_id, year
    )
    await tenant.connection.executemany(
        "INSERT INTO headcount (tenant_id, year, unit, employees) VALUES ($1, $2, $3, $4)",
        [(tenant.tenant_id, year, unit.strip(), employees) for unit, employees in units.items()],
    )
    await record(tenant, Action.PUT_HEADCOUNTS, "headcount", year)
    return await list_headcounts(tenant, year)


async def list_headcounts(tenant: TenantSession, year: int) -> list[Headcount]:
    require(tenant.actor, Action.READ_HEADCOUNTS)
    rows = await tenant.connection.fetch(
        "SELECT unit, employees FROM headcount WHERE tenant_id = $1 AND year = $2 ORDER BY unit",
        tenant.tenant_id,
        year,
    )
    return [Headcount(**row) for row in rows]


async def list_unit_names(tenant: TenantSession, year: int) -> list[str]:
    """What the organisation calls its units; an organisation of one unit has none to point at."""
    units = [headcount.unit for headcount in await list_headcounts(tenant, year)]
    return units if len(units) > 1 else []
