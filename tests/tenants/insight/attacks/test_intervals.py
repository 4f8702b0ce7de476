"""Linear programs against the benchmark: what can a reader compute back?

Each attack first succeeds against threshold-only suppression, else it would prove nothing.
"""

from dataclasses import dataclass
from functools import cached_property

import pytest

from tenants.insight.disclosure import PEOPLE, TOTAL, Cell, Contribution, Layout, Released
from tests.tenants.insight.attacks.attacker import (
    Attack,
    Truth,
    not_in,
    read,
    recount,
    threshold_only,
)
from tests.tenants.insight.network import edition

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
NEAR = 1e-5
PANEL = "2024-2025"


@dataclass(frozen=True)
class Case:
    contributions: list[Contribution]
    layout: Layout
    released: Released

    @cached_property
    def truth(self) -> Truth:
        return recount(self.contributions, self.layout)

    @property
    def hidden(self) -> list[Cell]:
        """What is suppressed, and who is beside a panel where that is sensitive."""
        beside = [c._replace(panel=not_in(c.panel)) for c in self.released.figures if c.panel]
        few = [c for c in beside if 0 < self.truth.people.get(c, 0) < 10]
        return [c for c in self.released.suppressed if c in self.truth.people] + few

    def attack(self, known: dict[Cell, tuple[float, float]], who: str = "") -> Attack:
        own = self.truth.largest(who) if who else None
        return Attack(self.layout, self.contributions, known, own)

    def required(self, cell: Cell) -> tuple[float, float]:
        """The specification's own words: below k [0, k], else [X-u, X+u] by the p% rule."""
        value = self.truth.people[cell]
        crowd = value
        if cell.facet == "conversations":
            crowd = self.truth.people[cell._replace(facet=PEOPLE, code=TOTAL)]
        if crowd < 10 and cell.facet != "activities":
            return 0, max(10, value)
        margin = 1.0
        for given in (self.truth.organisations[cell], self.truth.firms[cell]):
            first, second = (*sorted(given.values(), reverse=True), 0, 0)[:2]
            margin = max(margin, 0.25 * first - (value - first - second))
        return max(0, value - margin), value + margin


CASES = {
    f"{name}-{seed}": (seed, linked)
    for name, linked in (("two", False), ("linked", True))
    for seed in (7, 8, 9)
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    seed, linked = request.param
    made = edition(seed, linked=linked, panel=PANEL if linked else "")
    return Case(made.contributions, made.layout, made.release.released)


def test_threshold_only_gives_small_cells_away(case: Case) -> None:
    attack = case.attack(threshold_only(case.truth, case.released.figures))
    small = [
        c for c in case.released.figures if c in case.truth.people and case.truth.people[c] < 10
    ]

    attack.look_around(12)

    exact = attack.exact(small)

    assert len(exact) > 5
    assert all(round(attack.interval(cell)[0]) == case.truth.people[cell] for cell in exact)


def test_readers_find_no_cell_and_every_interval_is_wide_enough(case: Case) -> None:
    attack = case.attack(read(case.released))
    attack.look_around()

    assert [c for c in case.hidden if attack.narrower(c, *case.required(c))] == []


@pytest.mark.parametrize("who", ["organisations", "firms"])
def test_the_largest_of_every_cell_together_find_no_remainder(case: Case, who: str) -> None:
    own = case.truth.largest(who)
    attack = case.attack(read(case.released, own), who)
    attack.look_around()

    for cell in case.hidden:
        low, high = case.required(cell)
        theirs = float(attack.row(cell) @ attack.floor)
        assert not attack.narrower(cell, max(low, theirs), high), cell
