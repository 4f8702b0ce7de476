"""The margins of an annual report: one facet each, with every code of its list, zero included."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tenants.insight.facets import (
    PREVENTIVE,
    Cause,
    Channel,
    FeltHeard,
    FormalRoute,
    NextStep,
    Outcome,
    Requester,
    Since,
)
from tenants.session import TenantSession
from tenants.themes import THEMES


@dataclass(frozen=True, slots=True)
class Margin:
    """A dot in a code means "is part of"; kinds that are kept apart are never shown as a sum."""

    codes: tuple[str, ...]
    kept_apart: bool = False


def _outcome(outcome: Outcome) -> str:
    return f"preventive.{outcome}" if outcome in PREVENTIVE else outcome


def _formal_route(route: FormalRoute) -> str:
    return route if route is FormalRoute.NONE else f"formal.{route}"


#: in the order in which they are kept where two together would tell too much
MARGINS = {
    "theme": Margin(tuple(THEMES)),
    "requester": Margin(tuple(Requester), kept_apart=True),
    "outcome": Margin(tuple(_outcome(o) for o in Outcome)),
    "formal_route": Margin(tuple(_formal_route(f) for f in FormalRoute)),
    "next_step": Margin(tuple(NextStep)),
    "since": Margin(tuple(Since)),
    "felt_heard": Margin(tuple(FeltHeard)),
    "cause": Margin(tuple(Cause)),
    "channel": Margin(tuple(Channel)),
    "quarter": Margin(("1", "2", "3", "4")),
}


async def people_by_year(tenant: TenantSession, year: int) -> dict[int, int]:
    """People in this year and the two before it, as far back as anybody could have talked.

    A year before the first mandate is known to be empty: it hides nobody and is left out.
    """
    rows = await tenant.connection.fetch(
        """
        SELECT y AS year, count(r.id) FILTER (WHERE r.first_of_year)::int AS people
          FROM generate_series($2 - 2, $2) AS y
          LEFT JOIN registration r
            ON r.tenant_id = $1
           AND r.quarter BETWEEN make_date(y, 1, 1) AND make_date(y, 12, 31)
         WHERE y >= (SELECT extract(year FROM min(starts_on)) FROM mandate WHERE tenant_id = $1)
         GROUP BY y
        """,
        tenant.tenant_id,
        year,
    )
    return {row["year"]: row["people"] for row in rows}


async def count_margins(tenant: TenantSession, years: Collection[int]) -> dict[str, dict[str, int]]:
    """People of these years by each margin's codes. They count once a year, with their first talk.

    So every margin adds up to the number of people, and no figure is made of one person's visits.
    """
    rows = await tenant.connection.fetch(
        """
        SELECT margin, code, count(*)::int AS people
          FROM registration r
         CROSS JOIN LATERAL (
               VALUES ('theme', r.primary_theme),
                      ('requester', r.requester),
                      ('outcome', r.outcome),
                      ('formal_route', r.formal_route),
                      ('next_step', r.next_step),
                      ('since', r.since),
                      ('felt_heard', r.felt_heard),
                      ('cause', r.cause),
                      ('channel', r.channel),
                      ('quarter', extract(quarter FROM r.quarter)::text)) AS facet (margin, code)
         WHERE r.tenant_id = $1 AND r.first_of_year
           AND extract(year FROM r.quarter)::int = ANY($2)
         GROUP BY margin, code
        """,
        tenant.tenant_id,
        list(years),
    )
    counts = {name: dict.fromkeys(margin.codes, 0) for name, margin in MARGINS.items()}
    leaves = {name: _by_leaf(margin.codes) for name, margin in MARGINS.items()}
    for row in rows:
        name = row["margin"]
        counts[name][leaves[name][row["code"]]] = row["people"]
    return counts


def _by_leaf(codes: Sequence[str]) -> dict[str, str]:
    """Facets are stored by their own code, without the parent that a margin gives them."""
    return {code.rpartition(".")[2] if code[0].islower() else code: code for code in codes}
