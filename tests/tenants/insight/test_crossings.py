"""Theme by quarter in exact figures: every hidden cell keeps its range, or there is no crossing."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.insight.disclosure import Crossing, ReleasedReport, release_margins
from tenants.insight.disclosure.crossing_audit import narrowed
from tests.tenants.insight.attacks.crossed import Table, required, whole_numbers

pytestmark = pytest.mark.book("R48")
THEMES = ("T1.1", "T1.2", "T2", "T3.1", "T3.2", "T4", "T9")
QUARTERS = ("1", "2", "3", "4")
Pairs = dict[tuple[str, str], int]


def release(pairs: Pairs, k: int = 5) -> ReleasedReport:
    margins: dict[str, Any] = {
        "theme": {t: sum(n for (a, _), n in pairs.items() if a == t) for t in THEMES},
        "quarter": {q: sum(n for (_, b), n in pairs.items() if b == q) for q in QUARTERS},
    }
    return release_margins(margins, sum(pairs.values()), k, crossing=("theme", "quarter", pairs))


def a_year(people: int, seed: int, *, skew: float = 0.8) -> Pairs:
    random = Random(seed)
    pairs = {(t, q): 0 for t in THEMES for q in QUARTERS}
    for _ in range(people):
        theme = THEMES[min(int(random.expovariate(skew)), len(THEMES) - 1)]
        pairs[theme, random.choice(QUARTERS)] += 1
    return pairs


def truth(crossing: Crossing, pairs: Pairs) -> Table:
    return [
        [
            sum(n for (t, q), n in pairs.items() if t[:2] in row and q in column)
            for column in crossing.columns
        ]
        for row in crossing.rows
    ]


@settings(max_examples=60)
@given(st.integers(50, 400), st.integers(0, 10**6), st.sampled_from((0.3, 0.8, 1.5)))
def test_what_is_hidden_is_hidden_well_and_what_is_shown_is_true(
    people: int, seed: int, skew: float
) -> None:
    pairs = a_year(people, seed, skew=skew)
    crossing = release(pairs).crossing
    if crossing is None:
        return
    table = truth(crossing, pairs)
    for row, cells in enumerate(crossing.cells):
        for column, shown in enumerate(cells):
            if shown is not None:
                assert shown == table[row][column] >= 5
                continue
            low, high = whole_numbers(crossing.cells, table, (row, column))
            least, most = required(table, (row, column), 5)
            assert low <= least, (crossing, row, column)
            assert high >= most, (crossing, row, column)


def test_most_years_of_a_hundred_people_have_something_to_read() -> None:
    made = [release(a_year(120, seed, skew=0.4)).crossing for seed in range(20)]
    shown = [sum(x is not None for row in c.cells for x in row) for c in made if c]
    assert len(shown) >= 15
    assert sum(shown) >= 3 * len(shown)


def test_fewer_than_fifty_people_are_never_crossed() -> None:
    pairs = {(t, q): 0 for t in THEMES for q in QUARTERS} | {
        (t, q): 12 for t in ("T1.1", "T3.1") for q in ("1", "2")
    }
    assert release(pairs).crossing is None
    pairs["T1.1", "1"] += 2
    assert release(pairs).crossing is not None


def test_a_margin_that_is_not_shown_is_not_crossed() -> None:
    pairs = {(t, q): 0 for t in THEMES for q in QUARTERS} | {("T3.1", q): 20 for q in QUARTERS}
    report = release(pairs)
    assert report.margins["theme"] is None
    assert report.crossing is None


def test_a_whole_quarter_of_one_theme_is_hidden() -> None:
    """Whoever came in that quarter would be known to have come about it."""
    pairs = {(t, q): 12 for t in THEMES for q in QUARTERS} | {
        (t, "1"): 0 for t in THEMES if t[:2] != "T3"
    }
    crossing = release(pairs).crossing
    assert crossing is not None
    first = [row[0] for row in crossing.cells]
    assert first[crossing.rows.index(("T3",))] is None


def test_the_audit_finds_what_could_be_told_and_no_more() -> None:
    sums = ([20, 20], [20, 20])
    low, high = [[0, 0], [0, 0]], [[5, 5], [5, 5]]
    assert narrowed([[None, 10], [10, 10]], *sums, low, high) == [(0, 0)], "20 - 10"
    assert narrowed([[None, None], [None, None]], *sums, low, high) == []
    wide = [[21, 5], [5, 5]]
    assert narrowed([[None, None], [None, None]], *sums, low, wide) == [(0, 0)]
