"""What is published, fixed beforehand: the same tables in every edition, whoever talked about what.

A column that appeared only when somebody talked about it would give the talk away. Everything here
is public, and so is the order of codes, cells and atoms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

from tenants.insight.disclosure.refusal import NotReleasable

TOTAL = "total"
PEOPLE = "people"


class Cell(NamedTuple):
    """One figure. `stratum` has a code for each of the layout's strata, TOTAL where not crossed.

    The number of people is the same figure in every facet and has one cell: facet PEOPLE, code
    TOTAL. With a `panel`, only its members count.
    """

    stratum: tuple[str, ...]
    facet: str
    code: str
    panel: str = ""


class Atom(NamedTuple):
    """What cells are sums of: a leaf of each crossed dimension and of the facet, and the set of
    panels that an organisation is a member of.
    """

    stratum: tuple[str, ...]
    facet: str
    code: str
    panels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dimension:
    """A tree of codes under TOTAL: `parents` maps each code to the one it is part of.

    Parents stand before their parts. The order of the mapping is the public order of codes.
    """

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        seen = {TOTAL}
        for code, parent in self.parents.items():
            if parent not in seen or code in {TOTAL, ""}:
                raise ValueError(f"{self.name}: {code} has no place in the tree")
            seen.add(code)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Each parent before its parts, and the total last."""
        return (*self.parents, TOTAL)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        inner = set(self.parents.values())
        return tuple(code for code in self.parents if code not in inner) or (TOTAL,)

    def path(self, code: str) -> tuple[str, ...]:
        """The code, what it is part of, and so on up to the total."""
        steps = [code]
        while steps[-1] != TOTAL:
            steps.append(self.parents[steps[-1]])
        return tuple(steps)

    def place(self, code: str) -> str:
        """The leaf a finer code counts under: its longest listed beginning, else the `other` of a
        parent. Raises NotReleasable where there is none.
        """
        beginning = code
        while beginning:
            for leaf in (beginning, f"{beginning}.other"):
                if leaf in self.leaves:
                    return leaf
            beginning = beginning.rpartition(".")[0]
        raise NotReleasable((f"{self.name} {code} has no column",))


@dataclass(frozen=True)
class Facet(Dimension):
    """`people` is the node that is the number of people: the total where each person counts once.

    None for what is not people (activities, advice): no threshold of people, every other rule.
    """

    people: str | None = TOTAL

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.name in {PEOPLE, ""} or self.people not in {*self.nodes, None}:
            raise ValueError(f"{self.name}: no such node for people")


@dataclass(frozen=True)
class Shape:
    """One table: every node of the named strata by `codes` of the facet, or by all its nodes."""

    facet: str
    strata: tuple[str, ...]
    codes: tuple[str, ...] | None = None
    panel: str = ""


@dataclass(frozen=True)
class Layout:
    """All tables of one edition. What its facets have in common is the number of people; the first
    facet of people crosses whatever strata and panels another one does, and so links them all.
    """

    strata: tuple[Dimension, ...]
    facets: tuple[Facet, ...]
    shapes: tuple[Shape, ...]

    def __post_init__(self) -> None:
        for names in ([d.name for d in self.strata], [f.name for f in self.facets]):
            if len(set(names)) < len(names):
                raise ValueError("a layout names something twice")
        for shape in self.shapes:
            if not set(shape.strata) <= {d.name for d in self.strata}:
                raise ValueError(f"{shape.facet}: a stratum of it is not in the layout")
            if not {*(shape.codes or ())} <= {*self.facet(shape.facet).nodes}:
                raise ValueError(f"{shape.facet}: a code of it is not in the layout")
        for facet in self.facets:
            if facet.people is not None and not (
                self.crossed(facet.name) <= self.crossed(self.anchor.name)
                and set(self.panels(facet.name)) <= set(self.panels(self.anchor.name))
            ):
                raise ValueError(f"{facet.name} crosses what {self.anchor.name} does not")

    @cached_property
    def anchor(self) -> Facet:
        """The first facet of people."""
        return next(facet for facet in self.facets if facet.people is not None)

    def facet(self, name: str) -> Facet:
        for facet in self.facets:
            if facet.name == name:
                return facet
        raise ValueError(f"{name} is not a facet of the layout")

    def crossed(self, facet: str) -> frozenset[str]:
        """The strata that the tables of this facet cross."""
        return frozenset(name for shape in self._of(facet) for name in shape.strata)

    def panels(self, facet: str) -> tuple[str, ...]:
        """The panels that the tables of this facet show, in order of appearance."""
        return tuple(dict.fromkeys(shape.panel for shape in self._of(facet) if shape.panel))

    def cell(self, stratum: tuple[str, ...], facet: str, code: str, panel: str = "") -> Cell:
        """The one cell that holds this figure."""
        if facet == PEOPLE or code == self.facet(facet).people:
            return Cell(stratum, PEOPLE, TOTAL, panel)
        return Cell(stratum, facet, code, panel)

    def cells(self) -> tuple[Cell, ...]:
        """Every published cell once, in the order of the shapes."""
        return self._cells

    def atoms(self) -> tuple[Atom, ...]:
        """Every atom once, facet by facet; the numbers of a witness stand in this order."""
        return self._atoms

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        found: dict[Cell, None] = {}
        for shape in self.shapes:
            crossed = [d.nodes if d.name in shape.strata else (TOTAL,) for d in self.strata]
            codes = self.facet(shape.facet).nodes if shape.codes is None else shape.codes
            for *stratum, code in product(*crossed, codes):
                found.setdefault(self.cell(tuple(stratum), shape.facet, code, shape.panel))
        return tuple(found)

    @cached_property
    def _atoms(self) -> tuple[Atom, ...]:
        return tuple(atom for facet in self.facets for atom in self._block(facet))

    def _block(self, facet: Facet) -> Iterator[Atom]:
        crossed = self.crossed(facet.name)
        leaves = [d.leaves if d.name in crossed else (TOTAL,) for d in self.strata]
        for *stratum, code in product(*leaves, facet.leaves):
            for panels in _subsets(self.panels(facet.name)):
                yield Atom(tuple(stratum), facet.name, code, panels)

    def _of(self, facet: str) -> Iterator[Shape]:
        return (shape for shape in self.shapes if shape.facet == facet)


def flat(codes: Iterable[str]) -> dict[str, str]:
    """A tree without inner nodes."""
    return dict.fromkeys(codes, TOTAL)


def dotted(codes: Iterable[str]) -> dict[str, str]:
    """The tree that the dots tell: T1.5.2 is part of T1.5, of T1, of the total."""
    tree: dict[str, str] = {}
    for code in codes:
        steps = code.split(".")
        for end in range(1, len(steps) + 1):
            tree.setdefault(".".join(steps[:end]), ".".join(steps[: end - 1]) or TOTAL)
    return tree


def _subsets(panels: tuple[str, ...]) -> list[frozenset[str]]:
    return [
        frozenset(some)
        for number in range(len(panels) + 1)
        for some in combinations(panels, number)
    ]
