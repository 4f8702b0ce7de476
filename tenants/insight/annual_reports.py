"""The annual report of one organisation: prevention first, then who talked, about what.

Everything in it is a count that passed disclosure control; there is no word in it that somebody
wrote in a conversation. Once released it is frozen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import msgspec

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.insight.canonical import canonical, digest_of
from tenants.insight.disclosure import ReleasedReport, pooling_years, release_margins
from tenants.insight.margins import MARGINS, count_margins, people_by_year
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.prevention.activities import KINDS, list_activities
from tenants.prevention.advice import list_advice
from tenants.session import TenantSession
from tenants.themes import EDITION

K = 5  # people; below it nothing about them is said (disclosure control, gate)
FIRST_YEAR = 2000
FORMAT = 1


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """`content` is JSON; `digest` is the hex SHA-256 over it; `released_on` None in a preview."""

    year: int
    content: Mapping[str, Any]
    digest: str
    released_on: date | None


@dataclass(frozen=True, slots=True)
class AnnualReportSummary:
    year: int
    digest: str
    released_on: date


async def preview_annual_report(tenant: TenantSession, year: int) -> AnnualReport:
    """What the report of this year would be if it was released now. Raises Invalid."""
    require(tenant.actor, Action.PREVIEW_ANNUAL_REPORT)
    content = await _compose(tenant, year)
    return AnnualReport(year, content, digest_of(content).hex(), None)


async def release_annual_report(tenant: TenantSession, year: int) -> AnnualReport:
    """Freeze an ended year. Raises Conflict `year-not-ended`, `already-released`, and Invalid."""
    require(tenant.actor, Action.RELEASE_ANNUAL_REPORT)
    if year >= tenant.now.year:
        raise Conflict("year-not-ended")
    # Two releases at once could each pool the same year, and their difference would tell.
    await tenant.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('annual report' || $1::uuid, 0))",
        tenant.tenant_id,
    )
    content = await _compose(tenant, year)
    digest = digest_of(content)
    try:
        await tenant.connection.execute(
            """
            INSERT INTO annual_report
                        (tenant_id, year, content, digest, released_on, released_by)
                 VALUES ($1, $2, $3, $4, $5, $6)
            """,
            tenant.tenant_id,
            year,
            canonical(content).decode(),
            digest,
            tenant.now.date(),
            tenant.actor.id,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("already-released") from None
    await record(tenant, Action.RELEASE_ANNUAL_REPORT, "annual_report", year)
    return AnnualReport(year, content, digest.hex(), tenant.now.date())


async def get_annual_report(tenant: TenantSession, year: int) -> AnnualReport:
    """The released report of this year, as it was released."""
    require(tenant.actor, Action.READ_ANNUAL_REPORT)
    if not FIRST_YEAR <= year <= tenant.now.year:
        raise NotFound
    row = await tenant.connection.fetchrow(
        """
        SELECT year, content, digest, released_on
          FROM annual_report
         WHERE tenant_id = $1 AND year = $2
        """,
        tenant.tenant_id,
        year,
    )
    if row is None:
        raise NotFound
    content = msgspec.json.decode(row["content"])
    return AnnualReport(row["year"], content, row["digest"].hex(), row["released_on"])


async def list_annual_reports(tenant: TenantSession) -> list[AnnualReportSummary]:
    """What was released, newest year first."""
    require(tenant.actor, Action.READ_ANNUAL_REPORT)
    rows = await tenant.connection.fetch(
        """
        SELECT year, digest, released_on
          FROM annual_report
         WHERE tenant_id = $1
         ORDER BY year DESC
        """,
        tenant.tenant_id,
    )
    return [AnnualReportSummary(r["year"], r["digest"].hex(), r["released_on"]) for r in rows]


async def _compose(tenant: TenantSession, year: int) -> dict[str, Any]:
    if not FIRST_YEAR <= year <= tenant.now.year:
        raise Invalid({"year": f"must be from {FIRST_YEAR} to {tenant.now.year}"})
    organisation = await get_organisation(tenant)
    people = await people_by_year(tenant, year)
    told = await _years_told(tenant)
    years = () if year in told else pooling_years(people, told, year, K)
    margins = await count_margins(tenant, years)
    released = release_margins(margins, sum(people[y] for y in years), K)
    return {
        "format": FORMAT,
        "organisation": organisation.name,
        "year": year,
        "theme_edition": EDITION,
        "fewer_than": K,
        "prevention": await _prevention(tenant, year),
        "talks": _talks(released, years, await _employees(tenant, year)),
    }


async def _years_told(tenant: TenantSession) -> set[int]:
    """Years whose people are in a figure that is out: their difference with a pool is a year."""
    rows = await tenant.connection.fetch(
        """
        SELECT jsonb_array_elements_text(content -> 'talks' -> 'years')::int AS year
          FROM annual_report
         WHERE tenant_id = $1
        """,
        tenant.tenant_id,
    )
    return {row["year"] for row in rows}


async def _employees(tenant: TenantSession, year: int) -> int | None:
    return await tenant.connection.fetchval(
        "SELECT sum(employees)::int FROM headcount WHERE tenant_id = $1 AND year = $2",
        tenant.tenant_id,
        year,
    )


async def _prevention(tenant: TenantSession, year: int) -> dict[str, Any]:
    """What was done before anybody needed to talk. None of it is about a client: exact figures."""
    activities = await list_activities(tenant, year)
    advice = [a for a in await list_advice(tenant) if a.given_on.year == year]
    states = [a.state for a in advice]
    return {
        "activities": [
            {"kind": kind, "number": len(sizes), "audience": sum(sizes)}
            for kind in KINDS
            if (sizes := [a.audience_size for a in activities if a.kind == kind])
        ],
        "advice": {
            "given": len(advice),
            "unsolicited": sum(a.kind == "unsolicited" for a in advice),
            "accepted": states.count("accepted"),
            "done": states.count("done"),
            "not_funded": states.count("not_funded"),
            "declined": states.count("declined"),
            "unanswered": states.count("given"),
        },
    }


def _talks(
    released: ReleasedReport, years: tuple[int, ...], employees: int | None
) -> dict[str, Any]:
    return {
        "years": list(years) if released.people is not None else [],
        "people": _cell(released.people),
        "employees": employees,
        "per_100_employees": _cell(_rate(released.people, employees) if len(years) == 1 else None),
        "margins": {name: _blocks(name, released) for name in MARGINS},
    }


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


def _cell(value: float | None) -> dict[str, Any]:
    return {"value": value, "suppressed": value is None}
