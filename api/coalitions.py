"""The coalitions of readers of this house, each with the tables of what it knows."""

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from api.house import House
from tenants.insight.audit_export import (
    count_true_effort,
    count_true_margins,
    list_benchmark_releases,
    list_reporting_organisations,
    list_told_contents,
    list_told_effort,
    list_told_hours,
    told_years,
)
from tenants.insight.benchmark_folder import compose_benchmark
from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.firm_folder import ToldFirm, compose_firm
from tenants.insight.positions import list_positions
from tenants.insight.report_folder import Counts, compose_reports
from tenants.network.invoices import list_invoices
from tenants.policy import PLATFORM, Actor, Role
from tenants.prevention.examples import list_none_fits

AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)

Tables = Iterable[tuple[str, str]]


async def list_coalitions(
    house: House, p_percent: float, *, with_truth: bool
) -> AsyncIterator[tuple[str, Tables]]:
    """The name of each and its files. What a reader is told is read as that reader."""
    async with house.tenancy.open(AGGREGATOR) as tenant:
        releases = await list_benchmark_releases(tenant)
        organisations = await list_reporting_organisations(tenant)
    if releases:
        benchmark = compose_benchmark(releases, BenchmarkRules(p=p_percent))
        yield "benchmark", benchmark.tables(with_truth=with_truth)
    for organisation, firm in organisations:
        async with house.tenancy.open(Actor(Role.MANAGEMENT, organisation)) as tenant:
            contents = await list_told_contents(tenant)
            invoices, positions = await list_invoices(tenant), await list_positions(tenant)
        if not (contents or invoices or positions):
            continue
        truth: dict[int, Counts] = {}
        if with_truth:
            async with house.tenancy.open(AGGREGATOR) as tenant:
                truth = {y: await count_true_margins(tenant, organisation, y) for y in contents}
        told = told_years(contents, truth)
        reports = compose_reports(str(organisation), str(firm), told, invoices, positions)
        yield f"organisation-{organisation}", reports.tables(with_truth=with_truth)
    for firm in dict.fromkeys(firm for _, firm in organisations):
        own = [organisation for organisation, of in organisations if of == firm]
        async for name, tables in _list_firm(house, firm, own, with_truth=with_truth):
            yield name, tables


async def _list_firm(
    house: House, firm: UUID, organisations: Iterable[UUID], *, with_truth: bool
) -> AsyncIterator[tuple[str, Tables]]:
    """What a firm is told of each of its organisations, read as its manager."""
    manager = Actor(Role.FIRM_MANAGER, firm)
    async with house.tenancy.open(manager) as tenant:
        overviews, hours = await list_told_effort(tenant), await list_told_hours(tenant)
    for organisation in organisations:
        async with house.tenancy.open(manager, organisation) as tenant:
            told = ToldFirm(
                overviews=[one for one in overviews if one.organisation_id == organisation],
                none_fits=await list_none_fits(tenant),
                hours=[one for one in hours if one.organisation_id == organisation],
                invoices=await list_invoices(tenant),
            )
        if not told:
            continue
        truth: dict[int, Counts] = {}
        if with_truth:
            years = {one.year for one in told.overviews}
            async with house.tenancy.open(AGGREGATOR) as tenant:
                truth = {y: await count_true_effort(tenant, organisation, y) for y in years}
        folder = compose_firm(str(organisation), str(firm), told, truth)
        yield f"firm-{firm}-organisation-{organisation}", folder.tables(with_truth=with_truth)
