"""Two releases about one year: who joined between them is their difference.

Editions are of one vintage, so this happens only where a year is released again for a panel; the
engine has to stand it whoever asks for it.
"""

from dataclasses import replace

import pytest

from tenants.insight.disclosure import Cell, Contribution, Figure, NotReleasable
from tenants.insight.disclosure.release import release_benchmark
from tests.tenants.insight.attacks.attacker import Attack, not_in, read, recount, threshold_only
from tests.tenants.insight.network import LAYOUT, RULES, network, only, with_panel

pytestmark = pytest.mark.book("D4")
FIRST = "who was there first"
BOTH = with_panel(LAYOUT, FIRST)
SEEDS = [7, 8, 9]


def crowd(seed: int, joiners: set[int]) -> list[Contribution]:
    """All, those who were there first in a panel of their own."""
    return [
        replace(one, panels=frozenset() if number in joiners else frozenset({FIRST}))
        for number, one in enumerate(only(LAYOUT, network(seed)))
    ]


def first_figures(contributions: list[Contribution]) -> dict[Cell, Figure | None]:
    """What a release of the panel alone shows, as a later one has to show it again."""
    early = [replace(one, panels=frozenset()) for one in contributions if one.panels]
    figures = release_benchmark(early, LAYOUT, RULES, seed=1).released.figures
    return {cell: figures[cell._replace(panel="")] for cell in BOTH.cells() if cell.panel}


@pytest.mark.parametrize("seed", SEEDS)
def test_threshold_only_gives_the_joiner_away(seed: int) -> None:
    contributions = crowd(seed, {3})
    both = recount(contributions, BOTH)
    before = recount([one for one in contributions if one.panels], LAYOUT)
    old = threshold_only(before, LAYOUT.cells())
    new = threshold_only(both, LAYOUT.cells())

    joiner = {cell: new[cell][0] - old[cell][0] for cell in old.keys() & new.keys()}
    own = both.parts("organisations", contributions[3].organisation)

    told = {cell: people for cell, people in joiner.items() if own.get(cell)}
    assert len(told) > 20
    assert all(people == own[cell] for cell, people in told.items())


@pytest.mark.parametrize("joiners", [{3}, set(range(3, 1000, 9))], ids=["one", "a ninth"])
@pytest.mark.parametrize("seed", SEEDS)
def test_where_few_joined_a_stratum_there_is_no_second_release(
    seed: int, joiners: set[int]
) -> None:
    contributions = crowd(seed, joiners)

    with pytest.raises(NotReleasable, match="an earlier release shows what is sensitive now"):
        release_benchmark(contributions, BOTH, RULES, seed=1, fixed=first_figures(contributions))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("every", [4, 9])
def test_who_is_beside_a_panel_stays_hidden(seed: int, every: int) -> None:
    """However many are beside it: who is in one release and not in the other is not to be had."""
    contributions = crowd(seed, set(range(3, 1000, every)))
    released = release_benchmark(contributions, BOTH, RULES, seed=1).released
    attack = Attack(BOTH, contributions, read(released))
    truth = recount(contributions, BOTH)
    attack.look_around(20)

    beside = [c._replace(panel=not_in(FIRST)) for c in released.figures if c.panel]
    few = [c for c in beside if c in truth.people and truth.people[c] < 10]
    thin = [c for c in beside if len(truth.organisations.get(c, {})) in {1, 2}]
    assert len(few) + len(thin) > 3
    for cell in dict.fromkeys([*few, *thin]):
        low, high = (0, 10) if truth.people[cell] < 10 else (truth.people[cell],) * 2
        assert not attack.narrower(cell, low, high), cell
        assert not attack.exact([cell]), cell
