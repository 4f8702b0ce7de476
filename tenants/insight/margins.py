"""The margins of an annual report: one facet each, with every code of its list, zero included."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tenants.insight.facets import (
    EARLY,
    FORMAL,
    LATER,
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
    """A dot in a code means "is part of"; kinds that are kept apart are never shown as a sum.

    `together` are codes that are told as one before any is told with others, so that one small code
    takes along what it means nearly, and not the largest. Where few talked that costs more than it
    keeps: it holds from `together_from` people on.
    """

    codes: tuple[str, ...]
    kept_apart: bool = False
    together: tuple[tuple[str, ...], ...] = ()
    together_from: int = 0


def _part_of(whole: str, parts: Collection[str], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{whole}.{code}" if code in parts else code for code in codes)


_OUTCOMES = _part_of("preventive", PREVENTIVE, Outcome)
_SINCE = _part_of("later", LATER, _part_of("early", EARLY, Since))

#: each facet that is told, with the codes of its list
MARGINS = {
    "theme": Margin(tuple(THEMES), together=(("T2", "T4", "T9"),), together_from=50),
    "requester": Margin(
        tuple(Requester),
        kept_apart=True,
        together=(("witness", "manager", "person_discussed", "other"),),
    ),
    "channel": Margin(tuple(Channel), together=(("phone", "video"),)),
    "formal_route": Margin(_part_of("formal", FORMAL, FormalRoute)),
    "outcome": Margin(
        _OUTCOMES, together=(("changed_place", "unchanged", "open", "not_recorded"),)
    ),
    "next_step": Margin(tuple(NextStep)),
    "felt_heard": Margin(
        tuple(FeltHeard), together=(("partly", "no"), ("partly", "no", "not_asked"))
    ),
    "since": Margin(_SINCE, together=(("later", "not_recorded"),)),
    "cause": Margin(tuple(Cause)),
    "quarter": Margin(("1", "2", "3", "4"), together=(("1", "2"), ("3", "4"))),
}
#: the two that are crossed where enough people talked
CROSSED = ("theme", "quarter")


async def people_by_year(tenant: TenantSession, year: int) -> dict[int, int]:
    """People in this year and the two before it, as far back as anybody could have talked."""
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


async def find_people_of_three_years(tenant: TenantSession, year: int) -> int | None:
    """Each person once, however many of the three years up to this one they came in.

    None where it was not noted of somebody whether they had come in an earlier one of the three.
    """
    return await tenant.connection.fetchval(
        """
        SELECT CASE WHEN bool_or(last_talked = 'not_recorded' AND year > $2 - 2) THEN NULL
                    ELSE count(*) FILTER (WHERE last_talked IN ('not_before', 'not_recorded')
                                             OR last_talked = 'last_year' AND year = $2 - 2
                                             OR last_talked = 'two_years_ago' AND year < $2)::int
               END
          FROM (SELECT last_talked, extract(year FROM quarter)::int AS year
                  FROM registration
                 WHERE tenant_id = $1 AND first_of_year
                   AND quarter BETWEEN make_date($2 - 2, 1, 1) AND make_date($2, 12, 31)) AS found
        """,
        tenant.tenant_id,
        year,
    )


async def count_margins(
    tenant: TenantSession, year: int, organisation_id: UUID | None = None
) -> dict[str, dict[str, int]]:
    """People of a year by each margin's codes. They count once, with their first talk of the year.

    So every margin adds up to the number of people, and no figure is made of one person's visits.
    `organisation_id` is for the one door that counts across tenants.
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
           AND r.quarter BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
         GROUP BY margin, code
        """,
        organisation_id or tenant.tenant_id,
        year,
    )
    counts = {name: dict.fromkeys(margin.codes, 0) for name, margin in MARGINS.items()}
    leaves = {name: _by_leaf(margin.codes) for name, margin in MARGINS.items()}
    for row in rows:
        name = row["margin"]
        counts[name][leaves[name][row["code"]]] = row["people"]
    return counts


async def count_crossing(tenant: TenantSession, year: int) -> dict[tuple[str, str], int]:
    """The same people by theme and quarter."""
    rows = await tenant.connection.fetch(
        """
        SELECT primary_theme, extract(quarter FROM quarter)::text AS quarter,
               count(*)::int AS people
          FROM registration
         WHERE tenant_id = $1 AND first_of_year
           AND quarter BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
         GROUP BY 1, 2
        """,
        tenant.tenant_id,
        year,
    )
    return {(row["primary_theme"], row["quarter"]): row["people"] for row in rows}


def _by_leaf(codes: Sequence[str]) -> dict[str, str]:
    """Facets are stored by their own code, without the parent that a margin gives them."""
    return {code.rpartition(".")[2] if code[0].islower() else code: code for code in codes}
