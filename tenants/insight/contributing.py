"""What each organisation that takes part contributes to a benchmark: counts, and no row of a talk.

The only place that reads across tenants. It runs as the aggregator's own database role, which may
read coded facets, headcounts, sectors and dates of prevention work, and nothing a person wrote or
is called.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.layout import TOTAL
from tenants.insight.facets import Channel, NextStep, Requester, Since, Waited
from tenants.insight.sections import section_of
from tenants.insight.tabulation import size_of
from tenants.network.organisations import Sector
from tenants.session import TenantSession

#: minutes rather than the half one that a page may take: millions of rows are read once
PATIENCE = timedelta(minutes=20).total_seconds()

#: facets that are a column of a registration, each with its codes
COLUMNS: dict[str, tuple[str, ...]] = {
    "requester": tuple(Requester),
    "channel": tuple(Channel),
    "next_step": tuple(NextStep),
    "since": tuple(Since),
    "formal_route": ("none", "formal"),
    "first_response": tuple(Waited),
    "first_talk": tuple(Waited),
}
#: where each state of an advice stands in the tree of the edition
ADVICE = {
    "done": "answered.done",
    "accepted": "answered.accepted",
    "not_funded": "answered.not_funded",
    "declined": "answered.declined",
    "given": "unanswered",
}

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation that takes part. `public`: what it contributes counts as known."""

    organisation_id: UUID
    firm_id: UUID
    section: str
    employees: int
    public: bool
    own_position: bool


async def list_contributions(
    tenant: TenantSession, period: int, members: Sequence[Member] | None = None
) -> list[Contribution]:
    """A year's counts, for each organisation and each firm that saw people or worked there.

    One where nobody talked contributes as well: its employees belong in the denominator, and its
    silence is not shown.
    """
    if members is None:
        members = await list_members(tenant, period)
    counted: dict[tuple[UUID, UUID], Counts] = defaultdict(dict)
    for reading in (_talks, _activities, _advice):
        for organisation_id, firm_id, counts in await reading(tenant, period):
            counted[organisation_id, firm_id] |= counts
    firms: dict[UUID, list[UUID]] = defaultdict(list)
    for organisation_id, firm_id in sorted(counted):
        firms[organisation_id].append(firm_id)
    return [
        Contribution(
            organisation=str(member.organisation_id),
            firm=str(firm_id),
            stratum={"sector": member.section, "size": size_of(member.employees)},
            employees=member.employees,
            counts=counted.get((member.organisation_id, firm_id), {}),
            public=member.public,
        )
        for member in members
        for firm_id in firms[member.organisation_id] or [member.firm_id]
    ]


async def list_members(tenant: TenantSession, period: int) -> list[Member]:
    """Who decided to take part before the year began and has put headcounts for it.

    Published figures stay known: by any decision that stood in the year or later, and by an annual
    report for publication about this year or the one before, which a trend is about as well.
    """
    rows = await tenant.connection.fetch(
        """
        WITH decision AS (
             SELECT tenant_id, decided_on, decided_at, takes_part, publishes_figures, own_position,
                    lead(decided_on, 1, 'infinity') OVER (
                        PARTITION BY tenant_id ORDER BY decided_on, decided_at) AS stood_until
               FROM benchmark_participation),
             membership AS (
             SELECT tenant_id,
                    bool_or(takes_part) FILTER (WHERE decided_on < $2) AS takes_part,
                    bool_or(publishes_figures) AS public,
                    (array_agg(own_position ORDER BY decided_on DESC, decided_at DESC))[1]
                        AS own_position
               FROM decision
              WHERE stood_until >= $2
              GROUP BY tenant_id)
        SELECT o.tenant_id, o.firm_id, o.sector_scheme, o.sector_edition, o.sector_code,
               h.employees, m.own_position,
               m.public OR EXISTS (
                   SELECT FROM annual_report r
                    WHERE r.tenant_id = o.tenant_id AND r.for_publication
                      AND r.year IN ($1, $1 - 1)) AS public
          FROM organisation o
          JOIN membership m
            ON m.tenant_id = o.tenant_id AND m.takes_part
          JOIN (SELECT tenant_id, sum(employees)::int AS employees
                  FROM headcount
                 WHERE year = $1
                 GROUP BY tenant_id
                HAVING sum(employees) > 0) h
            ON h.tenant_id = o.tenant_id
         WHERE o.state <> 'draft'
         ORDER BY o.tenant_id
        """,
        period,
        date(period, 1, 1),
        timeout=PATIENCE,
    )
    return [
        Member(
            organisation_id=row["tenant_id"],
            firm_id=row["firm_id"],
            section=section_of(
                Sector(row["sector_scheme"], row["sector_edition"], row["sector_code"])
            ),
            employees=row["employees"],
            public=row["public"],
            own_position=row["own_position"],
        )
        for row in rows
    ]


async def _talks(tenant: TenantSession, period: int) -> Iterator[tuple[UUID, UUID, Counts]]:
    """People by each facet, once each with the first talk of the year; and their later talks.

    One pass over the registrations: rows become counts where they lie, and only counts travel.
    """
    # Rows are few in most strata and many in all: the last code of a facet is what is left over.
    filters = [
        (facet, code, f"count(*) FILTER (WHERE first_of_year AND {facet} = '{code}')")
        for facet, codes in COLUMNS.items()
        for code in codes[:-1]
    ]
    counts = ",\n".join(f"{sql} AS c{number}" for number, (_, _, sql) in enumerate(filters))
    sums = ", ".join(f"sum(c{number})::int AS c{number}" for number in range(len(filters)))
    rows = await tenant.connection.fetch(
        f"""
        WITH counted AS (
             SELECT tenant_id, firm_id, primary_theme,
                    count(*) FILTER (WHERE first_of_year) AS people,
                    count(*) FILTER (WHERE NOT first_of_year) AS again,
                    {counts}
               FROM registration
              WHERE quarter BETWEEN $1 AND $2
              GROUP BY tenant_id, firm_id, primary_theme)
        SELECT tenant_id, firm_id, sum(people)::int AS people, sum(again)::int AS again,
               json_object_agg(primary_theme, people)::text AS themes, {sums}
          FROM counted
         GROUP BY tenant_id, firm_id
        """,
        date(period, 1, 1),
        date(period, 12, 31),
        timeout=PATIENCE,
    )
    places = [(facet, code) for facet, code, _ in filters]
    return ((row["tenant_id"], row["firm_id"], _counts_of(row, places)) for row in rows)


def _counts_of(row: asyncpg.Record, places: Sequence[tuple[str, str]]) -> Counts:
    people = row["people"]
    counts: Counts = {
        "theme": msgspec.json.decode(row["themes"]),
        "conversations": {"first": people, "again": row["again"]},
    }
    for number, (facet, code) in enumerate(places):
        counts.setdefault(facet, {})[code] = row[f"c{number}"]
    for facet, codes in COLUMNS.items():
        counts[facet][codes[-1]] = people - sum(counts[facet].values())
    return counts


async def _activities(tenant: TenantSession, period: int) -> Iterator[tuple[UUID, UUID, Counts]]:
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, firm_id, count(*)::int AS number
          FROM activity
         WHERE held_on BETWEEN $1 AND $2
         GROUP BY tenant_id, firm_id
        """,
        date(period, 1, 1),
        date(period, 12, 31),
        timeout=PATIENCE,
    )
    return (
        (row["tenant_id"], row["firm_id"], {"activities": {TOTAL: row["number"]}}) for row in rows
    )


async def _advice(tenant: TenantSession, period: int) -> Iterator[tuple[UUID, UUID, Counts]]:
    """The advice given in the year, by what has become of it."""
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, firm_id, state, count(*)::int AS number
          FROM advice
         WHERE given_on BETWEEN $1 AND $2
         GROUP BY tenant_id, firm_id, state
        """,
        date(period, 1, 1),
        date(period, 12, 31),
        timeout=PATIENCE,
    )
    return _by_state(rows)


def _by_state(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[UUID, UUID, Counts]]:
    states: dict[tuple[UUID, UUID], dict[str, int]] = defaultdict(dict)
    for row in rows:
        states[row["tenant_id"], row["firm_id"]][ADVICE[row["state"]]] = row["number"]
    return ((*place, {"advice": given}) for place, given in states.items())
