"""A simulated network: the same each time, and in the shapes that a real one has."""

from collections import Counter
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.simulation import figures
from api.simulation.chance import mix, zipf
from api.simulation.network import Network, Organisation
from api.simulation.prevention import IN_THE_WAY
from api.simulation.rows import OF_EVERYBODY, OF_FIRMS, OF_ORGANISATIONS
from api.simulation.talks import CODES, DRAWN
from tenants.insight.facets import (
    Channel,
    Facets,
    FormalRoute,
    LastTalked,
    Requester,
    Source,
    check_facets,
)
from tenants.insight.sections import section_of
from tenants.prevention.activities import KINDS

UNTIL = 2025


@pytest.fixture(scope="module")
def organisations() -> list[Organisation]:
    """A thousand, over four years."""
    return list(Network(seed=7, organisations=1000, years=4, until=UNTIL))


def rows_of(one: Organisation) -> list[Any]:
    return [list(table.rows(one)) for table in (*OF_EVERYBODY, *OF_ORGANISATIONS)]


def everything(network: Network) -> list[Any]:
    firms = [list(t.rows(f)) for f in network.firms for t in (*OF_EVERYBODY, *OF_FIRMS)]
    return [firms, *map(rows_of, network)]


def employees(organisation: Organisation, year: int) -> int:
    return sum(organisation.headcounts.get(year, {}).values())


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), number=st.integers(1, 12), years=st.integers(1, 4))
def test_the_same_seed_gives_the_same_network(seed: int, number: int, years: int) -> None:
    network = Network(seed, number, years, UNTIL)
    assert everything(network) == everything(Network(seed, number, years, UNTIL))
    # Whoever comes alone is who comes among the others.
    assert rows_of(Network(seed, number, years, UNTIL)[number - 1]) == rows_of(network[number - 1])


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_another_seed_gives_another(seed: int) -> None:
    one, other = (Network(s, 5, 2, UNTIL) for s in (seed, seed + 1))
    assert not {o.id for o in one} & {o.id for o in other}
    assert everything(one) != everything(other)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), number=st.integers(1, 30), years=st.integers(1, 5))
def test_every_organisation_could_be_one(seed: int, number: int, years: int) -> None:
    for organisation in Network(seed, number, years, UNTIL):
        there = range(organisation.joined, (organisation.left or UNTIL) + 1)
        assert UNTIL - years < there[0] <= there[-1] <= UNTIL
        assert set(organisation.headcounts) == set(there)
        assert set(organisation.talks.year.tolist()) <= set(there)
        assert section_of(organisation.sector) == organisation.section
        assert min(n for units in organisation.headcounts.values() for n in units.values()) >= 0
        assert min(employees(organisation, year) for year in there) > 0
        counts = [d.counts_from for d in organisation.decisions]
        assert counts == sorted(set(counts))
        assert all(there[0] <= year <= there[-1] + 1 for year in counts)
        assert len({seat.firm.id for seat in organisation.seats}) == len(organisation.seats)
        for facets in organisation.talks.facets():
            check_facets(facets)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_people_come_again_with_the_same_firm_and_not_before(seed: int) -> None:
    for organisation in Network(seed, 8, 3, UNTIL, talks=2_000):
        talks = organisation.talks
        assert not len(talks) or talks.first_of_year[0]
        again = np.flatnonzero(~talks.first_of_year)
        assert (talks.year[again] == talks.year[again - 1]).all()
        assert (talks.firm[again] == talks.firm[again - 1]).all()
        people = sum(sum(p.values()) for y in (2023, 2024, 2025) for p in talks.people(y).values())
        assert people == talks.first_of_year.sum()


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_nobody_comes_back_who_was_not_there(seed: int) -> None:
    years = range(2022, UNTIL + 1)
    for organisation in Network(seed, 5, len(years), UNTIL, talks=200):
        talks = organisation.talks
        came = [int((talks.first_of_year & (talks.year == year)).sum()) for year in years]
        last_year, long_ago = (
            [
                int(
                    (
                        talks.first_of_year
                        & (talks.year == year)
                        & (talks.codes["last_talked"] == at)
                    ).sum()
                )
                for year in years
            ]
            for at in (
                CODES["last_talked"].index(LastTalked(name))
                for name in ("last_year", "two_years_ago")
            )
        )
        for year in range(len(years)):
            before, two_before = (came[year - n] if year >= n else 0 for n in (1, 2))
            assert last_year[year] <= before
            # Who was there two years ago and a year ago too was last there a year ago.
            assert long_ago[year] <= two_before - (last_year[year - 1] if year > 1 else 0)
            assert last_year[year] + long_ago[year] <= came[year]


def test_sizes_follow_zipf(organisations: list[Organisation]) -> None:
    sizes = np.sort([employees(o, o.joined) for o in organisations])[::-1]
    upper = np.arange(10, 500)
    slope, _ = np.polyfit(np.log(upper + 1), np.log(sizes[upper]), 1)
    assert -1.3 < slope < -0.7
    assert 5_000 < sizes[0] < 60_000
    assert sizes[-1] < 25
    assert sum(employees(o, UNTIL) for o in organisations) == pytest.approx(435_000, rel=0.08)


def test_as_many_come_as_in_the_benchmark(organisations: list[Organisation]) -> None:
    tracks = sum(len(o.talks) for o in organisations)
    people = sum(int(o.talks.first_of_year.sum()) for o in organisations)
    worked = sum(employees(o, year) for o in organisations for year in o.headcounts)
    assert tracks / worked == pytest.approx(10_600 / 435_000, rel=0.02)
    assert 0.8 < people / tracks < 0.87
    assert sum(not len(o.talks) for o in organisations if o.left is None) > 30


def test_as_many_come_as_are_asked_for() -> None:
    for talks in (0, 5_000, 100_000):
        made = sum(len(o.talks) for o in Network(3, 50, 2, UNTIL, talks=talks))
        assert made == pytest.approx(talks, rel=0.03)


def test_sectors_firms_and_years_are_uneven(organisations: list[Organisation]) -> None:
    sections = Counter(o.section for o in organisations)
    for section, (weight, _, _) in figures.SECTIONS.items():
        assert abs(sections[section] - weight) <= 1
    firms = Counter(o.seats[0].firm.id for o in organisations)
    assert len(firms) == 15
    assert max(firms.values()) > 8 * min(firms.values())
    assert 20 < sum(len(o.seats) == 2 for o in organisations) < 60
    assert all(
        set(o.talks.firm.tolist()) == {0, 1}
        for o in organisations
        if len(o.seats) == 2 and len(o.talks) > 50
    )
    assert 80 < sum(o.joined > 2022 for o in organisations) < 180
    assert 20 < sum(o.left is not None for o in organisations) < 80
    assert 70 < sum(any(d.publishes_figures for d in o.decisions) for o in organisations) < 150
    assert 800 < sum(bool(o.decisions) for o in organisations) < 920


def test_every_facet_is_drawn() -> None:
    others = {"themes", "first_of_year"}
    assert set(CODES) == {field.name for field in fields(Facets)} - others
    for name, (drawn, of) in DRAWN.items():
        assert len(drawn.steps) == len(CODES[of]), name


def test_facets_lean_on_one_another(organisations: list[Organisation]) -> None:
    facets = [f for o in organisations for f in o.talks.facets()]
    assert {f.requester for f in facets} == set(Requester)

    def share(which, among) -> float:
        those = [f for f in facets if among(f)]
        return sum(map(which, those)) / len(those)

    by_phone = [
        share(lambda f: f.channel is Channel.PHONE, lambda f, r=r: f.requester is r)
        for r in (Requester.MANAGER, Requester.AFFECTED)
    ]
    assert by_phone[0] > by_phone[1] + 0.1
    outside = [
        share(lambda f: f.source is Source.THIRD_PARTY, lambda f, t=t: f.primary_theme == t)
        for t in ("T1.4", "T3.3")
    ]
    assert outside[0] > outside[1] + 0.5
    formal = [
        share(
            lambda f: f.formal_route is not FormalRoute.NONE,
            lambda f, t=t: f.primary_theme[:2] == t,
        )
        for t in ("T2", "T3", "T9")
    ]
    assert formal[0] > formal[1] > formal[2] == 0
    care, others = (
        [
            sum(f.primary_theme == "T1.4" for f in o.talks.facets())
            for o in organisations
            if inside(o)
        ]
        for inside in (lambda o: o.section == "R", lambda o: o.section == "L")
    )
    assert sum(care) > 3 * sum(others)


def test_the_summer_is_quiet(organisations: list[Organisation]) -> None:
    quarters = np.bincount(np.concatenate([o.talks.quarter for o in organisations]), minlength=4)
    assert quarters.argmin() == 2
    assert quarters.argmax() == 3


def test_prevention_has_all_that_can_become_of_it(organisations: list[Organisation]) -> None:
    advice = [a for o in organisations for _, a in o.prevention.advice]
    assert {a.state for a in advice} == {"given", "accepted", "declined", "not_funded", "done"}
    assert all((a.response is None) == (a.state == "given") for a in advice)
    assert all(a.state == "given" for a in advice if a.respond_by.year > UNTIL)
    assert all((a.barrier is None) == (a.state not in IN_THE_WAY) for a in advice)
    activities = [(o, a) for o in organisations for _, a in o.prevention.activities]
    assert {a.kind for _, a in activities} == set(KINDS)
    assert all(1 <= a.audience_size <= 1 + employees(o, a.held_on.year) for o, a in activities)


def test_a_table_needs_a_weight_for_each_code() -> None:
    with pytest.raises(ValueError, match="3 codes"):
        mix(("a", "b", "c"), ("x",), {"": (1, 2)})


def test_the_longest_start_counts() -> None:
    table = mix(("a", "b"), ("T1", "T1.1", "T2"), {"T": (1, 0), "T1": (0, 1), "T1.1": (1, 0)})
    drawn = table.draw(np.random.default_rng(1), np.repeat([0, 1, 2], 50))
    assert drawn.tolist() == [1] * 50 + [0] * 100
    assert zipf(3, 1).tolist() == pytest.approx([6 / 11, 3 / 11, 2 / 11])
