"""Subtraction by those who take part: an organisation its own people, a firm those of its clients.

Each of them alone, with all that it really knows; `test_intervals.py` has all of them together.
"""

import pytest

from tenants.insight.disclosure import Cell
from tests.tenants.insight.attacks.attacker import Attack, Truth, read, recount, threshold_only
from tests.tenants.insight.network import Edition, edition

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R07")]
WHO = ("organisations", "firms")
CASES = {"two-7": (7, False), "two-8": (8, False), "linked-9": (9, True)}
Case = tuple[Edition, Truth]


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    seed, linked = request.param
    made = edition(seed, linked=linked)
    return made, recount(made.contributions, made.layout)


def leaders(truth: Truth, who: str, cells: list[Cell], most: int) -> dict[str, list[Cell]]:
    """Those who bring most to many of these cells, with the cells in which they do."""
    given = truth.firms if who == "firms" else truth.organisations
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        if parts := given.get(cell):
            found.setdefault(max(parts, key=lambda one: parts[one]), []).append(cell)
    return dict(sorted(found.items(), key=lambda item: -len(item[1]))[:most])


@pytest.mark.parametrize("who", WHO)
def test_threshold_only_shows_small_remainders_to_insiders(case: Case, who: str) -> None:
    made, truth = case
    shown = threshold_only(truth, made.layout.cells())
    own = truth.largest(who)

    assert sum(truth.people[cell] - own[cell] < 10 for cell in shown) > 10


@pytest.mark.parametrize("who", WHO)
def test_no_insider_alone_finds_a_figure_or_what_few_others_add(case: Case, who: str) -> None:
    made, truth = case
    released = made.release.released
    hidden = [c for c in released.suppressed if c in truth.people]

    for leader, cells in leaders(truth, who, hidden, most=10).items():
        own = truth.parts(who, leader)
        attack = Attack(made.layout, made.contributions, read(released, own), own)
        attack.look_around(12)
        for cell in cells:
            value, mine = truth.people[cell], own.get(cell, 0)
            least = mine if value < 10 else max(mine, value - 1)
            most = max(value, 10) if value < 10 else value + 1
            assert not attack.narrower(cell, least, most), (leader, cell)


@pytest.mark.parametrize("who", WHO)
def test_no_open_figure_leaves_a_small_remainder(case: Case, who: str) -> None:
    made, truth = case
    own = truth.largest(who)
    for cell, figure in made.release.released.figures.items():
        if figure and figure.value and cell.facet not in {"activities", "conversations"}:
            assert truth.people[cell] - own[cell] >= 10, cell
