"""Small benchmarks against whoever goes through every table that could be behind them.

No solver, no random search: what a reader, each with all that it knows itself, cannot rule out is
known exactly, and is compared with what the specification wants to stay possible.
"""

from itertools import product

import pytest

from tenants.insight.disclosure import Figure, NotReleasable, Released
from tenants.insight.disclosure.release import release_benchmark
from tests.tenants.insight.attacks.attacker import atoms_of, named, recount
from tests.tenants.insight.attacks.every_table import possible
from tests.tenants.insight.attacks.small import (
    LAYOUTS,
    RULES,
    counted,
    few_enough,
    narrowed,
    network,
)

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48"), pytest.mark.book("R07")]
SEEDS = {"talks": 4, "requesters": 4, "linked": 8, "crossed": 8}


def by_threshold(name: str, seed: int) -> Released:
    """What peers publish, in our clothes: exact, and nothing below k."""
    layout = LAYOUTS[name]
    truth = recount(network(name, seed), layout)
    figures = {
        cell: Figure(truth.people[cell], 0.0) if truth.people[cell] >= RULES.k else None
        for cell in layout.cells()
    }
    return Released(layout, RULES.k, 1, figures)


@pytest.mark.parametrize("name", LAYOUTS)
def test_threshold_only_is_narrowed(name: str) -> None:
    seed = next(s for s in range(1, 100) if few_enough(network(name, s)))
    assert [*narrowed(LAYOUTS[name], network(name, seed), by_threshold(name, seed))]


@pytest.mark.parametrize("name", LAYOUTS)
def test_nobody_narrows_what_we_release(name: str) -> None:
    released = 0
    for seed in range(1, 60):
        contributions = network(name, seed)
        if released == SEEDS.get(name, 12) or not few_enough(contributions):
            continue
        try:
            release = release_benchmark(contributions, LAYOUTS[name], RULES, seed)
        except NotReleasable:
            continue
        assert [*narrowed(LAYOUTS[name], contributions, release.released)] == [], seed
        released += 1
    assert released > 3
