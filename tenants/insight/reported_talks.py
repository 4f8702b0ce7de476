"""The part of an annual report that is about people who talked: gate, pool, margins, crossing."""

from dataclasses import dataclass
from typing import Any

import msgspec

from tenants.insight.disclosure import Crossing, ReleasedReport, may_pool, release_margins
from tenants.insight.disclosure.margins import LEAST_CROSSED
from tenants.insight.margins import (
    CROSSED,
    MARGINS,
    count_crossing,
    count_margins,
    find_people_of_three_years,
    people_by_year,
)
from tenants.session import TenantSession

YEARS = 3
BILLED_BY_HOUR = 5  # people from whom on the last invoice of a year has hours


@dataclass(frozen=True, slots=True)
class Withheld:
    """`what` is `people`, `pool`, `crossing` or a margin; `why` a code that a door puts in words.

    For the counsellor's preview alone: which rule it was is more than a reader may know.
    """

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ReportedTalks:
    """`content` may be told to all who read the report, as it stands."""

    content: dict[str, Any]
    withheld: tuple[Withheld, ...]


async def tell_talks(tenant: TenantSession, year: int, k: int) -> ReportedTalks:
    """What may be told of the people of this year, or of the three years up to it together."""
    gates = await _earlier_releases(tenant)
    people = await people_by_year(tenant, year)
    told = {one for years, _ in gates.values() for one in years}
    employees = await _employees(tenant, year)
    if year not in told and people.get(year, 0) >= k:
        return await _tell_year(tenant, year, people[year], k, employees)
    known = {y: min(k, gates[y][1]) if y in gates else k for y in people}
    pooled, why = await _pool(tenant, year, people, told, known, k)
    shown = ReleasedReport(k, pooled, dict.fromkeys(MARGINS))
    years = range(year - YEARS + 1, year + 1) if pooled is not None else ()
    withheld = [Withheld("people", "gate")]
    withheld += [Withheld("pool", why)] if why else []
    return ReportedTalks(_content(shown, list(years), employees), tuple(withheld))


async def _tell_year(
    tenant: TenantSession, year: int, people: int, k: int, employees: int | None
) -> ReportedTalks:
    released = release_margins(
        await count_margins(tenant, year),
        people,
        k,
        together={n: m.together for n, m in MARGINS.items() if people >= m.together_from},
        crossing=(*CROSSED, await count_crossing(tenant, year)),
    )
    withheld = [Withheld(name, "group") for name in MARGINS if released.margins[name] is None]
    if released.crossing is None:
        withheld.append(Withheld("crossing", "few" if people < LEAST_CROSSED else "unsafe"))
    elif any(None in row for row in released.crossing.cells):
        withheld.append(Withheld("crossing", "cells"))
    return ReportedTalks(_content(released, [year], employees), tuple(withheld))


async def _pool(
    tenant: TenantSession,
    year: int,
    people: dict[int, int],
    told: set[int],
    known: dict[int, int],
    k: int,
) -> tuple[int | None, str]:
    """The people of three years, or why they are not told."""
    if len(people) < YEARS:
        return None, "new"
    if told & people.keys() or max(people.values()) >= k:
        # The difference with what is out would be one of the years.
        return None, "told"
    pooled = await find_people_of_three_years(tenant, year)
    if pooled is None:
        return None, "not_recorded"
    if not may_pool(pooled, [known_range(n, known[y]) for y, n in people.items()], k):
        return None, "few" if pooled < k else "narrow"
    return pooled, ""


def known_range(people: int, gate: int) -> range:
    """What a reader of the reports and the invoices knows of a year that did not pass its gate."""
    return range(BILLED_BY_HOUR, gate) if people >= BILLED_BY_HOUR < gate else range(BILLED_BY_HOUR)


async def _earlier_releases(tenant: TenantSession) -> dict[int, tuple[list[int], int]]:
    """By year of release: the years whose people are in its figures, and the gate that it had."""
    rows = await tenant.connection.fetch(
        """
        SELECT year, content -> 'talks' -> 'years' AS years,
               (content ->> 'fewer_than')::int AS fewer_than
          FROM annual_report
         WHERE tenant_id = $1
        """,
        tenant.tenant_id,
    )
    return {r["year"]: (msgspec.json.decode(r["years"]), r["fewer_than"]) for r in rows}


async def _employees(tenant: TenantSession, year: int) -> int | None:
    return await tenant.connection.fetchval(
        "SELECT sum(employees)::int FROM headcount WHERE tenant_id = $1 AND year = $2",
        tenant.tenant_id,
        year,
    )


def _content(released: ReleasedReport, years: list[int], employees: int | None) -> dict[str, Any]:
    rate = _rate(released.people, employees) if len(years) == 1 else None
    return {
        "years": years,
        "people": _cell(released.people),
        "employees": employees,
        "per_100_employees": _cell(rate),
        "early_contacts": _cell(_early(released)),
        "margins": {name: _blocks(name, released) for name in MARGINS},
        "crossing": _crossing(released.crossing),
    }


def _early(released: ReleasedReport) -> int | None:
    """Who came within half a year of when it began, where that is a figure that is told."""
    blocks = released.margins["since"] or ()
    early = [b for b in blocks if b.within == "early" or b.codes == ("early",)]
    return sum(block.people for block in early) if early else None


def _rate(people: int | None, employees: int | None) -> float | None:
    return round(100 * people / employees, 1) if people and employees else None


def _blocks(name: str, released: ReleasedReport) -> list[dict[str, Any]]:
    """A margin without blocks shows no row: there is no more to say than the total."""
    margin = MARGINS[name]
    if margin.kept_apart:
        alone = {b.codes[0]: b.people for b in released.margins[name] or () if len(b.codes) == 1}
        return [{"within": "", "codes": [c], **_cell(alone.get(c))} for c in margin.codes]
    return [
        {"within": block.within, "codes": list(block.codes), **_cell(block.people)}
        for block in released.margins[name] or ()
    ]


def _crossing(crossing: Crossing | None) -> dict[str, Any] | None:
    if crossing is None:
        return None
    return {
        "rows": [list(codes) for codes in crossing.rows],
        "columns": [list(codes) for codes in crossing.columns],
        "cells": [[_cell(people) for people in row] for row in crossing.cells],
    }


def _cell(value: float | None) -> dict[str, Any]:
    return {"value": value, "suppressed": value is None}
