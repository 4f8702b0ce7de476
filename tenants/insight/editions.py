"""Benchmark editions: figures across organisations, released once a year and then frozen."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from tenants.audit import record
from tenants.errors import Conflict, NotFound
from tenants.insight.canonical import canonical, digest_of
from tenants.insight.contributing import Member, list_contributions, list_members
from tenants.insight.disclosure import BenchmarkRules, Contribution, NotReleasable
from tenants.insight.disclosure.document import compose as compose_document
from tenants.insight.disclosure.quantiles import quantiles_by_stratum
from tenants.insight.edition_content import compose
from tenants.insight.positions import keep_positions
from tenants.insight.prevalence import list_prevalence
from tenants.insight.releases import Vintage, find_vintage, frozen_with_panel, keep_release
from tenants.insight.tabulation import layout_of, panel_of
from tenants.policy import Action, require
from tenants.session import TenantSession

if TYPE_CHECKING:
    from tenants.insight.disclosure import Release

#: hears a stage, how much of it is done, and of how much; called from another thread
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Edition:
    """`content` is JSON; `digest` is the hex SHA-256 over it."""

    period: int
    content: Mapping[str, Any]
    digest: str
    released_on: date


@dataclass(frozen=True, slots=True)
class EditionSummary:
    period: int
    digest: str
    released_on: date


async def release_edition(
    tenant: TenantSession,
    period: int,
    rules: BenchmarkRules,
    *,
    progress: Progress | None = None,
) -> Edition:
    """Release an ended year once. Raises Conflict `period-not-ended`, `already-released`, and
    NotReleasable where the audit of the tables fails: then there is no edition.

    The year before is released once more, for those who took part in both. Where that cannot be
    done beside what is out about it, the edition has no trend.
    """
    require(tenant.actor, Action.RELEASE_EDITION)
    if period >= tenant.now.year:
        raise Conflict("period-not-ended")
    if await find_vintage(tenant, period):
        raise Conflict("already-released")
    members = await list_members(tenant, period)
    contributions = await list_contributions(tenant, period, members)
    earlier = await _release_before(tenant, period, members, rules, progress)
    panels: tuple[str, ...] = ()
    if earlier:
        panel = panel_of(period)
        panels = (panel,)
        both = {one.organisation for one in earlier.contributions if panel in one.panels}
        contributions = frozen_with_panel(contributions, panel, dict.fromkeys(both, False))
    release = await _release(contributions, panels, rules, progress)
    quantiles = quantiles_by_stratum(contributions, release.released.layout, rules)
    content = compose(
        period,
        tenant.now.date(),
        release.released,
        earlier.release.released if earlier else None,
        contributions,
        quantiles,
        await list_prevalence(tenant),
        rules,
    )
    edition = await _publish(tenant, period, content, release, earlier.release if earlier else None)
    await keep_release(tenant, period, period, release, contributions, rules)
    if earlier:
        await keep_release(
            tenant, period, period - 1, earlier.release, earlier.contributions, rules
        )
    years = {period: contributions}
    for year in (period - 1, period - 2):
        vintage = await find_vintage(tenant, year)
        years |= {year: vintage.contributions} if vintage else {}
    await keep_positions(tenant, period, members, years, quantiles)
    await record(tenant, Action.RELEASE_EDITION, "edition", period)
    return edition


@dataclass(frozen=True, slots=True)
class _Earlier:
    release: "Release"
    contributions: Sequence[Contribution]


async def _release_before(
    tenant: TenantSession,
    period: int,
    members: Sequence[Member],
    rules: BenchmarkRules,
    progress: Progress | None,
) -> _Earlier | None:
    vintage = await find_vintage(tenant, period - 1)
    if vintage is None:
        return None
    now = {str(member.organisation_id): member.public for member in members}
    then = {one.organisation for one in vintage.contributions}
    matched = {name: public for name, public in now.items() if name in then}
    if not matched:
        return None
    panel = panel_of(period)
    contributions = frozen_with_panel(vintage.contributions, panel, matched)
    try:
        release = await _release(
            contributions, (*vintage.panels, panel), rules, progress, vintage=vintage
        )
    except NotReleasable as refusal:
        if progress:
            progress(f"no trend: {refusal}", 1, 1)
        return None
    return _Earlier(release, contributions)


async def _release(
    contributions: Sequence[Contribution],
    panels: tuple[str, ...],
    rules: BenchmarkRules,
    progress: Progress | None,
    *,
    vintage: Vintage | None = None,
) -> "Release":
    from tenants.insight.disclosure import release_benchmark  # 40 MB that no reader needs

    # Seconds of arithmetic: a thread of its own keeps the house answering.
    return await asyncio.to_thread(
        release_benchmark,
        contributions,
        layout_of(*panels),
        rules,
        secrets.randbits(63),
        fixed=vintage.shown if vintage else None,
        progress=progress,
    )


async def _publish(
    tenant: TenantSession,
    period: int,
    content: dict[str, Any],
    release: "Release",
    earlier: "Release | None",
) -> Edition:
    digest = digest_of(content)
    try:
        await tenant.connection.execute(
            """
            INSERT INTO edition
                        (period, content, digest, released_on, document, trend_document)
                 VALUES ($1, $2, $3, $4, $5, $6)
            """,
            period,
            canonical(content).decode(),
            digest,
            tenant.now.date(),
            _document(release),
            _document(earlier) if earlier else None,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("already-released") from None
    return Edition(period, content, digest.hex(), tenant.now.date())


def _document(release: "Release") -> str:
    return canonical(compose_document(release.released, release.certificate)).decode()


async def get_edition(tenant: TenantSession, period: int) -> Edition:
    """An edition as it was released."""
    require(tenant.actor, Action.READ_EDITION)
    row = await tenant.connection.fetchrow(
        "SELECT period, content, digest, released_on FROM edition WHERE period = $1", period
    )
    if row is None:
        raise NotFound
    content = msgspec.json.decode(row["content"])
    return Edition(row["period"], content, row["digest"].hex(), row["released_on"])


async def get_release_document(tenant: TenantSession, period: int, *, trend: bool = False) -> bytes:
    """Its cells with their certificate, as JSON for `verify-release`; `trend` is the one about the
    year before. Raises NotFound.
    """
    require(tenant.actor, Action.READ_EDITION)
    text: str | None = await tenant.connection.fetchval(
        """
        SELECT CASE WHEN $2 THEN trend_document ELSE document END
          FROM edition
         WHERE period = $1
        """,
        period,
        trend,
    )
    if text is None:
        raise NotFound
    return text.encode()


async def list_editions(tenant: TenantSession) -> list[EditionSummary]:
    """What was released, newest period first."""
    require(tenant.actor, Action.READ_EDITION)
    rows = await tenant.connection.fetch(
        "SELECT period, digest, released_on FROM edition ORDER BY period DESC"
    )
    return [EditionSummary(r["period"], r["digest"].hex(), r["released_on"]) for r in rows]
