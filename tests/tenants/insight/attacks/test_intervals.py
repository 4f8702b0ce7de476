"""Linear programs against the benchmark: what can a reader compute back?

Each attack first succeeds against threshold-only suppression, else it would prove nothing.
"""

import time
from dataclasses import dataclass

import pytest

from tenants.insight.disclosure import ReleasedTable, release_benchmark
from tests.tenants.insight.attacks.attacker import (
    Attack,
    Key,
    Truth,
    read,
    recount,
    threshold_only,
)
from tests.tenants.insight.network import LAYOUT, RULES, network

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
NEAR = 1e-5


@dataclass(frozen=True)
class Case:
    truth: Truth
    table: ReleasedTable
    seconds: float

    @property
    def hidden(self) -> list[Key]:
        return [(cell.sector, cell.theme) for cell in self.table.cells if cell.suppressed]


@pytest.fixture(scope="module", params=[7, 9])
def case(request: pytest.FixtureRequest) -> Case:
    contributions = network(request.param)
    started = time.process_time()
    release = release_benchmark(contributions, LAYOUT, RULES, seed=1)
    return Case(recount(contributions, LAYOUT), release.table, time.process_time() - started)


def required(truth: Truth, key: Key) -> tuple[float, float]:
    """The specification's own words: below k [0, k], else [X-u, X+u] by the p% rule."""
    people = truth.people[key]
    if people < 10:
        return 0, 10
    margin = 1.0
    for given in (truth.organisations[key], truth.firms[key]):
        first, second = (*sorted(given.values(), reverse=True), 0)[:2]
        margin = max(margin, 0.25 * first - (people - first - second))
    return max(0, people - margin), people + margin


def test_threshold_only_gives_small_cells_away(case: Case) -> None:
    attack = Attack(LAYOUT, threshold_only(case.truth))

    exact = attack.exact(key for key, people in case.truth.people.items() if people < 10)

    assert len(exact) > 5
    assert all(round(attack.interval(key)[0]) == case.truth.people[key] for key in exact)


def test_readers_find_no_cell_and_every_interval_is_wide_enough(case: Case) -> None:
    attack = Attack(LAYOUT, read(case.table))

    for key in case.hidden:
        low, high = attack.interval(key)
        least, most = required(case.truth, key)
        assert high - low >= 2 - NEAR, key
        assert low <= least + NEAR, key
        assert high >= most - NEAR, key


def test_threshold_only_gives_small_remainders_to_insiders(case: Case) -> None:
    shown = threshold_only(case.truth)
    for who in ("organisations", "firms"):
        own = case.truth.largest(who)
        assert sum(case.truth.people[key] - own[key] < 10 for key in shown) > 10


@pytest.mark.parametrize("who", ["organisations", "firms"])
def test_the_largest_of_every_cell_together_find_no_remainder(case: Case, who: str) -> None:
    own = case.truth.largest(who)
    attack = Attack(LAYOUT, read(case.table, own), own)

    for key in case.hidden:
        low, high = attack.interval(key)
        least, most = required(case.truth, key)
        theirs = float(attack.row(key) @ [own.get(atom, 0) for atom in attack.atoms])
        assert low <= max(least, theirs) + NEAR, key
        assert high >= most - NEAR, key


@pytest.mark.parametrize("who", ["organisations", "firms"])
def test_no_insider_alone_finds_what_few_others_add(case: Case, who: str) -> None:
    """Subtracting itself, each of the largest contributors to hidden cells."""
    given = case.truth.firms if who == "firms" else case.truth.organisations
    leaders: dict[str, list[Key]] = {}
    for key in case.hidden:
        if key in given:
            leader = max(given[key], key=given[key].__getitem__)
            leaders.setdefault(leader, []).append(key)
    for leader, keys in sorted(leaders.items(), key=lambda item: -len(item[1]))[:12]:
        own = {key: parts.get(leader, 0) for key, parts in given.items()}
        attack = Attack(LAYOUT, read(case.table, own), own)
        assert attack.exact(keys) == [], leader


def test_no_open_figure_leaves_a_small_remainder(case: Case) -> None:
    for cell in case.table.cells:
        key = (cell.sector, cell.theme)
        if cell.figure:
            for who in ("organisations", "firms"):
                assert case.truth.people[key] - case.truth.largest(who)[key] >= 10


def test_enough_is_left_to_read_and_soon(case: Case) -> None:
    assert len(case.table.cells) == 22 * 16
    assert len(case.hidden) <= 106
    assert case.seconds <= 1.0
