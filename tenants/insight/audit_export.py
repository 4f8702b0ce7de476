"""Everything that was ever released, as each coalition of its readers has it: for an audit outside.

Only what is in the ledger of releases and what an organisation or a firm may read, never a
registration; the true counts are read where somebody asks for them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from tenants.insight.annual_reports import get_annual_report, list_annual_reports
from tenants.insight.benchmark_folder import BenchmarkRelease
from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.layout import TOTAL, Cell
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.effort_overviews import EffortOverview, count_effort, list_effort_overviews
from tenants.insight.margins import count_margins
from tenants.insight.releases import KeptCell
from tenants.insight.report_folder import Counts, ToldYear
from tenants.insight.tabulation import layout_of
from tenants.network.hours import Hours, list_hours
from tenants.policy import Action, require
from tenants.session import TenantSession


async def list_benchmark_releases(tenant: TenantSession) -> list[BenchmarkRelease]:
    """Every release of the ledger, the oldest first: all who read benchmarks are one coalition."""
    require(tenant.actor, Action.EXPORT_AUDIT)
    rows = await tenant.connection.fetch(
        """
        SELECT r.period, r.about, r.contributions, r.cells, e.content
          FROM release r
          JOIN edition e
            ON e.period = r.period
         ORDER BY r.period, r.about DESC
        """
    )
    return [
        BenchmarkRelease(
            period=row["period"],
            about=row["about"],
            released=_released(row["cells"], content),
            contributions=msgspec.json.decode(row["contributions"], type=list[Contribution]),
            quantiles=_quantiles(content) if row["about"] == row["period"] else {},
        )
        for row in rows
        for content in [msgspec.json.decode(row["content"])]
    ]


async def list_reporting_organisations(tenant: TenantSession) -> list[tuple[UUID, UUID]]:
    """Every organisation that may have been told something, with its firm."""
    require(tenant.actor, Action.EXPORT_AUDIT)
    rows = await tenant.connection.fetch(
        "SELECT tenant_id, firm_id FROM organisation WHERE state <> 'draft' ORDER BY tenant_id"
    )
    return [(row["tenant_id"], row["firm_id"]) for row in rows]


async def list_told_contents(tenant: TenantSession) -> dict[int, Mapping[str, Any]]:
    """By year, as somebody of the organisation: exactly what its readers may see."""
    return {
        summary.year: (await get_annual_report(tenant, summary.year)).content
        for summary in await list_annual_reports(tenant)
    }


async def list_told_effort(tenant: TenantSession) -> list[EffortOverview]:
    """Of all years, as somebody of the firm."""
    rows = await tenant.connection.fetch(
        "SELECT DISTINCT year FROM effort_overview WHERE firm_id = $1 ORDER BY year",
        tenant.actor.tenant_id,
    )
    return [one for row in rows for one in await list_effort_overviews(tenant, row["year"])]


async def list_told_hours(tenant: TenantSession) -> list[Hours]:
    """Of all years, as somebody of the firm."""
    rows = await tenant.connection.fetch(
        """
        SELECT DISTINCT extract(year FROM quarter)::int AS year
          FROM effort
         WHERE firm_id = $1
         ORDER BY year
        """,
        tenant.actor.tenant_id,
    )
    return [one for row in rows for one in await list_hours(tenant, row["year"])]


async def count_true_effort(tenant: TenantSession, organisation_id: UUID, year: int) -> Counts:
    """What an overview was made from, for the operator's own audit."""
    require(tenant.actor, Action.EXPORT_AUDIT)
    return await count_effort(tenant, year, organisation_id)


async def count_true_margins(tenant: TenantSession, organisation_id: UUID, year: int) -> Counts:
    """What a report was made from, for the operator's own audit."""
    require(tenant.actor, Action.EXPORT_AUDIT)
    return await count_margins(tenant, year, organisation_id)


def told_years(
    contents: Mapping[int, Mapping[str, Any]], truth: Mapping[int, Counts]
) -> list[ToldYear]:
    return [ToldYear(year, contents[year], truth.get(year, {})) for year in sorted(contents)]


def _released(cells: bytes, content: Mapping[str, Any]) -> Released:
    kept = msgspec.json.decode(cells, type=list[KeptCell])
    figures: dict[Cell, Figure | None] = {}
    for one in kept:
        cell = Cell(one.stratum, one.facet, one.code, one.panel)
        figures[cell] = None if one.value is None else Figure(one.value, one.per_100_employees)
    panels = dict.fromkeys(one.panel for one in kept if one.panel)
    empty = frozenset((one.stratum, one.panel) for one in kept if one.status == "empty")
    k, base = content["fewer_than"], content["rounded_to"]
    return Released(layout_of(*panels), k, base, figures, empty)


def _quantiles(content: Mapping[str, Any]) -> dict[tuple[str, ...], Quantiles]:
    return {
        (row["sector"] or TOTAL, row["size"] or TOTAL): Quantiles(
            row["lower"]["value"], row["median"]["value"], row["upper"]["value"]
        )
        for row in content["quartiles"]
    }
