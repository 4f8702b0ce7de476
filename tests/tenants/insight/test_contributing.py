"""What members contribute: counted inside the database, each person once, in every facet."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from api.house import House
from tenants.insight.annual_report_drafts import AnnualReportDraft, put_draft
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.contributing import list_contributions
from tenants.insight.disclosure import Contribution
from tenants.insight.facets import (
    Channel,
    Facets,
    FormalRoute,
    NextStep,
    Requester,
    Since,
    Waited,
)
from tenants.insight.participation import decide_participation
from tenants.insight.registrations import register
from tenants.network.headcounts import put_headcounts
from tenants.policy import PLATFORM, Actor, Role
from tenants.prevention.activities import record_activity
from tenants.prevention.advice import answer_advice, give_advice
from tests.people import Cast

AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
SPRING = datetime(2025, 4, 17, 10, tzinfo=UTC)
FIRST = Facets(
    primary_theme="T1.1",
    requester=Requester.AFFECTED,
    channel=Channel.PHONE,
    first_of_year=True,
    next_step=NextStep.REFERRAL,
    since=Since.UNDER_MONTH,
    formal_route=FormalRoute.FORMAL_COMPLAINT,
    first_response=Waited.WITHIN_DAY,
)


async def contributions(house: House, period: int = 2025) -> list[Contribution]:
    async with house.tenancy.open(AGGREGATOR) as tenant:
        return await list_contributions(tenant, period)


async def take_part(
    house: House, cast: Cast, on: datetime = datetime(2024, 11, 3, tzinfo=UTC), **more: bool
) -> None:
    async with house.tenancy.open(cast.actor("marjan"), now=on) as tenant:
        await decide_participation(tenant, more.pop("takes_part", True), **more)


@pytest.fixture
async def member(fresh_house: House, cast: Cast) -> House:
    """Noorderlicht takes part in 2025, with 240 employees in two units."""
    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        for year in (2024, 2025, 2026):
            await put_headcounts(tenant, year, {"a": 200, "b": 40})
    await take_part(fresh_house, cast)
    return fresh_house


@pytest.mark.book("D4")
async def test_people_count_once_in_every_facet_and_talks_apart(member: House, cast: Cast) -> None:
    home = cast.tenants["noorderlicht"]
    for counsellor, facets, when in (
        ("amina", FIRST, SPRING),
        ("amina", replace(FIRST, primary_theme="T3.1", next_step=NextStep.NOT_RECORDED), SPRING),
        ("bram", replace(FIRST, first_of_year=False, requester=Requester.WITNESS), SPRING),
        ("bram", FIRST, SPRING + timedelta(days=365)),
    ):
        async with member.tenancy.open(cast.actor(counsellor), home, now=when) as tenant:
            await register(tenant, facets)
    (one,) = await contributions(member)
    assert (one.organisation, one.firm) == (str(home), str(cast.tenants["vertrouwd"]))
    assert one.stratum == {"sector": "R", "size": "50-249"}
    assert one.employees == 240
    counts = {
        facet: {code: number for code, number in codes.items() if number}
        for facet, codes in one.counts.items()
    }
    assert counts == {
        "theme": {"T1.1": 1, "T3.1": 1},
        "conversations": {"first": 2, "again": 1},
        "requester": {"affected": 2},
        "channel": {"phone": 2},
        "next_step": {"referral": 1, "not_recorded": 1},
        "since": {"under_month": 2},
        "formal_route": {"formal": 2},
        "first_response": {"within_day": 2},
        "first_talk": {"not_recorded": 2},
    }


@pytest.mark.book("R33")
async def test_prevention_counts_by_what_came_of_it(member: House, cast: Cast) -> None:
    home = cast.tenants["noorderlicht"]
    async with member.tenancy.open(cast.actor("amina"), home, now=SPRING) as tenant:
        for held_on in (date(2025, 1, 1), date(2025, 4, 2), date(2024, 12, 31)):
            await record_activity(
                tenant, facet="information", kind="column", theme="T9.1", held_on=held_on,
                audience_size=10,
            )  # fmt: skip
        given = [
            await give_advice(
                tenant, kind="unsolicited", addressee="management", theme="T3.1", title="Less",
                body="Less at once.", respond_by=date(2025, 6, 1),
            )
            for _ in range(3)
        ]  # fmt: skip
    async with member.tenancy.open(cast.actor("marjan"), now=SPRING) as tenant:
        await answer_advice(tenant, given[0].id, state="not_funded", response="No.")
        await answer_advice(tenant, given[1].id, state="done", response="Yes.")
    (one,) = await contributions(member)
    assert one.counts["activities"] == {"total": 2}
    assert one.counts["advice"] == {
        "answered.not_funded": 1, "answered.done": 1, "unanswered": 1,
    }  # fmt: skip


@pytest.mark.book("D4")
async def test_what_is_published_stays_known_for_the_years_it_was_about(
    member: House, cast: Cast
) -> None:
    assert not (await contributions(member))[0].public
    await take_part(member, cast, datetime(2025, 2, 1, tzinfo=UTC), publishes_figures=True)
    await take_part(member, cast, datetime(2025, 6, 1, tzinfo=UTC), publishes_figures=False)
    assert (await contributions(member))[0].public
    assert not (await contributions(member, 2026))[0].public


@pytest.mark.book("D4")
@pytest.mark.parametrize(("year", "known"), [(2023, False), (2024, True), (2025, True)])
async def test_an_annual_report_for_publication_makes_its_year_known(
    member: House, cast: Cast, year: int, known: bool
) -> None:
    async with member.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await put_draft(tenant, year, AnnualReportDraft(for_publication=True))
        await release_annual_report(tenant, year)
    assert (await contributions(member))[0].public is known


@pytest.mark.book("D4")
@pytest.mark.parametrize(
    ("on", "years"),
    [
        (datetime(2024, 12, 31, 23, tzinfo=UTC), {2024: False, 2025: False, 2026: False}),
        (datetime(2025, 1, 1, 1, tzinfo=UTC), {2024: False, 2025: True, 2026: False}),
        (datetime(2025, 12, 31, 23, tzinfo=UTC), {2024: False, 2025: True, 2026: False}),
    ],
)
async def test_leaving_counts_from_the_next_year_and_never_back(
    member: House, cast: Cast, on: datetime, years: dict[int, bool]
) -> None:
    await take_part(member, cast, on, takes_part=False)
    for year, inside in years.items():
        assert bool(await contributions(member, year)) is inside, year


async def test_without_headcounts_there_is_no_denominator(fresh_house: House, cast: Cast) -> None:
    await take_part(fresh_house, cast)
    assert await contributions(fresh_house) == []
    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        await put_headcounts(tenant, 2025, {"a": 0})
    assert await contributions(fresh_house) == []
