"""Tables that hang together: facets of the same people, acts, panels, earlier figures."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    Cell,
    Contribution,
    Dimension,
    Facet,
    Figure,
    Layout,
    NotReleasable,
    Release,
    Shape,
    check,
    dotted,
    flat,
    release_benchmark,
)
from tenants.insight.disclosure.moves import Moves
from tenants.insight.disclosure.primary import judge
from tenants.insight.disclosure.readers import readers
from tenants.insight.disclosure.tables import Table, tabulate
from tests.tenants.insight.network import LAYOUT, LINKED, RULES, edition, network, with_panel

pytestmark = pytest.mark.book("D4")

PANEL = "24..25"
SMALL = Layout(
    (Dimension("sector", flat("AB")), Dimension("size", flat(("small", "large")))),
    (
        Facet("theme", dotted(("T1.1", "T1.2", "T2"))),
        Facet("channel", flat(("phone", "video"))),
        Facet("conversations", flat(("first", "again")), people="first"),
        Facet("activities", flat(("column", "visit")), people=None),
    ),
    (
        Shape("theme", ("sector", "size")),
        Shape("theme", ("sector",), ("T1", "T2", TOTAL), PANEL),
        Shape("channel", ("sector",)),
        Shape("conversations", ("size",), (TOTAL,)),
        Shape("activities", ("sector",)),
    ),
)


def one_of(
    number: int, sector: str, size: str, *, member: bool, themes: list[int], acts: list[int]
) -> Contribution:
    people = sum(themes)
    return Contribution(
        f"organisation {number}",
        f"firm {number % 4}",
        {"sector": sector, "size": size},
        100 + number,
        {
            "theme": dict(zip(("T1.1", "T1.2", "T2"), themes, strict=True)),
            "channel": {"phone": people // 3, "video": people - people // 3},
            "conversations": {"first": people, "again": number},
            "activities": dict(zip(("column", "visit"), acts, strict=True)),
        },
        panels=frozenset({PANEL} if member else ()),
    )


networks = st.lists(
    st.builds(
        one_of,
        st.just(0),
        st.sampled_from("AB"),
        st.sampled_from(("small", "large")),
        member=st.booleans(),
        themes=st.lists(st.integers(0, 9), min_size=3, max_size=3),
        acts=st.lists(st.integers(0, 3), min_size=2, max_size=2),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda found: [
        replace(c, organisation=str(n), firm=f"firm {n % 4}", employees=100 + n)
        for n, c in enumerate(found)
    ]
)


def counted(contributions: list[Contribution], cell: Cell) -> int:
    """What a cell of the small layout is, counted by hand."""
    facet, code = ("theme", TOTAL) if cell.facet == PEOPLE else (cell.facet, cell.code)
    return sum(
        number
        for one in contributions
        if cell.stratum[0] in {TOTAL, one.stratum["sector"]}
        and cell.stratum[1] in {TOTAL, one.stratum["size"]}
        and (not cell.panel or cell.panel in one.panels)
        for leaf, number in one.counts[facet].items()
        if code in {TOTAL, leaf, leaf.split(".")[0]}
    )


@given(networks)
@settings(max_examples=40)
def test_every_row_is_the_sum_of_its_atoms(contributions: list[Contribution]) -> None:
    table = tabulate(contributions, SMALL)
    given_ = table.everybody.by_organisation.sum(axis=0)

    assert not (table.links @ given_).any()
    assert (table.sums @ given_ == table.values).all()
    for cell in SMALL.cells():
        if cell in table.row_of:
            assert table.values[table.row_of[cell]] == counted(contributions, cell)
        else:
            assert counted(contributions, cell) == 0


@given(networks)
@settings(max_examples=20)
def test_who_gave_most_is_found_in_every_row(contributions: list[Contribution]) -> None:
    table = tabulate(contributions, SMALL)
    judged = judge(table, RULES)

    for cell, row in table.row_of.items():
        parts = sorted(counted([one], cell) for one in contributions)
        by_firm = Counter(
            {
                firm: counted([c for c in contributions if c.firm == firm], cell)
                for firm in {c.firm for c in contributions}
            }
        )
        alone = sum(parts) - max(parts) < 10 or sum(parts) - max(by_firm.values()) < 10
        few = sum(number > 0 for number in parts) < 3 or len(+by_firm) < 3
        if cell.facet != "activities" and alone:
            assert judged.sensitive[row]
        if few:
            assert judged.sensitive[row]


def even(number: int, people: int = 6) -> list[Contribution]:
    """A calm network: `number` organisations alike in every sector and size, all in the panel."""
    places = product("AB", ("small", "large"), range(number))
    return [
        one_of(n, sector, size, member=True, themes=[people] * 3, acts=[1, 2])
        for n, (sector, size, _) in enumerate(places)
    ]


def release(contributions: list[Contribution], layout: Layout = SMALL) -> Release:
    return release_benchmark(contributions, layout, RULES, seed=1)


def rows(table: Table, facet: str) -> dict[Cell, int]:
    return {cell: row for cell, row in table.row_of.items() if cell.facet == facet}


def test_acts_need_contributors_and_no_number_of_people() -> None:
    figures = release(even(8)).released.figures

    assert figures[Cell(("A", TOTAL), "activities", "column")] == Figure(20, 1.2)
    few = [replace(one, counts={**one.counts, "activities": {}}) for one in even(8)]
    few[:2] = even(8)[:2]
    assert release(few).released.figures[Cell(("A", TOTAL), "activities", "column")] is None


def test_talks_of_few_people_are_hidden_however_many_they_are() -> None:
    contributions = [
        replace(
            one,
            counts={
                "theme": {"T2": 1},
                "channel": {"phone": 1},
                "conversations": {"first": 1, "again": 20},
                "activities": {"visit": 3},
            },
        )
        if one.stratum["size"] == "small"
        else one
        for one in even(4)
    ]
    table = tabulate(contributions, SMALL)
    judged = judge(table, RULES)
    talks = table.row_of[Cell((TOTAL, "small"), "conversations", TOTAL)]

    assert table.values[talks] == 8 * 21
    assert judged.sensitive[talks]
    assert (judged.low[talks], judged.high[talks]) == (0, 8 * 21)


@pytest.mark.parametrize(("joiners", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_a_trend_needs_five_joiners_or_none(joiners: int, shown: bool) -> None:
    contributions = [
        replace(one, panels=frozenset())
        if one.stratum["sector"] == "A" and n in range(joiners)
        else one
        for n, one in enumerate(even(12, people=8))
    ]
    table = tabulate(contributions, SMALL)
    judged = judge(table, RULES)

    sensitive = {cell: judged.sensitive[row] for cell, row in table.row_of.items() if cell.panel}
    assert not sensitive[Cell(("B", TOTAL), PEOPLE, TOTAL, PANEL)]
    assert sensitive[Cell(("A", TOTAL), PEOPLE, TOTAL, PANEL)] != shown
    assert sensitive[Cell((TOTAL, TOTAL), PEOPLE, TOTAL, PANEL)] != shown


def test_without_joiners_a_trend_is_the_same_row_as_everybody() -> None:
    table = tabulate(even(5), SMALL)

    everybody = Cell(("A", TOTAL), "theme", "T1")
    assert table.row_of[everybody] == table.row_of[everybody._replace(panel=PANEL)]


def test_who_publishes_a_report_is_taken_off_by_everybody() -> None:
    contributions = even(8)
    for n in range(5):
        contributions[n] = replace(contributions[n], public=True)
    hidden, judged = tabulate(contributions, SMALL), judge(tabulate(even(8), SMALL), RULES)
    cell = Cell(("A", "small"), PEOPLE, TOTAL)

    assert not judged.sensitive[tabulate(even(8), SMALL).row_of[cell]]
    assert judge(hidden, RULES).sensitive[hidden.row_of[cell]]  # three are left to hide among


def test_what_was_shown_stays_and_what_was_hidden_stays_hidden() -> None:
    contributions = network(7)
    first = release_benchmark(contributions, LAYOUT, RULES, seed=1).released
    joined = {one.organisation for one in contributions[6::40]}
    later = [
        replace(one, panels=frozenset() if one.organisation in joined else frozenset({PANEL}))
        for one in contributions
    ]

    again = release_benchmark(later, with_panel(LAYOUT, PANEL), RULES, seed=2, fixed=first.figures)

    assert check(again.certificate, again.released) == ()
    assert {c: f for c, f in again.released.figures.items() if not c.panel} == first.figures
    assert any(f and f.value for c, f in again.released.figures.items() if c.panel)


def test_an_earlier_release_of_other_figures_is_refused() -> None:
    cell = Cell((TOTAL, TOTAL), PEOPLE, TOTAL)
    for figure in (Figure(990, 1.0), Figure(0, None)):
        with pytest.raises(NotReleasable, match="of other contributions"):
            release_benchmark(network(7), LAYOUT, RULES, 1, fixed={cell: figure})
    with pytest.raises(NotReleasable, match="no cell of this layout"):
        release_benchmark(network(7), LAYOUT, RULES, 1, fixed={cell._replace(panel="x"): None})


def test_a_small_figure_that_was_shown_stops_every_later_release() -> None:
    contributions = network(7)
    table = tabulate(contributions, LAYOUT)
    judged = judge(table, RULES)
    small = next(cell for cell, row in table.row_of.items() if judged.sensitive[row])
    value = int((table.values[table.row_of[small]] + 5) // 10 * 10)

    with pytest.raises(NotReleasable, match="shows what is sensitive"):
        release_benchmark(contributions, LAYOUT, RULES, 1, fixed={small: Figure(value, 0.1)})


def test_facets_that_count_other_people_are_refused() -> None:
    one = even(5)[0]
    wrong = replace(one, counts={**one.counts, "channel": {"phone": 1}})

    with pytest.raises(NotReleasable, match="different people"):
        release([wrong, *even(5)[1:]])


def test_a_long_release_tells_how_far_it_is() -> None:
    heard: list[tuple[str, int, int]] = []
    release_benchmark(
        network(7),
        LAYOUT,
        RULES,
        seed=1,
        progress=lambda stage, done, of: heard.append((stage, done, of)),
    )

    stages = list(dict.fromkeys(stage for stage, _, _ in heard))
    assert stages == [
        *("tables", "rules", "firms", "each of the firms"),
        *("organisations", "each of the organisations", "outsiders", "audit"),
    ]
    assert all(0 <= done <= of for _, done, of in heard)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_linked_tables_leave_enough_to_read(seed: int) -> None:
    found = edition(seed, linked=True).release

    live = [c for c in found.released.figures if (c.stratum, c.panel) not in found.released.empty]
    assert check(found.certificate, found.released) == ()
    assert len(live) > 900
    assert len(found.released.suppressed) <= 0.4 * len(live)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_two_tables_leave_enough_to_read(seed: int) -> None:
    found = edition(seed).release

    assert len(found.released.suppressed) <= 0.3 * len(found.released.figures)
    for cell, figure in found.released.figures.items():
        assert figure is None or figure.value >= 10 or (cell.stratum, "") in found.released.empty


def test_moves_are_of_whole_people() -> None:
    """Half a person is an attack that no one could make: linked tables have such corners."""
    table = tabulate(network(7, panel=PANEL), with_panel(LINKED, PANEL))
    judged = judge(table, RULES)
    hidden = judged.sensitive | ~table.published
    rng = np.random.default_rng(1)
    moves = Moves(
        table,
        judged,
        next(readers(table, RULES)),
        RULES.base,
        hidden,
        np.zeros_like(hidden),
        rng,
    )
    seen: list[np.ndarray] = []
    for row in np.flatnonzero(judged.sensitive)[::40]:
        moves.program.bound(np.array([row]), moves.need[row, 1], np.inf)
        moves.program.bend(np.array([row]), np.ones(1))
        if (shift := moves.program.solve(steps=40)) is not None:
            seen.append(shift)

    atoms = table.everybody.by_organisation.sum(axis=0)
    assert len(seen) > 5
    assert any(shift.any() for shift in seen)
    for shift in seen:
        change = table.sums @ shift
        assert (shift == np.rint(shift)).all()
        assert (atoms + shift >= 0).all()
        assert not (table.links @ shift).any()
        assert (hidden | ((change >= moves.low) & (change <= moves.high))).all()


def test_insiders_know_of_all_talks_what_they_know_theme_by_theme() -> None:
    """Two organisations of a sector, each with a theme of its own: who knows the larger part of
    every theme knows all people there, and so how many talks there are at the least.
    """
    sectors, themes = "ABC", ("T1", "T2")
    layout = Layout(
        (Dimension("sector", flat(sectors)),),
        (
            Facet("theme", flat(themes)),
            Facet("conversations", flat(("first", "again")), people="first"),
        ),
        (Shape("theme", ("sector",)), Shape("conversations", ("sector",), (TOTAL,))),
    )

    def member(number: int, sector: str, people: dict[str, int]) -> Contribution:
        talks = {"first": sum(people.values()), "again": 0}
        return Contribution(
            f"o{number}", f"f{number % 4}", {"sector": sector}, 500,
            {"theme": people, "conversations": talks},
        )  # fmt: skip

    many = [member(n, sectors[n % 2], {"T1": 20 + n, "T2": 25 - n}) for n in range(14)]
    two = [member(14, "C", {"T1": 4}), member(15, "C", {"T2": 4})]
    released = release_benchmark([*many, *two], layout, RULES, 1).released
    assert released.figures[Cell(("C",), "conversations", TOTAL)] is None
    assert released.figures[Cell((TOTAL,), PEOPLE, TOTAL)] is not None
