"""How low a hidden cell may be for one insider alone, who knows what it gave itself and no more.

All insiders as one reader know the largest part of everything. What they cannot think lower than
that, one of them may have to: here it is looked for each of them by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.knowledge import Knowledge, Reader
from tenants.insight.disclosure.layout import Cell, Layout
from tenants.insight.disclosure.published import atoms_of
from tenants.insight.disclosure.readings import (
    NEAR,
    WORTH_A_ROUND,
    Aim,
    Flags,
    Readings,
    Vector,
    sums_of,
)
from tenants.insight.disclosure.recount import gifts

SOME = 4  # one in so many members are looked for together


@dataclass(frozen=True, slots=True)
class Gifts:
    """Who gave how much of which atom, by the number of the contribution and of the atom."""

    contribution: NDArray[np.int64]
    atom: NDArray[np.int64]
    count: Vector
    atoms: int

    @classmethod
    def of(cls, contributions: Sequence[Contribution], layout: Layout) -> "Gifts":
        atoms = {atom: number for number, atom in enumerate(atoms_of(layout))}
        given = gifts(contributions, layout)
        found = [(number, atoms[atom], count) for number, atom, count in given]
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2].astype(float), len(atoms))

    def by(self, owners: Sequence[int]) -> sparse.csc_array:
        """Owners x atoms, where each contribution has an owner."""
        rows = np.array(owners, dtype=np.int64)[self.contribution]
        shape = (max(owners, default=-1) + 1, self.atoms)
        return sparse.csc_array((self.count, (rows, self.atom)), shape=shape)


class OneInsider:
    """Each of the members of a reader, and the cells that these know too well together.

    Attributes:
        cells: those that somebody may have to be able to think lower than all of them can.
        waiting: cells x members, where no table is known yet that shows the cell low enough.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        reader: Reader,
        outsiders: Reader,
        parts: sparse.csc_array,
        cells: Sequence[Cell],
    ) -> None:
        """`parts` are members x atoms, what each gave."""
        self._knowledge, self._reader, self._parts = knowledge, reader, parts
        self._rows, self._roof = knowledge.rows(reader), knowledge.roof()
        self._open = knowledge.open
        self._floor, self._public = knowledge.floor(reader), knowledge.floor(outsiders)
        self._together = Readings(self._rows, [], self._floor, self._roof)
        self._rules = knowledge.readings([], outsiders)
        low = np.array([knowledge.low(cell, reader) for cell in cells])
        sums = sums_of([knowledge.published.inside[cell] for cell in cells], len(self._floor))
        asked = np.flatnonzero(low < sums @ self._floor)
        self.cells = [cells[row] for row in asked.tolist()]
        self._low, self._sums = low[asked], sums[asked]
        self._goals = np.maximum(self._low[:, None], self._own(self._sums))
        self._highest = self._goals.max(axis=1, initial=0)
        self.waiting: Flags = self._goals < (self._sums @ self._floor)[:, None]
        self._asked: Flags = np.asarray(self.waiting.any(axis=1))

    def see(self, table: Vector) -> None:
        """Whoever cannot rule this table out can think each cell as low as it is there."""
        shown = self._sums @ table
        rows = np.flatnonzero(self._asked & (shown <= self._highest + NEAR))
        reached = self.waiting[rows] & (shown[rows, None] <= self._goals[rows] + NEAR)
        if reached.any() and self._rules.fits(table):
            self.waiting[rows] &= ~(reached & self._believed(table))
            self._asked[rows] = self.waiting[rows].any(axis=1)

    def look_for_some(self, rng: np.random.Generator) -> None:
        """Search for all cells that some of those who wait for any wait for, as these know them
        together; others with them, until too few are found for it to be worth it.
        """
        settled = np.inf
        while settled > WORTH_A_ROUND and self.waiting.any():
            rows, before = self.waiting.any(axis=1).sum(), self.waiting.sum()
            waits = np.flatnonzero(self.waiting.any(axis=0))
            some = rng.choice(waits, -(-len(waits) // SOME), replace=False)
            floor = self._public + self._parts[some].max(axis=0).toarray().ravel()
            lows = np.maximum(self._low, self._sums @ floor)
            theirs = np.flatnonzero(self.waiting[:, some].any(axis=1)).tolist()
            self._search([(row, lows[row]) for row in theirs], floor, rng, alone=False)
            settled = rows * (before - self.waiting.sum()) / before

    def look_for_one(self, row: int, rng: np.random.Generator) -> int:
        """Search for who has furthest to go with this cell, and say who that was. In the atoms of
        all other cells every member is reckoned with.
        """
        member = int(np.where(self.waiting[row], self._goals[row], np.inf).argmin())
        atoms, floor = self._atoms(self.cells[row]), self._floor.copy()
        floor[atoms] = (self._public + self._parts[[member]].toarray().ravel())[atoms]
        self._search([(row, self._goals[row, member])], floor, rng, alone=True)
        return member

    def _search(
        self,
        lows: Sequence[tuple[int, float]],
        floor: Vector,
        rng: np.random.Generator,
        *,
        alone: bool,
    ) -> None:
        counted = self._knowledge.everybody.count.cells
        aims = []
        for row, low in lows:
            value = counted[self.cells[row]].value
            aims.append(Aim(self._atoms(self.cells[row]), low, value, value))
        readings = Readings(self._rows, aims, floor, self._roof)
        readings.search(rng, alone=alone)
        for found in readings.found:
            self.see(found)

    def _believed(self, table: Vector) -> Flags:
        """By which members."""
        believed = np.ones(len(self._reader.names), dtype=bool)
        few = np.flatnonzero(table < self._floor)
        theirs = self._parts[:, few] > (table - self._public)[few]
        believed[theirs.nonzero()[0]] = False
        known, together = self._together.known @ table, self._together
        links = len(self._rows) - len(self._open)
        for row in np.flatnonzero(known < together.least):
            cell = self._open[row - links]
            own = self._own(together.known[[row]]).ravel()
            gave = own > self._knowledge.public(cell, self._reader)
            some, nobody = (self._knowledge.others(cell, mine) for mine in (1, 0))
            believed &= known[row] >= own + np.where(gave, some, nobody)
        return believed

    def _atoms(self, cell: Cell) -> list[int]:
        return self._knowledge.published.inside[cell]

    def _own(self, sums: sparse.csr_array) -> NDArray[np.float64]:
        """Sums x members: one's own part, and what is public."""
        own: Vector = (sums @ self._parts.T).toarray()
        return own + (sums @ self._public)[:, None]
