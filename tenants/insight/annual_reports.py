"""The annual report of one organisation: prevention first, then who talked, about what.

Everything in it is a count that passed disclosure control, a code, or what a counsellor typed for
it; there is no word in it that somebody wrote in a conversation. Once released it is frozen.

There is one release of a year, inside the organisation or for publication. Two of them, with a gate
each, would give away by their difference what either hides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import msgspec

from tenants.audit import record
from tenants.errors import Conflict, NotFound
from tenants.insight.annual_report_drafts import (
    FIRST_YEAR,
    AnnualReportDraft,
    check_draft,
    check_year,
    get_draft,
)
from tenants.insight.canonical import canonical, digest_of
from tenants.insight.organisation_changes import list_changes
from tenants.insight.reported_talks import ReportedTalks, Withheld, tell_talks
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.prevention.activities import KINDS, list_activities
from tenants.prevention.advice import BARRIERS, list_advice
from tenants.session import TenantSession
from tenants.themes import EDITION

K, K_PUBLISHED = 5, 10  # people; below it nothing about them is said (disclosure control, gate)
FORMAT = 2


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """`content` is JSON; `digest` is the hex SHA-256 over it; `released_on` None in a preview.

    `withheld` tells the counsellor who looks at a preview what is not told, and why.
    """

    year: int
    content: Mapping[str, Any]
    digest: str
    released_on: date | None
    withheld: tuple[Withheld, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnualReportSummary:
    year: int
    digest: str
    released_on: date


async def preview_annual_report(tenant: TenantSession, year: int) -> AnnualReport:
    """What the report of this year would be if it was released now. Raises Invalid."""
    require(tenant.actor, Action.PREVIEW_ANNUAL_REPORT)
    content, withheld = await _compose(tenant, year, await get_draft(tenant, year))
    return AnnualReport(year, content, digest_of(content).hex(), None, withheld)


async def release_annual_report(tenant: TenantSession, year: int) -> AnnualReport:
    """Freeze an ended year. Raises Conflict `year-not-ended`, `already-released`, and Invalid."""
    require(tenant.actor, Action.RELEASE_ANNUAL_REPORT)
    if year >= tenant.now.year:
        raise Conflict("year-not-ended")
    # Two releases at once could each pool the same year, and their difference would tell.
    await tenant.hold("annual report")
    draft = await get_draft(tenant, year)
    await check_draft(tenant, year, draft)
    content, _ = await _compose(tenant, year, draft)
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


async def find_annual_report(tenant: TenantSession, year: int) -> AnnualReport | None:
    """The same, or None: last year's, to set beside this one."""
    try:
        return await get_annual_report(tenant, year)
    except NotFound:
        return None


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


async def _compose(
    tenant: TenantSession, year: int, draft: AnnualReportDraft
) -> tuple[dict[str, Any], tuple[Withheld, ...]]:
    check_year(tenant, year)
    organisation = await get_organisation(tenant)
    k = K_PUBLISHED if draft.for_publication else K
    talks: ReportedTalks = await tell_talks(tenant, year, k)
    content = {
        "format": FORMAT,
        "organisation": organisation.name,
        "year": year,
        "audience": "public" if draft.for_publication else "inside",
        "theme_edition": EDITION,
        "fewer_than": k,
        "prevention": await _prevention(tenant, year),
        "talks": talks.content,
        "bottlenecks": list(draft.bottlenecks),
        "changes": [
            {"month": f"{change.happened_on:%Y-%m}", "kind": change.kind}
            for change in await list_changes(tenant, year)
        ],
        "comment": draft.comment or None,
    }
    return content, talks.withheld


async def _prevention(tenant: TenantSession, year: int) -> dict[str, Any]:
    """What was done before anybody needed to talk. None of it is about a client: exact figures."""
    activities = await list_activities(tenant, year)
    advice = [a for a in await list_advice(tenant) if a.given_on.year == year]
    states = [a.state for a in advice]
    stalled = [a for a in advice if a.stalls(tenant.now.date())]
    return {
        "activities": [
            {"kind": kind, "number": len(sizes), "audience": sum(sizes)}
            for kind in KINDS
            if (sizes := [a.audience_size for a in activities if a.kind == kind])
        ],
        "themes": _by_theme(a.theme for a in activities),
        "months": sorted({a.held_on.month for a in activities}),
        "advice": {
            "given": len(advice),
            "unsolicited": sum(a.kind == "unsolicited" for a in advice),
            "accepted": states.count("accepted"),
            "done": states.count("done"),
            "not_funded": states.count("not_funded"),
            "declined": states.count("declined"),
            "unanswered": states.count("given"),
        },
        "not_funded": _by_theme(a.theme for a in advice if a.state == "not_funded"),
        "barriers": [
            {"barrier": barrier, "number": number}
            for barrier in BARRIERS
            if (number := sum(a.barrier == barrier for a in stalled))
        ],
    }


def _by_theme(themes: Iterable[str]) -> list[dict[str, Any]]:
    return [{"theme": theme, "number": number} for theme, number in sorted(Counter(themes).items())]
