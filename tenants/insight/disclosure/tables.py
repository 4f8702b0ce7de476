"""All tables of a layout as linear algebra: atoms, rows that are sums of atoms, and who gave what.

Atoms of a stratum without organisation are left out, and cells that are sums of the same atoms are
one row: what is known about one of them is known about all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.crowd import (
    Crowd,
    Home,
    crowd_of,
    gifts_of,
    homes_of,
    matrix,
    place_of,
    without,
)
from tenants.insight.disclosure.layout import PEOPLE, TOTAL, Atom, Cell, Layout

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows r, atoms a; all counts are whole.

    Attributes:
        row_of: the row of each published cell that has an organisation in its stratum.
        cells: one cell of each row, to name it by. A shadow has one that is not published: judged
            and protected like the others, because a reader may well reckon it.
        atoms: those that some organisation could contribute to, in the order of the layout.
        published: r, false for shadows.
        sums: r x a, one where the atom belongs to the row.
        links: l x a, what is zero in every row because facets count the same people.
        values: r, what is true.
        stratum: r, index of the stratum of its first cell. `places`: r x u, of all its cells.
        others: u, index of the stratum of those who are not in its panel, or -1.
        people: r, the row with the number of people that is behind this one; itself for people,
            -1 for acts.
        everybody: all who contribute. `private`: without those that publish reports themselves.
        known: a, what those contribute.
    """

    row_of: Mapping[Cell, int]
    cells: tuple[Cell, ...]
    atoms: tuple[Atom, ...]
    published: Flags
    sums: sparse.csr_array
    links: sparse.csr_array
    values: Counts
    stratum: Counts
    places: sparse.csr_array
    others: Counts
    people: Counts
    everybody: Crowd
    private: Crowd
    known: Counts


def tabulate(contributions: Sequence[Contribution], layout: Layout) -> Table:
    """Raises NotReleasable where a contribution does not fit the layout or another one."""
    homes = homes_of(contributions, layout)
    atoms = _live_atoms(layout, homes.values())
    cells = dict.fromkeys(layout.cells())
    published = len(cells)
    cells |= dict.fromkeys(_shadows(layout))
    incidence = _incidence(layout, atoms, {cell: row for row, cell in enumerate(cells)})
    first, row_of_cell = _merge(incidence)

    names = tuple(cells)
    strata = list(dict.fromkeys((cell.stratum, cell.panel) for cell in names))
    sums = incidence[first]
    gifts = gifts_of(contributions, layout, atoms, homes)
    everybody = crowd_of(gifts, layout, strata, len(atoms))
    hidden = [gift for gift in gifts if not gift.home.public]
    private = everybody
    if len(hidden) < len(gifts):
        private = crowd_of(hidden, layout, strata, len(atoms))
    given = everybody.by_organisation.sum(axis=0).astype(np.int64)
    index = {stratum: number for number, stratum in enumerate(strata)}
    kept = [names[cell] for cell in first]
    rows = {cell: row for cell, row in zip(names, row_of_cell, strict=True) if row >= 0}
    return Table(
        row_of={cell: rows[cell] for cell in names[:published] if cell in rows},
        cells=tuple(kept),
        atoms=tuple(atoms),
        published=np.isin(np.arange(len(kept)), row_of_cell[:published]),
        sums=sums,
        links=_links(layout, atoms),
        values=sums @ given,
        stratum=np.array([index[cell.stratum, cell.panel] for cell in kept]),
        places=matrix(
            list({(row, index[cell.stratum, cell.panel]) for cell, row in rows.items()}),
            (len(kept), len(strata)),
        ),
        others=np.array(
            [index.get((s, without(panel)), -1) if panel else -1 for s, panel in strata]
        ),
        people=np.array([_people(layout, cell, rows) for cell in kept]),
        everybody=everybody,
        private=private,
        known=given - private.by_organisation.sum(axis=0).astype(np.int64),
    )


def _live_atoms(layout: Layout, homes: Iterable[Home]) -> dict[Atom, int]:
    """The atoms that some organisation could contribute to, in the order of the layout."""
    live = {
        (place_of(layout, home, facet), facet.name)
        for home in set(homes)
        for facet in layout.facets
    }
    atoms = (atom for atom in layout.atoms() if ((atom.stratum, atom.panels), atom.facet) in live)
    return {atom: column for column, atom in enumerate(atoms)}


def _shadows(layout: Layout) -> Iterator[Cell]:
    """What nobody prints and everybody can reckon with: the finest cells, who is not in a panel,
    and the people behind what is no number of people.
    """
    for atom in layout.atoms():
        yield layout.cell(atom.stratum, atom.facet, atom.code)
    for cell in layout.cells():
        if cell.panel:
            yield cell._replace(panel=without(cell.panel))
        if cell.facet != PEOPLE and layout.facet(cell.facet).people is not None:
            yield Cell(cell.stratum, PEOPLE, TOTAL, cell.panel)


def _incidence(
    layout: Layout, atoms: Mapping[Atom, int], cells: Mapping[Cell, int]
) -> sparse.csr_array:
    """Cells x atoms. People are summed over the atoms of the anchor; other facets link to it."""
    entries: list[tuple[int, int]] = []
    for atom, column in atoms.items():
        facet = layout.facet(atom.facet)
        paths = [d.path(code) for d, code in zip(layout.strata, atom.stratum, strict=True)]
        panels = ["", *(p if p in atom.panels else without(p) for p in layout.panels(facet.name))]
        for *stratum, code, panel in product(*paths, facet.path(atom.code), panels):
            cell = layout.cell(tuple(stratum), facet.name, code, panel)
            if cell in cells and (cell.facet != PEOPLE or facet is layout.anchor):
                entries.append((cells[cell], column))
    return matrix(entries, (len(cells), len(atoms)))


def _merge(incidence: sparse.csr_array) -> tuple[list[int], Counts]:
    """The first cell of each row, and the row of each cell; -1 where nobody can be in it."""
    first: list[int] = []
    rows: dict[bytes, int] = {}
    row_of_cell = np.full(incidence.shape[0], -1)
    for cell in range(incidence.shape[0]):
        inside = incidence.indices[incidence.indptr[cell] : incidence.indptr[cell + 1]]
        if not len(inside):
            continue
        row_of_cell[cell] = rows.setdefault(np.sort(inside).tobytes(), len(first))
        if row_of_cell[cell] == len(first):
            first.append(cell)
    return first, row_of_cell


def _links(layout: Layout, atoms: Mapping[Atom, int]) -> sparse.csr_array:
    """For each other facet of people, stratum and panels: its people less those of the anchor."""
    rows: dict[tuple[str, tuple[str, ...], frozenset[str]], int] = {}
    entries: list[tuple[int, int]] = []
    signs: list[int] = []
    facets = [f for f in layout.facets if f.people is not None and f is not layout.anchor]
    for atom, column in atoms.items():
        own = layout.facet(atom.facet)
        if own.people not in own.path(atom.code):
            continue
        for facet in facets if own is layout.anchor else [own]:
            crossed = layout.crossed(facet.name)
            codes = zip(layout.strata, atom.stratum, strict=True)
            stratum = tuple(code if d.name in crossed else TOTAL for d, code in codes)
            panels = atom.panels.intersection(layout.panels(facet.name))
            row = rows.setdefault((facet.name, stratum, panels), len(rows))
            entries.append((row, column))
            signs.append(-1 if own is layout.anchor else 1)
    return matrix(entries, (len(rows), len(atoms)), signs)


def _people(layout: Layout, cell: Cell, rows: Mapping[Cell, int]) -> int:
    if cell.facet == PEOPLE:
        return rows[cell]
    facet = layout.facet(cell.facet)
    if facet.people is None:
        return -1
    behind = (
        cell if facet.people in facet.path(cell.code) else cell._replace(facet=PEOPLE, code=TOTAL)
    )
    return rows[behind]
