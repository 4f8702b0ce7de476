"""Integer refinement and the fingerprint of rates: people come whole, and headcounts are public.

A rate to two decimals of a stratum of five thousand is one number of people. Where it is a few,
what linear programs leave open shrinks again once halves of people are ruled out.
"""

from functools import cache

import pytest

from tenants.insight.disclosure import Cell
from tests.tenants.insight.attacks.attacker import Attack, Range, Truth, read, recount
from tests.tenants.insight.network import LAYOUT, Edition, edition

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
SEEDS = [7, 8, 9]


def from_rates(truth: Truth, decimals: int) -> dict[Cell, Range]:
    """What threshold-only rates say: of ten people and more, and exact."""
    employees = {cell.stratum: number for cell, number in truth.employees.items()}
    half = 0.5 / 10**decimals
    known = {}
    for cell in LAYOUT.cells():
        if truth.people.get(cell, 0) >= 10:
            size = employees[cell.stratum] / 100
            rate = round(truth.people[cell] / size, decimals)
            known[cell] = (max(10, size * (rate - half)), size * (rate + half))
    return known


@cache
def case(seed: int) -> tuple[Edition, Truth]:
    made = edition(seed)
    return made, recount(made.contributions, LAYOUT)


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_of_exact_figures_give_the_figures(seed: int) -> None:
    _, truth = case(seed)
    known = from_rates(truth, 2)

    exact = [c for c, (low, high) in known.items() if int(low + 1 - 1e-9) == int(high)]

    assert len(exact) > len(known) / 5
    assert all(int(known[cell][1]) == truth.people[cell] for cell in exact)


@pytest.mark.parametrize("seed", SEEDS)
def test_whole_people_narrow_what_programs_leave_open_with_threshold_only(seed: int) -> None:
    made, truth = case(seed)
    attack = Attack(LAYOUT, made.contributions, from_rates(truth, 2))
    small = [c for c in LAYOUT.cells() if c in truth.people and truth.people[c] < 10]

    narrowed, exact = 0, 0
    for cell in small:
        low, high = attack.interval(cell)
        if 1 < high - low < 8:
            least, most = attack.whole_interval(cell)
            narrowed += most - least < int(high + 1e-5) - int(low + 1 - 1e-5)
            exact += least == most == truth.people[cell]

    assert narrowed >= 3
    assert exact >= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_our_rates_say_no_more_than_the_rounded_figure(seed: int) -> None:
    made, truth = case(seed)
    employees = {cell.stratum: number for cell, number in truth.employees.items()}

    figures = made.release.released.figures
    shown = [(c, f) for c, f in figures.items() if f and c in truth.people]
    for cell, figure in shown:
        size = employees[cell.stratum]
        assert figure.per_100_employees == int(1000 * figure.value / size + 0.5 + 1e-9) / 10, cell
    # and so the truth is not in it
    rates = ((100 * truth.people[c] / employees[c.stratum], f) for c, f in shown)
    missed = [rate for rate, figure in rates if abs(rate - figure.per_100_employees) > 0.05]
    assert len(missed) > len(shown) / 10


@pytest.mark.parametrize(("seed", "linked"), [(7, False), (8, False), (9, True)])
def test_no_whole_number_is_ruled_out_of_what_we_suppress(seed: int, linked: bool) -> None:
    """Of the cells that programs leave narrowest, since asking takes a program of whole numbers."""
    made = edition(seed, linked=linked)
    released = made.release.released
    attack = Attack(made.layout, made.contributions, read(released))
    truth = recount(made.contributions, made.layout)
    attack.look_around(20)

    def seen(cell: Cell) -> float:
        values = [float(attack.row(cell) @ x) for x in attack.seen]
        return max(values) - min(values)

    for cell in sorted((c for c in released.suppressed if c in truth.people), key=seen)[:8]:
        low, high = attack.interval(cell)
        least, most = attack.whole_interval(cell)
        assert most - least >= max(2, int(high - low + 1e-5))
        assert least <= truth.people[cell] <= most
