"""What an edition publishes is fixed beforehand, and every figure of it has one place."""

from collections.abc import Callable

import pytest

from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    Cell,
    Dimension,
    Facet,
    Layout,
    NotReleasable,
    Shape,
    dotted,
    flat,
)
from tests.tenants.insight.network import LINKED, with_panel

THEME = Facet("theme", dotted(("T1.1", "T1.other", "T2", "T3.1.1", "T3.1.2")))
SECTOR = Dimension("sector", flat("AB"))
SIZE = Dimension("size", flat(("small", "large")))
TALKS = Facet("conversations", flat(("first", "again")), people="first")


def test_parents_stand_before_their_parts_and_the_total_last() -> None:
    assert THEME.nodes == (
        "T1", "T1.1", "T1.other", "T2", "T3", "T3.1", "T3.1.1", "T3.1.2", TOTAL,
    )  # fmt: skip
    assert THEME.leaves == ("T1.1", "T1.other", "T2", "T3.1.1", "T3.1.2")
    assert THEME.path("T3.1.2") == ("T3.1.2", "T3.1", "T3", TOTAL)
    assert Facet("activities", {}, people=None).leaves == (TOTAL,)


@pytest.mark.parametrize(
    ("code", "leaf"),
    [
        ("T1.1", "T1.1"),
        ("T1.1.3", "T1.1"),
        ("T1.7.2", "T1.other"),
        ("T1", "T1.other"),
        ("T2.9", "T2"),
        ("T3.1.2.4", "T3.1.2"),
    ],
)
def test_a_code_counts_under_the_longest_listed_one(code: str, leaf: str) -> None:
    assert THEME.place(code) == leaf


@pytest.mark.parametrize("code", ["T9", "T3.2", "T3.1", "T", ""])
def test_a_code_without_a_column_is_refused(code: str) -> None:
    with pytest.raises(NotReleasable, match="has no column"):
        THEME.place(code)


def test_the_number_of_people_is_one_cell_whatever_it_is_split_by() -> None:
    layout = Layout(
        (SECTOR,),
        (THEME, Facet("channel", flat("xy")), TALKS),
        (
            Shape("theme", ("sector",)),
            Shape("channel", ("sector",)),
            Shape("conversations", ("sector",)),
        ),
    )
    cells = layout.cells()

    assert len(set(cells)) == len(cells) == 3 * (9 + 2 + 2)
    assert [cell for cell in cells if cell.facet == PEOPLE] == [
        Cell((sector,), PEOPLE, TOTAL) for sector in ("A", "B", TOTAL)
    ]
    assert Cell(("A",), "conversations", TOTAL) in cells
    assert Cell(("A",), "conversations", "first") not in cells


def test_atoms_are_the_leaves_of_what_their_facet_crosses_for_every_set_of_panels() -> None:
    layout = with_panel(LINKED, "24..25")
    atoms = layout.atoms()

    assert len(set(atoms)) == len(atoms)
    assert sum(atom.facet == "theme" for atom in atoms) == 21 * 6 * 12 * 2
    assert sum(atom.facet == "channel" for atom in atoms) == 21 * 4
    assert {atom.panels for atom in atoms} == {frozenset(), frozenset({"24..25"})}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Dimension("x", {"a.1": "a", "a": TOTAL}), "no place in the tree"),
        (lambda: Dimension("x", {TOTAL: TOTAL}), "no place in the tree"),
        (lambda: Facet("x", flat("ab"), people="c"), "no such node"),
        (lambda: Facet(PEOPLE, flat("ab")), "no such node"),
        (lambda: Layout((SECTOR, SECTOR), (THEME,), ()), "something twice"),
        (lambda: Layout((SECTOR,), (THEME,), (Shape("theme", ("size",)),)), "stratum of it"),
        (lambda: Layout((SECTOR,), (THEME,), (Shape("theme", (), ("T8",)),)), "code of it"),
        (lambda: Layout((SECTOR,), (THEME,), (Shape("channel", ()),)), "not a facet"),
        (
            lambda: Layout((SECTOR,), (THEME, TALKS), (Shape("conversations", ("sector",)),)),
            "crosses what theme does not",
        ),
        (
            lambda: Layout(
                (SECTOR,),
                (THEME, TALKS),
                (Shape("theme", ()), Shape("conversations", (), panel="24..25")),
            ),
            "crosses what theme does not",
        ),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(make: Callable[[], object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make()
