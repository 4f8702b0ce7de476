"""Two years and a bit of an organisation: headcounts, talks as coded facets, prevention, hours.

Everything goes through the same functions that people use, each at its own moment. The figures come
from a generator that starts at the organisation's name: every demo has the same history.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import numpy as np

from api.demo.cast import Seeder
from api.demo.roster import OrganisationSpec
from api.simulation import figures
from api.simulation.network import RATE
from api.simulation.talks import draw_talks, theme_mix
from tenants.insight.annual_report_drafts import AnnualReportDraft, Bottleneck, put_draft
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.facets import Facets
from tenants.insight.organisation_changes import record_change
from tenants.insight.participation import decide_participation
from tenants.insight.registrations import register
from tenants.insight.sections import section_of
from tenants.network.headcounts import put_headcounts
from tenants.network.hours import quarter_of, record_effort
from tenants.network.invoices import issue_invoice
from tenants.policy import Actor
from tenants.prevention.activities import record_activity

YEARS = 3


async def seed_history(seeder: Seeder, spec: OrganisationSpec) -> int:
    """The history of one organisation up to this quarter; returns how many talks it registered."""
    random = Random(spec.slug)  # noqa: S311 plausible and the same each time, not secret
    organisation_id = seeder.cast.tenants[spec.slug]
    counsellors = seeder.counsellors[spec.firm]
    years = range(seeder.year - YEARS + 1, seeder.year + 1)
    drawn, talks = _draw_talks(spec, years), 0
    await _take_part(seeder, spec)
    for year in years:
        await _count_heads(seeder, spec, year, random)
        for quarter in _quarters(year):
            counsellor = random.choice(counsellors)
            talks += await _register(seeder, spec, counsellor, quarter, drawn[quarter])
        await _be_visible(seeder, organisation_id, random.choice(counsellors), year, random)
    await _record_hours(seeder, organisation_id, counsellors, random)
    return talks


async def seed_invoices(seeder: Seeder, spec: OrganisationSpec) -> None:
    """An invoice for each ended quarter of this year and the last."""
    organisation_id = seeder.cast.tenants[spec.slug]
    present = quarter_of(datetime.now(UTC).date())
    async with seeder.house.tenancy.open(seeder.managers[spec.firm], organisation_id) as tenant:
        for year in (seeder.year - 1, seeder.year):
            for quarter in _quarters(year):
                if quarter < present:
                    await issue_invoice(
                        tenant, quarter, cents_per_hour=11_500, flat_fee_cents=69_000
                    )


ADDED = AnnualReportDraft(
    comment=(
        "Mensen weten ons beter te vinden, en komen eerder dan een jaar geleden. Leidinggevenden "
        "vragen vaker om advies voordat iets vastloopt; dat is winst.\n\n"
        "De gedragscode is bij nieuwe medewerkers nog te weinig bekend. Ons advies: oefen in teams "
        "hoe je elkaar aanspreekt, en maak daar tijd voor."
    ),
    bottlenecks=(Bottleneck.POLICY_UNKNOWN, Bottleneck.MANAGERS_UNPREPARED),
)


async def seed_annual_report(seeder: Seeder, spec: OrganisationSpec) -> None:
    """Last year's report with what a counsellor adds to it, released."""
    counsellor = seeder.counsellors[spec.firm][0]
    organisation_id, year = seeder.cast.tenants[spec.slug], seeder.year - 1
    async with seeder.house.tenancy.open(counsellor, organisation_id) as tenant:
        for kind, month in (("reorganisation", 4), ("new_policy", 10)):
            await record_change(tenant, kind=kind, happened_on=date(year, month, 1))
        await put_draft(tenant, year, ADDED)
        await release_annual_report(tenant, year)


async def _take_part(seeder: Seeder, spec: OrganisationSpec) -> None:
    """Decided in the year before the first that is told of, from which it counts."""
    machine = seeder.cast.machine(spec.slug)
    decided = _at(date(seeder.year - YEARS, 11, 3))
    async with seeder.house.tenancy.open(machine, now=decided) as tenant:
        await decide_participation(
            tenant, takes_part=True, own_position=spec.slug == "noorderlicht"
        )


async def _count_heads(seeder: Seeder, spec: OrganisationSpec, year: int, random: Random) -> None:
    age = seeder.year - year
    units = {
        unit: max(1, round(employees * (1 + age * random.uniform(-0.04, 0.03))))
        for unit, employees in spec.units.items()
    }
    machine = seeder.cast.machine(spec.slug)
    async with seeder.house.tenancy.open(machine, now=_at(date(year, 1, 15))) as tenant:
        await put_headcounts(tenant, year, units)


def _draw_talks(spec: OrganisationSpec, years: Sequence[int]) -> dict[date, list[Facets]]:
    """What people of this organisation came about, by quarter: chance that begins at its name."""
    section = section_of(spec.sector)
    expected = RATE * figures.SECTIONS[section][1] * sum(spec.units.values())
    rng = np.random.default_rng(list(spec.slug.encode()))
    drawn = draw_talks(rng, years, np.full(len(years), expected), theme_mix(section), 0)
    talks: dict[date, list[Facets]] = defaultdict(list)
    for quarter, facets in zip(drawn.quarters(), drawn.facets(), strict=True):
        talks[quarter].append(facets)
    return talks


async def _register(
    seeder: Seeder, spec: OrganisationSpec, counsellor: Actor, quarter: date, talks: list[Facets]
) -> int:
    async with seeder.house.tenancy.open(
        counsellor, seeder.cast.tenants[spec.slug], now=_at(quarter + timedelta(days=40))
    ) as tenant:
        for facets in talks:
            await register(tenant, facets)
    return len(talks)


async def _be_visible(
    seeder: Seeder, organisation_id: UUID, counsellor: Actor, year: int, random: Random
) -> None:
    """A counsellor is at the team meetings, welcomes who is new and writes a column."""
    until = datetime.now(UTC).date()
    planned = [
        (date(year, month, random.randint(1, 28)), kind, theme)
        for month, kind, theme in (
            (1, "column", "T9.1"),
            (3, "introduction", "T9.1"),
            (5, "team_meeting", "T3.2"),
            (9, "training", "T1.6"),
            (10, "introduction", "T9.1"),
            (11, "walk_round", "T9.1"),
        )
    ]
    async with seeder.house.tenancy.open(counsellor, organisation_id) as tenant:
        for held_on, kind, theme in planned:
            if held_on <= until:
                await record_activity(
                    tenant,
                    facet="information",
                    kind=kind,
                    theme=theme,
                    held_on=held_on,
                    audience_size=random.randint(8, 60),
                )


async def _record_hours(
    seeder: Seeder, organisation_id: UUID, counsellors: Sequence[Actor], random: Random
) -> None:
    for counsellor in counsellors:
        async with seeder.house.tenancy.open(counsellor, organisation_id) as tenant:
            for year in (seeder.year - 1, seeder.year):
                for quarter in _quarters(year):
                    for facet, least, most in (("support", 60, 900), ("information", 30, 240)):
                        await record_effort(
                            tenant,
                            quarter=quarter,
                            facet=facet,
                            minutes=random.randrange(least, most, 15),
                        )


def _quarters(year: int) -> list[date]:
    """The quarters of a year that have begun."""
    today = datetime.now(UTC).date()
    return [day for month in (1, 4, 7, 10) if (day := date(year, month, 1)) <= today]


def _at(day: date) -> datetime:
    """Nine in the morning of this day, or now where that is still to come."""
    return min(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), datetime.now(UTC))
