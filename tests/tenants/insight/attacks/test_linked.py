"""Linked tables alone, without a panel, against two programs that share nothing with our audit.

One has the layout and reckons over all facets at once; the other has nothing but the CSV that an
outside auditor gets, and the truth in it to judge by.
"""

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from tenants.insight.benchmark_folder import BenchmarkRelease, compose_benchmark
from tests.tenants.insight.attacks.attacker import read, threshold_only
from tests.tenants.insight.attacks.outsider import TOTAL, Coalition, Measure
from tests.tenants.insight.attacks.test_intervals import Case
from tests.tenants.insight.network import RULES, edition

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48")]
SEED = 9
K = 10


@pytest.fixture(scope="module")
def case() -> Case:
    made = edition(SEED, linked=True)
    return Case(made.contributions, made.layout, made.release.released)


@pytest.fixture(scope="module")
def folder(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    release = BenchmarkRelease(2025, 2025, case.released, case.contributions, {})
    found = tmp_path_factory.mktemp("linked")
    for name, text in compose_benchmark([release], RULES).tables(with_truth=True):
        (found / name).write_text(text)
    return found


def test_threshold_only_gives_small_cells_away(case: Case) -> None:
    attack = case.attack(threshold_only(case.truth, case.released.figures))
    small = [c for c in case.released.figures if 0 < case.truth.people.get(c, 0) < K]

    exact = attack.exact(small[:60])

    assert len(exact) > 5
    assert all(round(attack.interval(cell)[0]) == case.truth.people[cell] for cell in exact)


def test_every_hidden_figure_keeps_the_interval_that_it_needs(case: Case) -> None:
    attack = case.attack(read(case.released))
    attack.look_around()

    assert len(case.hidden) > 200
    assert [c for c in case.hidden if attack.narrower(c, *case.required(c))] == []


def test_an_auditor_with_the_truth_finds_every_small_figure_open_from_none_to_ten(
    folder: Path,
) -> None:
    coalition = Coalition(folder)
    people = people_by_theme(coalition)
    measure = Measure(coalition, "theme of 2025")
    hidden = [cell for cell in measure.cells if cell["lo"] == ""]
    small = [cell for cell in hidden if people[cell["sector"], cell["size"], cell["theme"]] < K]
    assert len(small) > 50
    for cell in small[::3]:
        atoms = measure.inside[measure.key(cell)]
        low, high = measure.interval(atoms, enough=1e9) if atoms else (0, K)
        assert low <= 1e-5, cell
        assert high >= K - 1e-5, cell


def people_by_theme(coalition: Coalition) -> Counter[tuple[str, ...]]:
    """The truth of the folder, summed up along the trees: everybody once."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in coalition.rows("truth.csv"):
        if row["theme"] != TOTAL and row["people"] != "0":
            ups = [coalition.up(d, row[d]) for d in ("sector", "size", "theme")]
            for place in product(*ups):
                found[place] += int(row["people"])
    return found
