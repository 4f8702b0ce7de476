"""What readers can compute back from annual reports, invoices beside them and years before them.

Each attack first succeeds against threshold-only suppression, else it would prove nothing.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from random import Random

import pytest

from tenants.insight.disclosure import Block, Crossing, may_pool, release_margins
from tests.tenants.insight.attacks.crossed import Table, required, threshold_only, whole_numbers
from tests.tenants.insight.network import THEMES, network
from tests.tenants.insight.test_crossings import a_year, release, truth

pytestmark = [pytest.mark.book("R07"), pytest.mark.book("R48")]
K = 5
Counts = Mapping[str, int]
Shown = dict[frozenset[str], int]


@pytest.fixture(scope="module")
def years() -> list[Counts]:
    """A year at each of 1,000 organisations, every theme named."""
    return [dict.fromkeys(THEMES, 0) | dict(one.counts["theme"]) for one in network(7)]


def by_threshold(counts: Counts) -> Shown:
    """What peers publish: the total, and themes and their parts of at least k people."""
    people = sum(counts.values())
    if people < K:
        return {}
    nodes = {frozenset({code}) for code in counts} | {frozenset(c) for c in parents(counts)}
    sums = {codes: sum(counts[code] for code in codes) for codes in nodes}
    shown = {codes: n for codes, n in sums.items() if n >= K}
    return {frozenset(counts): people, **shown}


def parents(counts: Counts) -> list[set[str]]:
    tops = sorted({code.partition(".")[0] for code in counts})
    return [{code for code in counts if code.partition(".")[0] == top} for top in tops]


def by_blocks(counts: Counts) -> Shown:
    report = release_margins({"theme": counts}, sum(counts.values()), K)
    if report.people is None:
        return {}
    blocks = report.margins["theme"] or ()
    return {frozenset(counts): report.people} | {_within(b, counts): b.people for b in blocks}


def _within(block: Block, counts: Counts) -> frozenset[str]:
    return frozenset(c for c in counts if any(f"{c}.".startswith(f"{b}.") for b in block.codes))


def exactly_known(shown: Shown, counts: Counts) -> list[frozenset[str]]:
    """Hidden themes, or parts of one, with one value left: a figure less those that it holds."""
    themes = {frozenset({code}) for code in counts} | {frozenset(c) for c in parents(counts)}
    found = []
    for codes, people in shown.items():
        inner = [one for one in shown if one < codes]
        largest = [one for one in inner if not any(one < other for other in inner)]
        rest = codes.difference(*largest)
        left = people - sum(shown[one] for one in largest)
        found += [one for one in themes - shown.keys() if one == rest or (not left and one <= rest)]
    return found


def test_a_hidden_theme_is_never_exactly_known(years: list[Counts]) -> None:
    by_peers = [counts for counts in years if exactly_known(by_threshold(counts), counts)]
    assert len(by_peers) > 50

    began = time.process_time()
    told = [by_blocks(counts) for counts in years]
    assert time.process_time() - began < 2
    assert sum(bool(shown) for shown in told) > 300
    for counts, shown in zip(years, told, strict=True):
        assert exactly_known(shown, counts) == []


CROSSED = range(6)


@cache
def small_cells(seed: int) -> tuple[Crossing, Table, dict[tuple[int, int], tuple[int, int]]]:
    """A crossing, the truth, and what each cell below k can be to readers of threshold-only."""
    pairs = a_year(150, seed, skew=0.4)
    crossing = release(pairs).crossing
    assert crossing is not None
    table = truth(crossing, pairs)
    peers = threshold_only(table, K)
    cells = product(range(len(table)), range(len(table[0])))
    small = {c: whole_numbers(peers, table, c) for c in cells if table[c[0]][c[1]] < K}
    return crossing, table, small


@pytest.mark.parametrize("seed", CROSSED)
def test_a_crossing_gives_no_cell_away(seed: int) -> None:
    crossing, table, by_peers = small_cells(seed)
    assert any(not _contains(left, (0, K)) for left in by_peers.values())

    for cell in by_peers:
        assert _contains(whole_numbers(crossing.cells, table, cell), required(table, cell, K))


def test_crossings_of_peers_gave_cells_away_exactly() -> None:
    by_peers = [left for seed in CROSSED for left in small_cells(seed)[2].values()]
    assert any(low == high for low, high in by_peers)


def _contains(interval: tuple[int, int], inner: tuple[int, int]) -> bool:
    return interval[0] <= inner[0] and inner[1] <= interval[1]


#: people in each year, and how many they are together when each is counted once
Series = tuple[tuple[int, ...], int]


def all_series(top: int = 6) -> Iterator[Series]:
    for years in product(range(top + 1), repeat=3):
        for people in range(max(years), sum(years) + 1):
            yield years, people


def told_by_peers(series: Series) -> object:
    """A threshold, and pools of two years and of three wherever they pass it."""
    years, _ = series
    shown = [n if n >= K else None for n in years]
    pools = [sum(years[:end]) if sum(years[:end]) >= K else None for end in (2, 3)]
    return tuple(shown), tuple(pools)


def told_here(series: Series) -> object:
    """Each year's report, the pool that the third may bring, and the basis of each last invoice."""
    years, people = series
    shown = [n if n >= K else None for n in years]
    pool = None
    if shown == [None] * 3 and may_pool(people, [range(K)] * 3, K):
        pool = people
    invoices = ["hours" if n >= K else "flat_fee" for n in years]
    return tuple(shown), pool, tuple(invoices)


def ranges(tell: object) -> list[set[int]]:
    """For every year that is not told: the values it can still have, in each thing that is told."""
    possible = defaultdict(list)
    for series in all_series():
        possible[tell(series)].append(series[0])  # type: ignore[operator]
    return [
        {years[year] for years in found}
        for found in possible.values()
        for year in range(3)
        if any(years[year] < K for years in found)
    ]


def test_years_pooled_beside_reports_and_invoices_leave_a_hidden_year_its_range() -> None:
    assert any(len(values) == 1 for values in ranges(told_by_peers))
    for values in ranges(told_here):
        assert values == set(range(K))


def test_invoices_by_quarter_gave_hidden_quarters_away() -> None:
    """Hours of a quarter only where it had three talks and more: four invoices beside a report."""
    random, found = Random(3), 0
    for _ in range(200):
        quarters = [random.choice((0, 1, 2, 4, 6, 9)) for _ in range(4)]
        hours = [round(1.5 * n) if n >= 3 else None for n in quarters]
        guessed = [None if h is None else round(h / 1.5) for h in hours]
        left = sum(quarters) - sum(n or 0 for n in guessed)
        found += guessed.count(None) == 1 and quarters[guessed.index(None)] == left
        # here: one invoice a year has hours, whenever the report has a number of people
        yearly = "hours" if sum(quarters) >= K else "flat_fee"
        assert (yearly == "hours") == (
            release_margins(
                {"quarter": dict(zip("1234", quarters, strict=True))}, sum(quarters)
            ).people
            is not None
        )
    assert found > 20
