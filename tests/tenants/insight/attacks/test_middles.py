"""The fingerprint of medians and quartiles: headcounts are public, so a rate is a number of people.

And the firm that has nearly everybody of a sector: it knows all rates but a few, and the rules by
which a figure comes out of them, so it tries which numbers of the others would have been printed.
"""

from collections.abc import Callable
from statistics import median

import numpy as np
import pytest

from tenants.insight.disclosure.quantiles import Quantiles, Rate, quantiles
from tests.tenants.insight.network import RULES

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
OURS = "the firm that attacks"
STEPS = 1500

Printed = Callable[[list[Rate]], object]


def stratum(seed: int, others: int) -> list[Rate]:
    """Of ten organisations and more, all but the last few are clients of one firm."""
    rng = np.random.default_rng(seed)
    number = int(rng.choice((10, 11, 12, 20, 24)))
    firms = [OURS] * (number - others) + [f"firm {n % 3}" for n in range(others)]
    return [
        Rate(
            f"{n:02}",
            employees,
            False,
            int(rng.poisson(employees * 0.03 * rng.gamma(3, 1 / 3))),
            {firm},
        )
        for n, firm in enumerate(firms)
        for employees in [int(rng.integers(40, 400))]
    ]


def by_peers(rates: list[Rate]) -> object:
    """The median of ten and more, to two decimals."""
    return round(float(median(rate.per_100_employees for rate in rates)), 2)


def by_us(rates: list[Rate]) -> object:
    found = quantiles(rates, RULES)
    return None if found == Quantiles() else found


def left_open(rates: list[Rate], printed: Printed, enough: int) -> list[set[int]]:
    """Numbers of people of each other organisation with which the same would have been printed.

    A walk from the truth; it ends once there are enough of each.
    """
    told, rng = printed(rates), np.random.default_rng(1)
    others = [n for n, rate in enumerate(rates) if OURS not in rate.firms]
    people = {n: rates[n].people for n in others}
    found = {n: {rates[n].people} for n in others}
    for _ in range(STEPS):
        tried = dict(people)
        for n in rng.choice(others, int(rng.integers(1, len(others) + 1)), replace=False):
            tried[n] = max(0, tried[n] + int(rng.integers(-4, 5)))
        if printed(_with(rates, tried)) == told:
            people = tried
            for n in others:
                found[n].add(people[n])
        if min(map(len, found.values())) >= enough:
            break
    return list(found.values())


def _with(rates: list[Rate], people: dict[int, int]) -> list[Rate]:
    return [
        Rate(one.organisation, one.employees, False, people.get(n, one.people), one.firms)
        for n, one in enumerate(rates)
    ]


def fingerprint(rate: float, rates: list[Rate]) -> list[tuple[str, int]]:
    """Who could have this rate, to two decimals, and with how many people."""
    return [
        (one.organisation, people)
        for one in rates
        for people in [round(rate * one.employees / 100)]
        if abs(100 * people / one.employees - rate) <= 0.005
    ]


def test_a_median_of_peers_is_the_number_of_people_of_one_organisation() -> None:
    told = 0
    for seed in range(60):
        rates = [rate for rate in stratum(seed, 4) if rate.people]
        rates = rates[: len(rates) - 1 + len(rates) % 2]
        middle = sorted(rates, key=lambda rate: rate.per_100_employees)[len(rates) // 2]
        told += fingerprint(float(by_peers(rates)), rates) == [(middle.organisation, middle.people)]  # type: ignore[arg-type]
    assert told >= 10


def test_a_median_of_ours_is_the_rate_of_nobody() -> None:
    """It fits many organisations or none, and mostly not the one in the middle."""
    printed, right = 0, 0
    for seed in range(60):
        rates = stratum(seed, 8)
        figure = quantiles(rates, RULES).median
        if figure is not None:
            printed += 1
            middle = sorted(rates, key=lambda rate: rate.per_100_employees)[len(rates) // 2]
            right += fingerprint(figure, rates) == [(middle.organisation, middle.people)]
    assert printed > 20
    assert right <= 1


def test_peers_tell_a_firm_the_others_numbers() -> None:
    exact = 0
    for seed in range(40):
        exact += any(len(values) == 1 for values in left_open(stratum(seed, 2), by_peers, 2))
    assert exact >= 1


def test_with_fewer_than_five_others_nothing_is_printed() -> None:
    assert all(
        by_us(stratum(seed, others)) is None for seed in range(40) for others in (1, 2, 3, 4)
    )


@pytest.mark.parametrize("others", [5, 8])
def test_a_firm_with_all_but_a_few_finds_no_number_of_theirs(others: int) -> None:
    printed = 0
    for seed in range(12):
        rates = stratum(seed, others)
        if by_us(rates) is not None:
            printed += 1
            assert min(map(len, left_open(rates, by_us, 3))) >= 2, seed
    assert printed > 5
