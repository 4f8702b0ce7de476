"""Who gave what to an edition, by organisation and by firm, and who is in which stratum."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.layout import TOTAL, Atom, Facet, Layout
from tenants.insight.disclosure.refusal import NotReleasable

Numbers = NDArray[np.int64]
Stratum = tuple[tuple[str, ...], str]  # a code for each dimension, and a panel


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who contributes: organisations o, firms f, and per stratum u its members.

    Attributes:
        by_organisation, by_firm: o x a and f x a, the contributions to each atom.
        members: u x o, one where the organisation is in the stratum.
        employees: o, the headcount of each organisation.
    """

    by_organisation: sparse.csr_array
    by_firm: sparse.csr_array
    members: sparse.csr_array
    employees: Numbers


@dataclass(frozen=True, slots=True)
class Home:
    """What the contributions of one organisation have to agree on."""

    stratum: tuple[str, ...]
    panels: frozenset[str]
    employees: int
    public: bool


def homes_of(contributions: Iterable[Contribution], layout: Layout) -> dict[str, Home]:
    homes: dict[str, Home] = {}
    for one in sorted(contributions, key=lambda c: (c.organisation, c.firm)):
        if missing := {d.name for d in layout.strata} - one.stratum.keys():
            raise NotReleasable((f"an organisation has no {min(missing)}",))
        stratum = tuple(d.place(one.stratum[d.name]) for d in layout.strata)
        home = Home(stratum, one.panels, one.employees, one.public)
        if homes.setdefault(one.organisation, home) != home or one.employees < 0:
            raise NotReleasable(("the facts about an organisation contradict one another",))
    if not homes:
        raise NotReleasable(("nobody contributes",))
    return homes


def place_of(layout: Layout, home: Home, facet: Facet) -> tuple[tuple[str, ...], frozenset[str]]:
    """Stratum and panels of its atoms in this facet."""
    crossed = layout.crossed(facet.name)
    codes = zip(layout.strata, home.stratum, strict=True)
    stratum = tuple(code if d.name in crossed else TOTAL for d, code in codes)
    return stratum, home.panels.intersection(layout.panels(facet.name))


@dataclass(frozen=True, slots=True)
class Gift:
    """A contribution as numbers, each with the column of its atom."""

    organisation: str
    firm: str
    home: Home
    columns: Sequence[int]
    counts: Sequence[int]


def gifts_of(
    contributions: Iterable[Contribution],
    layout: Layout,
    atoms: Mapping[Atom, int],
    homes: Mapping[str, Home],
) -> list[Gift]:
    """In their order. Raises NotReleasable where facets do not add up to the same people."""
    places: dict[tuple[tuple[str, ...], frozenset[str]], _Columns] = {}
    gifts = []
    for one in contributions:
        home = homes[one.organisation]
        where = home.stratum, home.panels
        if where not in places:
            places[where] = _Columns(layout, atoms, home)
        numbers = list(_counted(one, layout, places[where]))
        columns, counts = zip(*numbers, strict=True) if numbers else ((), ())
        gifts.append(Gift(one.organisation, one.firm, home, columns, counts))
    return gifts


class _Columns(dict[tuple[str, str], tuple[int, bool]]):
    """By facet and code: the column where it counts for this home, and whether it counts people.

    Found once for all organisations in the same place.
    """

    def __init__(self, layout: Layout, atoms: Mapping[Atom, int], home: Home) -> None:
        super().__init__()
        self._layout, self._atoms, self._home = layout, atoms, home

    def __missing__(self, node: tuple[str, str]) -> tuple[int, bool]:
        facet = self._layout.facet(node[0])
        stratum, panels = place_of(self._layout, self._home, facet)
        leaf = facet.place(node[1])
        column = self._atoms[Atom(stratum, facet.name, leaf, panels)]
        self[node] = found = column, facet.people in facet.path(leaf)
        return found


def _counted(one: Contribution, layout: Layout, columns: _Columns) -> Iterator[tuple[int, int]]:
    people = set()
    for facet in layout.facets:
        total = 0
        for code, count in one.counts.get(facet.name, {}).items():
            if count < 0:
                raise NotReleasable((f"a count of {facet.name} {code} is negative",))
            column, of_people = columns[facet.name, code]
            total += of_people * count
            yield column, count
        if facet.people is not None:
            people.add(total)
    if len(people) > 1:
        raise NotReleasable(("the facets of a contribution are about different people",))


def crowd_of(gifts: Sequence[Gift], layout: Layout, strata: Sequence[Stratum], atoms: int) -> Crowd:
    """Those who give, in the order of their names. `atoms` is how many there are in all."""
    homes = {gift.organisation: gift.home for gift in gifts}
    # Those of the same panels beside one another: halves of them know less of what panels split.
    ordered = sorted(homes, key=lambda name: (sorted(homes[name].panels), name))
    organisations = {name: row for row, name in enumerate(ordered)}
    firms = {name: row for row, name in enumerate(sorted({gift.firm for gift in gifts}))}
    columns = np.fromiter(chain.from_iterable(gift.columns for gift in gifts), np.int64)
    counts = np.fromiter(chain.from_iterable(gift.counts for gift in gifts), np.int64)

    often = np.array([len(gift.columns) for gift in gifts], dtype=np.int64)

    def given(rows: Sequence[int], number: int) -> sparse.csr_array:
        givers = np.repeat(np.array(rows, dtype=np.int64), often)
        return _sums(givers, columns, counts, (number, atoms))

    index = {stratum: number for number, stratum in enumerate(strata)}
    inside = [
        (index[stratum], row)
        for name, row in organisations.items()
        for stratum in _strata_of(layout, homes[name])
        if stratum in index
    ]
    return Crowd(
        given([organisations[gift.organisation] for gift in gifts], len(organisations)),
        given([firms[gift.firm] for gift in gifts], len(firms)),
        matrix(inside, (len(strata), len(organisations))),
        np.array([homes[name].employees for name in organisations], dtype=np.int64),
    )


def _strata_of(layout: Layout, home: Home) -> Iterator[Stratum]:
    paths = [d.path(code) for d, code in zip(layout.strata, home.stratum, strict=True)]
    named = {shape.panel for shape in layout.shapes if shape.panel}
    panels = ["", *(panel if panel in home.panels else without(panel) for panel in named)]
    for *stratum, panel in product(*paths, panels):
        yield tuple(stratum), panel


def without(panel: str) -> str:
    """The name of those who are not in a panel; nobody prints it."""
    return f"without {panel}" if panel else ""


def matrix(
    where: Sequence[tuple[int, int]], shape: tuple[int, int], what: Sequence[int] | None = None
) -> sparse.csr_array:
    """Numbers, or ones, at these rows and columns; those at the same place are added up."""
    rows, columns = np.array(where, dtype=np.int64).reshape(-1, 2).T
    data = np.ones(len(rows), np.int64) if what is None else np.array(what, dtype=np.int64)
    return _sums(rows, columns, data, shape)


def _sums(
    rows: Numbers, columns: Numbers, data: Numbers, shape: tuple[int, int]
) -> sparse.csr_array:
    return sparse.csr_array(sparse.coo_array((data, (rows, columns)), shape=shape))
