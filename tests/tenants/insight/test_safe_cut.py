"""The safe cut and the annual report's margins: k people a block, and no way to reason back."""

from collections import defaultdict
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.insight.disclosure import Block, may_pool, release_margins
from tenants.insight.disclosure.safe_cut import safe_cut, tree_of

pytestmark = pytest.mark.book("R48")

codes = st.lists(
    st.lists(st.integers(1, 4), min_size=3, max_size=3).map(lambda p: "T{}.{}.{}".format(*p)),
    min_size=1,
    max_size=30,
    unique=True,
)
figures = codes.flatmap(
    lambda found: st.fixed_dictionaries({c: st.integers(0, 9) | st.just(0) for c in found})
)


def leaves(block: Block, counts: dict[str, int]) -> list[str]:
    return [c for c in counts if any(f"{c}.".startswith(f"{code}.") for code in block.codes)]


@settings(max_examples=300)
@given(figures, st.integers(2, 10))
def test_blocks_partition_the_tree_hold_k_people_and_add_up(counts: dict[str, int], k: int) -> None:
    blocks = safe_cut(tree_of(counts), counts, k)

    if sum(counts.values()) < k:
        assert blocks == []
        return
    assert all(block.people >= k for block in blocks)
    assert sorted(c for block in blocks for c in leaves(block, counts)) == sorted(counts)
    for block in blocks:
        assert block.people == sum(counts[c] for c in leaves(block, counts))
        assert all(code.rpartition(".")[0] == block.within for code in block.codes)


@pytest.mark.parametrize(
    ("leaves_of", "k", "top"),
    [
        ({"T1": 3}, 5, 13),
        ({"T1": 4}, 3, 8),
        ({"T1": 5}, 2, 4),
        ({"T1": 3, "T2": 2}, 3, 6),
        ({"T1": 2, "T2": 2, "T3": 1}, 3, 6),
    ],
)
def test_not_even_who_knows_the_rules_narrows_a_hidden_code(
    leaves_of: dict[str, int], k: int, top: int
) -> None:
    """Each year that could be, by what is told: a hidden code can be zero, and k - 1 or more."""
    names = [f"{parent}.{n}" for parent, number in leaves_of.items() for n in range(number)]
    tree = tree_of(dict.fromkeys(names, 0))
    years = defaultdict(list)
    for figures in product(range(top + 1), repeat=len(names)):
        counts = dict(zip(names, figures, strict=True))
        years[tuple(safe_cut(tree, counts, k))].append(counts)

    for blocks, possible in years.items():
        if not blocks or max(block.people for block in blocks) > top:
            continue  # not every year that could be behind it was tried
        alone = {block.codes for block in blocks}
        for name in names:
            if (name,) not in alone:
                values = {counts[name] for counts in possible}
                assert min(values) == 0, (blocks, name)
                assert max(values) >= k - 1, (blocks, name)


def test_small_codes_take_the_smallest_sibling_along() -> None:
    counts = {"T1.1": 20, "T1.2": 6, "T1.3": 1, "T1.4": 0, "T2.1": 7, "T2.2": 0}

    assert safe_cut(tree_of(counts), counts, 5) == [
        Block("T1", ("T1.1",), 20),
        Block("T1", ("T1.2", "T1.3", "T1.4"), 7),
        Block("", ("T2",), 7),
    ]


def test_small_children_are_pooled_and_a_small_parent_moves_up() -> None:
    counts = {"T1.1": 20, "T1.2": 3, "T1.3": 3, "T1.4": 0, "T2.1": 6, "T3.1": 1, "T4.1": 2}

    assert safe_cut(tree_of(counts), counts, 5) == [
        Block("T1", ("T1.1",), 20),
        Block("T1", ("T1.2", "T1.3", "T1.4"), 6),
        Block("", ("T2", "T3", "T4"), 9),
    ]


def test_one_small_code_alone_joins_the_largest() -> None:
    """With the smallest, 8 + 3 beside 9 would say that the small one has at least 3."""
    counts = {"1": 12, "2": 9, "3": 8, "4": 3}

    assert safe_cut(tree_of(counts), counts, 5) == [
        Block("", ("1", "4"), 15),
        Block("", ("2",), 9),
        Block("", ("3",), 8),
    ]


def test_a_code_that_is_counted_and_has_parts_is_told_as_unspecified() -> None:
    counts = {"T1.3": 6, "T1.3.1": 9, "T2.1": 8}

    report = release_margins({"theme": counts}, 23)

    assert [block.codes for block in report.margins["theme"] or ()] == [
        ("T1.3.1",),
        ("T1.3.unspecified",),
        ("T2.1",),
    ]


def test_below_the_gate_zero_and_four_are_the_same_report() -> None:
    reports = [release_margins({"quarter": {"Q1": n, "Q2": 0}}, n) for n in range(5)]

    assert all(report == reports[0] for report in reports)
    assert reports[0].suppressed
    assert release_margins({"quarter": {"Q1": 7, "Q2": 0}}, 7, k=10).suppressed


def test_a_group_that_is_nearly_everyone_shows_only_the_total() -> None:
    margins = {"channel": {"phone": 20, "video": 5}, "theme": {"T1.1": 25, "T1.2": 0}}

    report = release_margins(margins, 25)

    assert report.people == 25
    assert report.margins["channel"] == (Block("", ("phone",), 20), Block("", ("video",), 5))
    assert report.margins["theme"] is None


def test_two_out_of_many_are_not_to_be_subtracted() -> None:
    assert release_margins({"quarter": {"Q1": 40, "Q2": 2}}, 42).margins["quarter"] is None


def test_a_margin_that_leaves_people_out_would_be_one_more_figure() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        release_margins({"felt_heard": {"yes": 9, "no": 9}}, 20)


@settings(max_examples=200)
@given(st.data())
def test_margins_together_leave_three_people_outside_every_overlap(data: st.DataObject) -> None:
    """Whoever knows one or two codes of a person cannot be sure of the block of a third."""
    people = data.draw(st.integers(0, 60))
    margins = {}
    for name in ("theme", "channel", "quarter"):
        cuts = sorted(data.draw(st.lists(st.integers(0, people), min_size=4, max_size=4)))
        ends = [0, *cuts, people]
        margins[name] = {f"{name[0]}{n}": ends[n + 1] - ends[n] for n in range(5)}

    report = release_margins(margins, people)

    shown = [blocks for blocks in report.margins.values() if blocks]
    for blocks in shown:
        assert sum(block.people for block in blocks) == people
        assert people - max(block.people for block in blocks) >= 3
    for number in (1, 2):
        for known in permutations(shown, number + 1):
            for *given_, asked in product(*known):
                # the most people that can have all the known codes and not the one asked for
                outside = min(*(block.people for block in given_), people - asked.people)
                assert outside >= 3


def test_three_small_years_are_told_as_one_where_each_keeps_its_range() -> None:
    small, some = range(5), range(5, 10)
    assert may_pool(5, (small,) * 3)
    assert may_pool(8, (small,) * 3)
    assert not may_pool(4, (small,) * 3)
    assert not may_pool(9, (small,) * 3), "9 over three years of at most 4: each has one at least"
    assert not may_pool(5, (small,) * 2), "two years of at most 4 are 1 and 4, or 2 and 3"
    assert may_pool(13, (some, small, small), k=10)
    assert not may_pool(14, (some, small, small), k=10), "neither of the small ones could be zero"
    assert not may_pool(12, (small,) * 3, k=10), "4 in each"
