"""What each organisation that takes part contributes to a benchmark: counts, and no row of a talk.

The only place that reads across tenants. It runs as the aggregator's own database role, which may
read coded facets, headcounts and sectors, and nothing a person wrote or is called.
"""

from collections import defaultdict
from uuid import UUID

from tenants.insight.disclosure import Contribution
from tenants.insight.sections import section_of
from tenants.network.organisations import Sector
from tenants.session import TenantSession


async def list_contributions(tenant: TenantSession, period: int) -> list[Contribution]:
    """People by primary theme in a year, for each organisation and each firm that saw them there.

    A member decided to take part before the year began and has put headcounts for the year. One
    where nobody talked is a member as well: its employees belong in the denominator, and its
    silence is not shown.
    """
    members = await tenant.connection.fetch(
        """
        SELECT o.tenant_id, o.firm_id, o.sector_scheme, o.sector_edition, o.sector_code,
               h.employees
          FROM organisation o
          JOIN (SELECT DISTINCT ON (tenant_id) tenant_id, takes_part
                  FROM benchmark_participation
                 WHERE decided_on < make_date($1, 1, 1)
                 ORDER BY tenant_id, decided_on DESC, decided_at DESC) p
            ON p.tenant_id = o.tenant_id AND p.takes_part
          JOIN (SELECT tenant_id, sum(employees)::int AS employees
                  FROM headcount
                 WHERE year = $1
                 GROUP BY tenant_id) h
            ON h.tenant_id = o.tenant_id
         WHERE o.state <> 'draft'
         ORDER BY o.tenant_id
        """,
        period,
    )
    counts = await _count_people(tenant, period)
    return [
        Contribution(
            organisation=str(m["tenant_id"]),
            firm=str(firm_id),
            stratum={
                "sector": section_of(
                    Sector(m["sector_scheme"], m["sector_edition"], m["sector_code"])
                )
            },
            employees=m["employees"],
            counts={"theme": themes},
        )
        for m in members
        for firm_id, themes in counts.get(m["tenant_id"], {m["firm_id"]: {}}).items()
    ]


async def _count_people(
    tenant: TenantSession, period: int
) -> dict[UUID, dict[UUID, dict[str, int]]]:
    """Organisation → firm → theme → people, each person once, with the first talk of the year."""
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, firm_id, primary_theme, count(*)::int AS people
          FROM registration
         WHERE quarter BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31) AND first_of_year
         GROUP BY tenant_id, firm_id, primary_theme
        """,
        period,
    )
    counts: dict[UUID, dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        counts[row["tenant_id"]][row["firm_id"]][row["primary_theme"]] = row["people"]
    return counts
