"""Benchmarks so small that every table behind them can be gone through, and what they have to hide.

The rules are those of the house with smaller numbers. What is required stands here once more, from
the specification: the code that judges for the house is under attack.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    BenchmarkRules,
    Cell,
    Contribution,
    Dimension,
    Facet,
    Layout,
    Released,
    Shape,
    dotted,
    flat,
)
from tests.tenants.insight.attacks.attacker import (
    Truth,
    atoms_of,
    named,
    not_in,
    recount,
    up,
)
from tests.tenants.insight.attacks.every_table import possible

RULES = BenchmarkRules(p=25, k=3, organisations=2, contributors=2, dominance=0.9, base=4)
MOST = 40
PANEL = "those of last year"

SECTOR, SIZE = Dimension("sector", flat("AB")), Dimension("size", flat(("small", "large")))
THEME = Facet("theme", flat(("T1", "T2")))
TREE = Facet("theme", dotted(("T1.1", "T1.2", "T2")))
REQUESTER = Facet("requester", flat(("affected", "other")))
TALKS, ACTS = Facet("conversations", flat(("first", "again")), "first"), Facet("acts", {}, None)
BY_SECTOR, BY_SIZE = Shape("theme", ("sector",)), Shape("theme", ("size",))

LAYOUTS = {
    "tree": Layout((SECTOR,), (TREE,), (BY_SECTOR,)),
    "linked": Layout((SECTOR, SIZE), (THEME,), (BY_SECTOR, BY_SIZE)),
    "crossed": Layout(
        (SECTOR, SIZE), (THEME,), (BY_SECTOR, BY_SIZE, Shape("theme", ("sector", "size"), (TOTAL,)))
    ),
    "talks": Layout(
        (SECTOR,), (THEME, TALKS), (BY_SECTOR, Shape("conversations", ("sector",), (TOTAL,)))
    ),
    "requesters": Layout(
        (SECTOR,), (THEME, REQUESTER), (BY_SECTOR, Shape("requester", ("sector",)))
    ),
    "acts": Layout((SECTOR,), (THEME, ACTS), (BY_SECTOR, Shape("acts", ("sector",)))),
    "panel": Layout(
        (SECTOR,), (THEME,), (BY_SECTOR, Shape("theme", ("sector",), (TOTAL,), PANEL))
    ),
}  # fmt: skip


class Narrowed(NamedTuple):
    """The reader can tell that the cell is one of `possible`; all `wanted` should be among them."""

    reader: str
    cell: Cell
    value: int
    wanted: set[int]
    possible: list[int]


def network(name: str, seed: int, *, public: float = 0) -> list[Contribution]:
    """Six to twelve organisations of three to five firms; each has a theme that is its own."""
    layout, rng = LAYOUTS[name], np.random.default_rng(seed)
    firms, scale = rng.integers(3, 6), rng.choice((0.3, 0.5, 0.8))
    found = []
    for number in range(rng.integers(6, 13)):
        themes = layout.facets[0].leaves
        often = rng.choice(themes)
        factor = {theme: 3 * scale if theme == often else scale for theme in themes}
        many = [int(rng.poisson(rng.choice((0.3, 1, 3)) * factor[theme])) for theme in themes]
        people = sum(many)
        some = int(rng.integers(0, people + 1))
        counts = {
            "theme": dict(zip(themes, many, strict=True)),
            "requester": {"affected": some, "other": people - some},
            "conversations": {"first": people, "again": int(rng.poisson(people / 2))},
            "acts": {TOTAL: int(rng.poisson(1.5))},
        }
        found.append(
            Contribution(
                f"organisation {number}",
                f"firm {rng.integers(firms)}",
                {d.name: str(rng.choice(d.leaves)) for d in layout.strata},
                int(rng.integers(20, 60)),
                {facet.name: counts[facet.name] for facet in layout.facets},
                public=bool(rng.random() < public),
                panels=frozenset({PANEL} if name == "panel" and rng.random() < 0.7 else ()),
            )
        )
    return found


def few_enough(contributions: Sequence[Contribution]) -> bool:
    facets = contributions[0].counts
    return all(sum(sum(c.counts[f].values()) for c in contributions) <= MOST for f in facets)


def narrowed(
    layout: Layout,
    contributions: Sequence[Contribution],
    released: Released,
    rules: BenchmarkRules = RULES,
    *,
    before: Released | None = None,
) -> Iterator[Narrowed]:
    """Every hidden figure that an outsider, one organisation or one firm knows too well.

    What was ruled out by a release `before` this one is wanted of it no more.
    """
    truth = recount(contributions, layout)
    asked = [*_hidden(layout, released, truth)]
    ends = {cell: required(layout, truth, cell) for cell in asked}
    room = 1 + int(max((high - low for low, high in ends.values()), default=0))
    roof = {atom: n + room for atom, n in counted(layout, contributions).items()}
    for reader, theirs in readers(contributions):
        own = counted(layout, theirs)
        sums = recount(theirs, layout).people if theirs else {}
        numbers, earlier = (
            possible(layout, one, contributions, rules, own, sums, asked, roof) if one else {}
            for one in (released, before)
        )
        for cell in asked:
            low, high = ends[cell]
            wanted = {*range(int(max(low, sums.get(cell, 0)) + 1 - 1e-9), int(high) + 1)}
            wanted &= earlier.get(cell, wanted)
            if not numbers[cell].issuperset(wanted):
                yield Narrowed(reader, cell, truth.people[cell], wanted, sorted(numbers[cell]))


def _hidden(layout: Layout, released: Released, truth: Truth) -> Iterator[Cell]:
    """What is printed without a figure; and where few people are in it, what anybody reckons: the
    finest cells, who is beside a panel, and the people behind talks.
    """
    yield from (cell for cell in released.suppressed if cell in truth.people)
    finest = {layout.cell(atom.stratum, atom.facet, atom.code) for atom in layout.atoms()}
    beside = {cell._replace(panel=not_in(cell.panel)) for cell in released.figures if cell.panel}
    for cell in finest | beside:
        people = behind(layout, cell)
        if cell not in released.figures and people and 0 < truth.people.get(people, 0) < RULES.k:
            yield cell


def behind(layout: Layout, cell: Cell) -> Cell | None:
    """The number of people in a cell; acts are none."""
    if cell.facet == PEOPLE:
        return cell
    facet = next(one for one in layout.facets if one.name == cell.facet)
    if facet.people is None:
        return None
    return (
        cell
        if facet.people in up(facet.parents, cell.code)
        else cell._replace(facet=PEOPLE, code=TOTAL)
    )


def required(layout: Layout, truth: Truth, cell: Cell) -> tuple[float, float]:
    """Below k [0, k], else [X-u, X+u] by the p% rule, a person at the least."""
    value, people = truth.people[cell], behind(layout, cell)
    if people and truth.people[people] < RULES.k:
        return 0, max(RULES.k, value)
    margin = 1.0
    for given in (truth.organisations.get(cell, {}), truth.firms.get(cell, {})):
        first, second = (*sorted(given.values(), reverse=True), 0, 0)[:2]
        margin = max(margin, RULES.p / 100 * first - (value - first - second))
    return max(0, value - margin), value + margin


def counted(layout: Layout, contributions: Sequence[Contribution]) -> dict[Cell, int]:
    """By atom, each under the name that it has among the sums."""
    found: dict[Cell, int] = {}
    for one in contributions:
        for atom in atoms_of(layout, [one]):
            name = named(atom, layout)
            found[name] = found.get(name, 0) + one.counts[atom.facet].get(atom.code, 0)
    return found


def readers(contributions: Sequence[Contribution]) -> Iterator[tuple[str, list[Contribution]]]:
    """Who reads, with what it contributed itself; once those who contributed the same."""
    yield "outsider", []
    for who in ("organisation", "firm"):
        for name in sorted({getattr(one, who) for one in contributions}):
            yield name, [one for one in contributions if getattr(one, who) == name]
