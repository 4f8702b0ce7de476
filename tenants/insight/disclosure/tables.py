"""A table with margins as linear algebra: atoms, cells, and who contributed what.

An atom is a finest cell (sector x leaf theme); a cell is any sum of atoms that is published. A
further linked table is more rows of `sums` over the same kind of atoms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import TOTAL, Contribution, Layout
from tenants.insight.disclosure.refusal import NotReleasable

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells c, atoms a, organisations o, firms f; all counts are whole people.

    Attributes:
        cells: (sector, theme) of each cell, margins included.
        sums: c x a, one where the atom belongs to the cell.
        people: c, the true value of each cell.
        by_organisation, by_firm: o x a and f x a, the contributions.
        employees: o, the headcount of each organisation.
        members: c x o, true where the organisation is in the cell's stratum.
    """

    cells: tuple[tuple[str, str], ...]
    sums: sparse.csr_array
    people: Counts
    by_organisation: sparse.csr_array
    by_firm: sparse.csr_array
    employees: Counts
    members: NDArray[np.bool_]


def tabulate(contributions: Sequence[Contribution], layout: Layout) -> Table:
    """Raises NotReleasable where a contribution does not fit the layout or another one."""
    sectors = {code: row for row, code in enumerate(layout.sectors)}
    leaves = {code: column for column, code in enumerate(layout.themes)}
    organisations = _organisations(contributions)
    firms = {code: row for row, code in enumerate(sorted({c.firm for c in contributions}))}
    order = {code: row for row, code in enumerate(organisations)}
    atoms = len(sectors) * len(leaves)

    entries: list[tuple[int, int, int, int]] = []
    for contribution in contributions:
        if contribution.sector not in sectors:
            raise NotReleasable((f"sector {contribution.sector} is not in the layout",))
        start = sectors[contribution.sector] * len(leaves)
        for theme, count in contribution.counts.items():
            if count < 0:
                raise NotReleasable((f"a count of theme {theme} is negative",))
            atom = start + leaves[leaf_of(theme, layout)]
            entries.append(
                (order[contribution.organisation], firms[contribution.firm], atom, count)
            )
    organisation, firm, where, people = np.array(entries, dtype=np.int64).reshape(-1, 4).T

    cells = tuple((s, t) for s in (*layout.sectors, TOTAL) for t in columns(layout))
    sums = _sums(cells, layout)
    by_organisation = _contributed(organisation, where, people, (len(order), atoms))
    home = np.array([sectors[sector] for sector, _ in organisations.values()], dtype=np.int64)
    row_of_cell = np.array([sectors.get(s, -1) for s, _ in cells])
    return Table(
        cells=cells,
        sums=sums,
        people=sums @ np.bincount(where, weights=people, minlength=atoms).astype(np.int64),
        by_organisation=by_organisation,
        by_firm=_contributed(firm, where, people, (len(firms), atoms)),
        employees=np.array([size for _, size in organisations.values()], dtype=np.int64),
        members=(row_of_cell[:, None] == home[None, :]) | (row_of_cell[:, None] == -1),
    )


def columns(layout: Layout) -> tuple[str, ...]:
    """Each parent theme before its leaves, and the total last."""
    listed: dict[str, None] = {}
    for theme in layout.themes:
        listed.setdefault(parent_of(theme))
        listed.setdefault(theme)
    return (*listed, TOTAL)


def parent_of(theme: str) -> str:
    return theme.partition(".")[0]


def leaf_of(theme: str, layout: Layout) -> str:
    """The column a theme counts under; raises NotReleasable where there is none."""
    code = theme
    while code:
        if code in layout.themes:
            return code
        code = code.rpartition(".")[0]
    rest = f"{parent_of(theme)}.other"
    if rest in layout.themes:
        return rest
    raise NotReleasable((f"theme {theme} has no column",))


def _organisations(contributions: Iterable[Contribution]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for one in sorted(contributions, key=lambda c: c.organisation):
        facts = (one.sector, one.employees)
        if found.setdefault(one.organisation, facts) != facts or one.employees < 0:
            raise NotReleasable(("the headcount or sector of an organisation contradicts itself",))
    if not found:
        raise NotReleasable(("nobody contributes",))
    return found


def _sums(cells: Sequence[tuple[str, str]], layout: Layout) -> sparse.csr_array:
    row_in = np.array([[s in {TOTAL, sector} for sector in layout.sectors] for s, _ in cells])
    column_in = np.array(
        [[t in {TOTAL, theme, parent_of(theme)} for theme in layout.themes] for _, t in cells]
    )
    belongs = row_in[:, :, None] & column_in[:, None, :]
    return sparse.csr_array(belongs.reshape(len(cells), -1).astype(np.int64))


def _contributed(
    who: Counts, atom: Counts, count: Counts, shape: tuple[int, int]
) -> sparse.csr_array:
    return sparse.csr_array(sparse.coo_array((count, (who, atom)), shape=shape))
