"""Two years and a bit of an organisation: headcounts, talks as coded facets, prevention, hours.

Everything goes through the same functions that people use, each at its own moment. The figures come
from a generator that starts at the organisation's name: every demo has the same history.
"""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from api.demo.cast import Seeder
from api.demo.roster import OrganisationSpec
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.facets import (
    Cause,
    Channel,
    Depth,
    Duration,
    Facets,
    FeltHeard,
    FormalRoute,
    NextStep,
    Outcome,
    Requester,
    Since,
    Source,
)
from tenants.insight.participation import decide_participation
from tenants.insight.registrations import register
from tenants.insight.sections import section_of
from tenants.network.headcounts import put_headcounts
from tenants.network.hours import quarter_of, record_effort
from tenants.network.invoices import issue_invoice
from tenants.policy import Actor
from tenants.prevention.activities import record_activity

T = TypeVar("T")
YEARS = 3
#: people who talk with a counsellor, per employee and year, by section of NACE 2.1
RATES = {"R": 0.034, "Q": 0.03, "H": 0.026, "P": 0.028, "C": 0.02}
#: of 100 primary themes; each section shifts some
THEMES = {
    "T1.1": 17, "T1.2": 15, "T1.3.1": 4, "T1.3.3": 3, "T1.4": 4, "T1.5.2": 4, "T1.5.5": 2,
    "T1.6": 4, "T2.5": 3, "T2.9": 3, "T3.1": 12, "T3.2": 10, "T3.3": 9, "T3.4": 5, "T3.6": 2,
    "T4.1": 2, "T4.2": 3, "T9.1": 2,
}  # fmt: skip
SHIFTS = {
    "R": {"T1.4": 8, "T3.1": 8},
    "Q": {"T3.1": 10, "T3.3": 4},
    "H": {"T1.2": 6, "T1.5.2": 5},
    "P": {"T3.4": 10, "T2.5": 4},
}


async def seed_history(seeder: Seeder, spec: OrganisationSpec) -> int:
    """The history of one organisation up to this quarter; returns how many talks it registered."""
    random = Random(spec.slug)  # noqa: S311 plausible and the same each time, not secret
    organisation_id = seeder.cast.tenants[spec.slug]
    counsellors = seeder.counsellors[spec.firm]
    talks = 0
    await _take_part(seeder, spec)
    for year in range(seeder.year - YEARS + 1, seeder.year + 1):
        await _count_heads(seeder, spec, year, random)
        for quarter in _quarters(year):
            counsellor = random.choice(counsellors)
            talks += await _register(seeder, spec, counsellor, quarter, random)
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


async def seed_annual_report(seeder: Seeder, spec: OrganisationSpec) -> None:
    """Last year's report, released by a counsellor."""
    counsellor = seeder.counsellors[spec.firm][0]
    organisation_id = seeder.cast.tenants[spec.slug]
    async with seeder.house.tenancy.open(counsellor, organisation_id) as tenant:
        await release_annual_report(tenant, seeder.year - 1)


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


async def _register(
    seeder: Seeder, spec: OrganisationSpec, counsellor: Actor, quarter: date, random: Random
) -> int:
    section = section_of(spec.sector)
    expected = sum(spec.units.values()) * RATES[section] / 4
    people = max(0, round(random.gauss(expected, math.sqrt(expected))))
    weights = {code: n + SHIFTS.get(section, {}).get(code, 0) for code, n in THEMES.items()}
    async with seeder.house.tenancy.open(
        counsellor, seeder.cast.tenants[spec.slug], now=_at(quarter + timedelta(days=40))
    ) as tenant:
        for _ in range(people):
            await register(tenant, _facets(random, weights))
    return people


def _facets(random: Random, weights: dict[str, int]) -> Facets:
    primary = random.choices(list(weights), weights=list(weights.values()))[0]
    formal = random.random() < 0.06
    return Facets(
        primary_theme=primary,
        requester=_one(random, Requester, (70, 12, 11, 4, 3)),
        channel=_one(random, Channel, (34, 30, 16, 20)),
        first_of_year=random.random() < 0.88,
        source=_one(random, Source, (44, 34, 5, 12, 5)),
        depth=_one(random, Depth, (40, 40, 20, 0)),
        duration=_one(random, Duration, (25, 45, 22, 8, 0)),
        since=_one(random, Since, (24, 36, 20, 16, 4)),
        cause=_one(random, Cause, (18, 22, 14, 10, 18, 5, 8, 5)),
        next_step=_one(random, NextStep, (30, 18, 16, 18, 8, 5, 5, 0)),
        outcome=_one(random, Outcome, (30, 20, 14, 12, 4, 10, 10, 0)),
        felt_heard=_one(random, FeltHeard, (52, 12, 4, 32)),
        formal_route=FormalRoute.FORMAL_REPORT if formal else FormalRoute.NONE,
    )


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


def _one(random: Random, codes: type[T], weights: tuple[int, ...]) -> T:
    return random.choices(list(codes), weights=weights)[0]  # type: ignore[call-overload]
