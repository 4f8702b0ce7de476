"""An annual report tells a works council enough, and nobody anything about one person."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.insight import facets
from tenants.insight.annual_report_drafts import AnnualReportDraft, put_draft
from tenants.insight.annual_reports import (
    K,
    get_annual_report,
    list_annual_reports,
    preview_annual_report,
    release_annual_report,
)
from tenants.insight.canonical import digest_of
from tenants.insight.facets import (
    Channel,
    Facets,
    FormalRoute,
    LastTalked,
    Outcome,
    Requester,
)
from tenants.insight.margins import MARGINS, count_margins
from tenants.insight.registrations import correct_registration, register
from tenants.policy import Actor
from tenants.prevention.activities import record_activity
from tenants.prevention.advice import answer_advice, give_advice, name_barrier
from tenants.themes import THEMES
from tests.people import Cast

Json = Mapping[str, Any]

ONE = Facets(
    primary_theme="T3.1",
    requester=Requester.AFFECTED,
    channel=Channel.PHONE,
    first_of_year=True,
)


def at(year: int, month: int = 2) -> datetime:
    return datetime(year, month, 11, 10, tzinfo=UTC)


async def enter(house: House, cast: Cast, people: list[tuple[int, Facets]]) -> None:
    """Amina registers these at Noorderlicht, each in February of its year."""
    for year in {year for year, _ in people}:
        async with house.tenancy.open(
            cast.actor("amina"), cast.tenants["noorderlicht"], now=at(year)
        ) as tenant:
            for found in [found for when, found in people if when == year]:
                await register(tenant, found)


async def preview(house: House, cast: Cast, year: int, *, now: datetime | None = None) -> Json:
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=now or at(year + 1)
    ) as tenant:
        return (await preview_annual_report(tenant, year)).content


async def release(house: House, cast: Cast, year: int) -> Json:
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=at(year + 1)
    ) as tenant:
        return (await release_annual_report(tenant, year)).content


def anybody(random: Random) -> Facets:
    """Somebody; some codes are far more usual than others, as they are."""

    def pick(codes: Any) -> Any:
        codes = list(codes)
        return codes[min(int(random.expovariate(0.7)), len(codes) - 1)]

    return Facets(
        primary_theme=random.choice(list(THEMES)) if random.random() < 0.5 else "T3.2",
        requester=pick(Requester),
        channel=pick(Channel),
        first_of_year=random.random() < 0.85,
        since=pick(facets.Since),
        cause=pick(facets.Cause),
        next_step=pick(facets.NextStep),
        outcome=pick(Outcome),
        felt_heard=pick(facets.FeltHeard),
        formal_route=pick(FormalRoute),
    )


@pytest.mark.book("R10")
@pytest.mark.book("R12")
@pytest.mark.book("R48")
@pytest.mark.parametrize("seed", range(12))
async def test_no_small_figure_and_blocks_add_up(house: House, cast: Cast, seed: int) -> None:
    """Whoever talked, no figure is 1 to 4, and the blocks of a margin are all the people."""
    random, year = Random(seed), 2030 + 4 * seed
    people = [(year, anybody(random)) for _ in range(random.choice((3, 7, 15, 30, 60)))]
    await enter(house, cast, people)

    talks = (await preview(house, cast, year))["talks"]
    counted = sum(found.first_of_year for _, found in people)
    assert talks["people"] == (
        {"value": counted, "suppressed": False}
        if counted >= K
        else {"value": None, "suppressed": True}
    )
    for name, blocks in talks["margins"].items():
        shown = [block["value"] for block in blocks if not block["suppressed"]]
        assert all(value >= K for value in shown), name
        assert all((block["value"] is None) == block["suppressed"] for block in blocks)
        if MARGINS[name].kept_apart:
            assert [block["codes"] for block in blocks] == [[code] for code in MARGINS[name].codes]
        elif blocks:
            assert sum(shown) == counted, name


@pytest.mark.book("R10")
async def test_requester_kinds_are_never_added_together(house: House, cast: Cast) -> None:
    year = 2090
    kinds = {Requester.AFFECTED: 12, Requester.MANAGER: 3, Requester.PERSON_DISCUSSED: 4}
    await enter(
        house,
        cast,
        [
            (year, dataclasses.replace(ONE, requester=kind))
            for kind, number in kinds.items()
            for _ in range(number)
        ],
    )
    margin = (await preview(house, cast, year))["talks"]["margins"]["requester"]
    assert {block["codes"][0]: block["value"] for block in margin} == {
        "affected": 12,
        "witness": None,
        "manager": None,
        "person_discussed": None,
        "other": None,
    }


@pytest.mark.book("R31")
@pytest.mark.book("R48")
async def test_what_was_prevented_stands_beside_formal_routes(house: House, cast: Cast) -> None:
    year = 2086
    people = [dataclasses.replace(ONE, outcome=Outcome.RECOGNITION) for _ in range(9)]
    people += [
        dataclasses.replace(
            ONE, outcome=Outcome.UNCHANGED, formal_route=FormalRoute.FORMAL_COMPLAINT
        )
        for _ in range(6)
    ]
    await enter(house, cast, [(year, somebody) for somebody in people])
    margins = (await preview(house, cast, year))["talks"]["margins"]
    assert {"within": "", "codes": ["preventive"], "value": 9, "suppressed": False} in margins[
        "outcome"
    ]
    # Whose formal route it was is the same six people: together the two would tell too much.
    assert margins["formal_route"] == [] or sum(b["value"] for b in margins["formal_route"]) == 15


@pytest.mark.book("R33")
@pytest.mark.book("R48")
async def test_prevention_comes_first_and_tells_what_found_no_money(
    fresh_house: House, cast: Cast
) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(
        cast.actor("amina"), noorderlicht, now=at(2025, 6)
    ) as tenant:
        for audience_size in (12, 30):
            await record_activity(
                tenant,
                facet="information",
                kind="team_meeting",
                theme="T1",
                held_on=date(2025, 5, 1),
                audience_size=audience_size,
            )
        advice = await give_advice(
            tenant,
            kind="unsolicited",
            addressee="management",
            theme="T3.1",
            title="Fewer night shifts in a row",
            body="Four at the most.",
            respond_by=date(2025, 9, 1),
        )
    async with fresh_house.tenancy.open(cast.actor("marjan"), now=at(2025, 8)) as tenant:
        await answer_advice(tenant, advice.id, state="not_funded", response="Next year.")
    async with fresh_house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=at(2025, 9)
    ) as tenant:
        await name_barrier(tenant, advice.id, "no_money")

    content = await release(fresh_house, cast, 2025)
    assert list(content).index("prevention") < list(content).index("talks")
    assert content["prevention"] == {
        "activities": [{"kind": "team_meeting", "number": 2, "audience": 42}],
        "themes": [{"theme": "T1", "number": 2}],
        "months": [5],
        "advice": {
            "given": 1,
            "unsolicited": 1,
            "accepted": 0,
            "done": 0,
            "not_funded": 1,
            "declined": 0,
            "unanswered": 0,
        },
        "not_funded": [{"theme": "T3.1", "number": 1}],
        "barriers": [{"barrier": "no_money", "number": 1}],
    }


@pytest.mark.book("R49")
async def test_nothing_in_it_was_written_by_anybody(house: House, cast: Cast) -> None:
    """Apart from the organisation's name every text is a code of ours."""
    year = 2082
    await enter(house, cast, [(year, anybody(Random(n))) for n in range(40)])
    content = await preview(house, cast, year)
    assert content["organisation"] == "Noorderlicht Ziekenhuis"
    codes = {code for margin in MARGINS.values() for code in margin.codes}
    codes |= {code.rpartition(".")[0] for code in codes}
    codes |= {f"{code}.unspecified" for code in THEMES}
    texts = {
        text
        for blocks in content["talks"]["margins"].values()
        for block in blocks
        for text in (block["within"], *block["codes"])
    }
    assert texts <= codes
    assert len(texts) > 10


def somebody(last_talked: LastTalked) -> Facets:
    return dataclasses.replace(ONE, last_talked=last_talked)


#: the first year of the cast's mandates
FIRST = datetime.now(UTC).year - 2
NEW, AGAIN = somebody(LastTalked.NOT_BEFORE), somebody(LastTalked.LAST_YEAR)


@pytest.mark.book("R48")
async def test_a_year_below_k_says_nothing_and_three_are_told_as_one(
    fresh_house: House, cast: Cast
) -> None:
    await enter(fresh_house, cast, [(FIRST, NEW)] * 4)
    alone = (await release(fresh_house, cast, FIRST))["talks"]
    assert alone["people"] == {"value": None, "suppressed": True}
    assert alone["years"] == []
    assert all(block["value"] is None for blocks in alone["margins"].values() for block in blocks)

    await enter(fresh_house, cast, [(FIRST + 1, NEW)] * 2)
    assert (await release(fresh_house, cast, FIRST + 1))["talks"]["years"] == [], "2 and 4 make 6"

    await enter(fresh_house, cast, [(FIRST + 2, NEW), (FIRST + 2, AGAIN)])
    pooled = (await release(fresh_house, cast, FIRST + 2))["talks"]
    assert pooled["years"] == [FIRST, FIRST + 1, FIRST + 2]
    assert pooled["people"]["value"] == 7, "somebody came in two of the years and is one person"
    assert pooled["per_100_employees"]["value"] is None
    assert all(block["value"] is None for blocks in pooled["margins"].values() for block in blocks)

    # The third is in a figure that is out: with the fourth it would make that by subtraction.
    await enter(fresh_house, cast, [(FIRST + 3, NEW)] * 3)
    assert (await release(fresh_house, cast, FIRST + 3))["talks"]["years"] == []


@pytest.mark.book("R48")
@pytest.mark.parametrize(
    ("third", "why"),
    [
        ([NEW] * 4, "narrow"),  # 4 + 3 + 4 = 11 of at most 12: no year could be zero
        ([ONE], "not_recorded"),  # nobody knows whether that is an eighth person
        ([], ""),
    ],
)
async def test_a_pool_that_would_tell_of_a_year_is_none(
    fresh_house: House, cast: Cast, third: list[Facets], why: str
) -> None:
    people = [(FIRST, NEW)] * 4 + [(FIRST + 1, NEW)] * 3 + [(FIRST + 2, found) for found in third]
    await enter(fresh_house, cast, people)
    async with fresh_house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=at(FIRST + 3)
    ) as tenant:
        report = await preview_annual_report(tenant, FIRST + 2)
    assert (report.content["talks"]["people"]["value"] is None) == bool(why)
    assert [one.why for one in report.withheld if one.what == "pool"] == [why] * bool(why)


@pytest.mark.book("R48")
async def test_what_leaves_the_organisation_has_a_gate_of_ten_for_everybody(
    fresh_house: House, cast: Cast
) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    await enter(fresh_house, cast, [(FIRST + 1, NEW)] * 7 + [(FIRST + 2, NEW)] * 11)
    async with fresh_house.tenancy.open(
        cast.actor("amina"), noorderlicht, now=at(FIRST + 3)
    ) as tenant:
        for year in (FIRST + 1, FIRST + 2):
            await put_draft(tenant, year, AnnualReportDraft(for_publication=True))
    small, large = [await release(fresh_house, cast, year) for year in (FIRST + 1, FIRST + 2)]
    assert small["audience"] == "public"
    assert small["talks"]["people"]["value"] is None
    assert large["talks"]["people"]["value"] == 11
    assert (small["fewer_than"], large["fewer_than"]) == (10, 10)


@pytest.mark.book("R43")
async def test_early_contacts_are_a_figure_that_is_told_anyway(house: House, cast: Cast) -> None:
    early, late = facets.Since.UNDER_MONTH, facets.Since.OVER_YEAR
    people = [dataclasses.replace(ONE, since=since) for since in [early] * 9 + [late] * 6]
    await enter(house, cast, [(2078, one) for one in people])
    talks = (await preview(house, cast, 2078))["talks"]
    assert talks["early_contacts"] == {"value": 9, "suppressed": False}

    few = [dataclasses.replace(ONE, since=since) for since in [early] * 4 + [late] * 9]
    await enter(house, cast, [(2079, one) for one in few])
    talks = (await preview(house, cast, 2079))["talks"]
    assert talks["early_contacts"] == {"value": None, "suppressed": True}


@pytest.mark.book("R07")
async def test_a_correction_shows_in_no_other_year(fresh_house: House, cast: Cast) -> None:
    """What peers do, a report made anew after a correction, would tell who was corrected."""
    noorderlicht, amina = cast.tenants["noorderlicht"], cast.actor("amina")
    others = [dataclasses.replace(ONE, primary_theme="T2.1")] * 14 + [ONE] * 9
    await enter(fresh_house, cast, [(2025, one) for one in others] + [(2026, ONE)] * 9)
    async with fresh_house.tenancy.open(amina, noorderlicht, now=at(2025)) as tenant:
        mistaken = await register(tenant, dataclasses.replace(ONE, primary_theme="T2.1"))
    before = await release(fresh_house, cast, 2025)
    next_year = await preview(fresh_house, cast, 2026)
    async with fresh_house.tenancy.open(amina, noorderlicht, now=at(2026, 3)) as tenant:
        counted = (await count_margins(tenant, 2025))["theme"]
        await correct_registration(tenant, mistaken, ONE)
        anew = (await count_margins(tenant, 2025))["theme"]
        after = (await get_annual_report(tenant, 2025)).content
    assert {code for code in anew if anew[code] != counted[code]} == {"T2.1", "T3.1"}
    assert after == before
    assert await preview(fresh_house, cast, 2026) == next_year


@pytest.mark.book("R48")
async def test_released_once_frozen_and_only_then_read(fresh_house: House, cast: Cast) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    await enter(fresh_house, cast, [(2025, anybody(Random(n))) for n in range(30)])
    for name in ("henk", "otto"):
        async with fresh_house.tenancy.open(cast.actor(name)) as tenant:
            assert await list_annual_reports(tenant) == []
            with pytest.raises(NotFound):
                await get_annual_report(tenant, 2025)
            with pytest.raises(Forbidden):
                await preview_annual_report(tenant, 2025)

    content = await release(fresh_house, cast, 2025)
    await enter(fresh_house, cast, [(2025, anybody(Random(n))) for n in range(30, 40)])
    with pytest.raises(Conflict, match="already-released"):
        await release(fresh_house, cast, 2025)

    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        report = await get_annual_report(tenant, 2025)
        assert [one.year for one in await list_annual_reports(tenant)] == [2025]
    assert report.content == content
    assert report.digest == digest_of(report.content).hex()
    assert report.released_on == date(2026, 2, 11)
    assert msgspec.json.decode(msgspec.json.encode(content)) == content

    async with fresh_house.tenancy.open(cast.actor("dewi"), cast.tenants["meesterschap"]) as tenant:
        with pytest.raises(NotFound):
            await get_annual_report(tenant, 2025)
    stranger = Actor(cast.roles["dewi"], cast.homes["dewi"], uuid4())
    with pytest.raises(NotFound):
        async with fresh_house.tenancy.open(stranger, noorderlicht) as tenant:
            await get_annual_report(tenant, 2025)


async def test_a_running_year_can_be_seen_and_not_released(house: House, cast: Cast) -> None:
    amina, noorderlicht = cast.actor("amina"), cast.tenants["noorderlicht"]
    async with house.tenancy.open(amina, noorderlicht, now=at(2025)) as tenant:
        assert (await preview_annual_report(tenant, 2025)).released_on is None
        with pytest.raises(Conflict, match="year-not-ended"):
            await release_annual_report(tenant, 2025)
        with pytest.raises(Invalid):
            await preview_annual_report(tenant, 2026)
