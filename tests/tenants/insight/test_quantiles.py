"""Medians and quartiles that are nobody's own, and where an organisation stands among them."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.insight.disclosure import TOTAL, Contribution
from tenants.insight.disclosure.positions import OwnYear, Position, position
from tenants.insight.disclosure.quantiles import (
    Quantiles,
    Rate,
    quantiles,
    quantiles_by_stratum,
)
from tests.tenants.insight.network import LAYOUT, RULES, network

pytestmark = pytest.mark.book("D4")


def rate(
    number: int, people: int, *, employees: int = 100, firm: str = "", public: bool = False
) -> Rate:
    return Rate(f"{number:03}", employees, public, people, {firm or f"firm {number % 4}"})


def rising(number: int) -> list[Rate]:
    return [rate(n, n) for n in range(number)]


def test_ten_organisations_for_a_median_and_twenty_for_quartiles() -> None:
    assert quantiles(rising(9), RULES) == Quantiles()
    assert quantiles(rising(10), RULES) == Quantiles(median=4.5)
    assert quantiles(rising(19), RULES) == Quantiles(median=9.0)
    assert quantiles(rising(41), RULES) == Quantiles(10.0, 20.0, 30.0)


def test_who_publishes_a_report_is_nobody_to_hide_among() -> None:
    others = [rate(n, n, public=True) for n in range(100, 130)]

    assert quantiles([*rising(9), *others], RULES) == Quantiles()


def test_a_median_of_few_people_is_not_said() -> None:
    assert quantiles([rate(n, 0) for n in range(40)], RULES) == Quantiles()
    assert quantiles([rate(n, 1) for n in range(12)], RULES).median is None


def test_a_firm_does_not_meet_one_organisation_among_its_own() -> None:
    """Of 31 in order the seven in the middle are one firm's but for one: it would read that one."""
    ordered = [
        rate(n, 10 + n, firm="large" if 11 <= n <= 19 and n != 15 else f"firm {n % 3}")
        for n in range(31)
    ]

    assert quantiles(ordered, RULES).median is None


rates = st.lists(
    st.builds(
        Rate,
        organisation=st.just(""),
        employees=st.integers(20, 3000),
        public=st.sampled_from((False, False, False, True)),
        people=st.integers(0, 60),
        firms=st.sets(st.sampled_from("abcde"), min_size=1, max_size=2),
    ),
    min_size=8,
    max_size=40,
).map(lambda found: [replace(one, organisation=f"{n:02}") for n, one in enumerate(found)])


@given(rates)
def test_a_printed_quantile_is_an_average_that_no_firm_can_take_apart(found: list[Rate]) -> None:
    """An attacker who even knows the order tries each window that could have been averaged."""
    shown = quantiles(found, RULES)
    ordered = sorted(found, key=lambda one: (one.per_100_employees, one.organisation))
    hidden = [one for one in found if not one.public]
    for share, value in ((1, shown.lower), (2, shown.median), (3, shown.upper)):
        if value is None:
            continue
        assert len(hidden) >= (10 if share == 2 else 20)
        assert (2 * value).is_integer()
        middle = Fraction(share * (len(ordered) - 1), 4)
        windows = [
            ordered[first : len(ordered) - 1 - after + 1]
            for first in range(len(ordered))
            for after in range(len(ordered) - first)
            if abs((first + len(ordered) - 1 - after) - 2 * middle) < 1
        ]
        fitting = [
            window
            for window in windows
            if abs(sum(one.per_100_employees for one in window) / len(window) - Fraction(value))
            <= Fraction(1, 4)
        ]
        safe = [window for window in fitting if is_safe(window)]
        assert safe, (share, value)


def is_safe(window: list[Rate]) -> bool:
    hidden = [one for one in window if not one.public]
    clients = Counter(firm for one in hidden for firm in one.firms)
    return (
        len(hidden) >= 3
        and len(clients) >= 3
        and all(len(hidden) - own >= 2 for own in clients.values())
        and sum(one.people for one in hidden) >= 10
    )


@given(rates, st.randoms())
def test_the_order_of_contributions_does_not_matter(found: list[Rate], random) -> None:
    before = quantiles(found, RULES)
    random.shuffle(found)

    assert quantiles(found, RULES) == before


def test_no_printed_quantile_is_the_fingerprint_of_one_organisation() -> None:
    """Printed to one decimal, the median itself would be some organisation's own rate; from its
    headcount, which is public, one divides back. To 0.5, of an average, whole sets fit.
    """
    contributions = network(7)
    found = quantiles_by_stratum(contributions, LAYOUT, RULES)
    own = Counter()
    for one in contributions:
        people = sum(one.counts["theme"].values())
        own[round(200 * people / one.employees) / 2] += 1

    assert found[TOTAL, TOTAL].median is not None
    said = [q.median for q in found.values() if q.median is not None]
    assert len(said) > 8
    assert all(own[value] >= 10 for value in said)
    assert all(TOTAL in stratum for stratum in found)


def test_an_organisation_with_two_firms_is_one_organisation() -> None:
    half = [
        Contribution(
            f"{n:02}", firm, {"sector": "A", "size": "50-249"}, 100, {"theme": {"T1.1": n}}
        )
        for n in range(15)
        for firm in (f"firm {n % 3}", f"firm {(n + 1) % 3}")
    ]

    assert quantiles_by_stratum(half[:18], LAYOUT, RULES)["A", TOTAL] == Quantiles()
    assert quantiles_by_stratum(half, LAYOUT, RULES)["A", TOTAL].median == 14.0


PUBLISHED = Quantiles(1.0, 2.5, 4.0)


@pytest.mark.parametrize(
    ("people", "where"),
    [
        (10, Position.LOWEST_QUARTER),
        (20, Position.BELOW_MEDIAN),
        (25, Position.ABOVE_MEDIAN),
        (40, Position.HIGHEST_QUARTER),
    ],
)
def test_an_organisation_learns_its_quarter(people: int, where: Position) -> None:
    employees = 1001 if people == 10 else 1000
    assert position({2025: OwnYear(people, employees)}, 2025, PUBLISHED) is where


def test_few_people_are_added_over_three_years_at_most() -> None:
    years = {year: OwnYear(5, 100) for year in range(2020, 2026)}
    assert position(years, 2025, PUBLISHED) is Position.HIGHEST_QUARTER  # 10 of 200
    years[2025], years[2024] = OwnYear(9, 1000), OwnYear(7, 1000)
    assert position(years, 2025, PUBLISHED) is Position.LOWEST_QUARTER  # 16 of 2000
    del years[2024]
    assert position(years, 2025, PUBLISHED) is None


@pytest.mark.parametrize(
    "published", [Quantiles(), Quantiles(median=2.0), Quantiles(1.0, 2.0, None)]
)
def test_without_published_quartiles_there_is_no_position(published: Quantiles) -> None:
    assert position({2025: OwnYear(50, 1000)}, 2025, published) is None
    assert position({2025: OwnYear(50, 0)}, 2025, PUBLISHED) is None
