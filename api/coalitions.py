"""The coalitions of readers of this house, each with the tables of what it knows."""

from collections.abc import AsyncIterator, Iterable

from api.house import House
from tenants.insight.audit_export import (
    count_true_margins,
    list_benchmark_releases,
    list_reporting_organisations,
    list_told_contents,
    told_years,
)
from tenants.insight.benchmark_folder import compose_benchmark
from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.report_folder import compose_reports
from tenants.policy import PLATFORM, Actor, Role

AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)

Tables = Iterable[tuple[str, str]]


async def list_coalitions(
    house: House, p_percent: float, *, with_truth: bool
) -> AsyncIterator[tuple[str, Tables]]:
    """The name of each and its files. An organisation's reports are read as somebody of it."""
    async with house.tenancy.open(AGGREGATOR) as tenant:
        releases = await list_benchmark_releases(tenant)
        organisations = await list_reporting_organisations(tenant)
    if releases:
        benchmark = compose_benchmark(releases, BenchmarkRules(p=p_percent))
        yield "benchmark", benchmark.tables(with_truth=with_truth)
    for organisation, firm in organisations:
        async with house.tenancy.open(Actor(Role.MANAGEMENT, organisation)) as tenant:
            contents = await list_told_contents(tenant)
        if not contents:
            continue
        truth = {}
        if with_truth:
            async with house.tenancy.open(AGGREGATOR) as tenant:
                truth = {y: await count_true_margins(tenant, organisation, y) for y in contents}
        reports = compose_reports(str(organisation), str(firm), told_years(contents, truth))
        yield f"organisation-{organisation}", reports.tables(with_truth=with_truth)
