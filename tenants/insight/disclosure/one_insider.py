"""How low a hidden cell may be for one insider alone, who knows what it gave itself and no more.

All insiders as one reader know the largest part of everything. What they cannot think lower than
that, one of them may have to: here it is looked for each of them by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.knowledge import Knowledge, Reader
from tenants.insight.disclosure.layout import Cell
from tenants.insight.disclosure.readings import (
    NEAR,
    WORTH_A_ROUND,
    Aim,
    Flags,
    Readings,
    Row,
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
    def of(cls, contributions: Sequence[Contribution], knowledge: Knowledge) -> "Gifts":
        atoms = {atom: number for number, atom in enumerate(knowledge.published.atoms)}
        given = gifts(contributions, knowledge.everybody.layout)
        found = [(number, atoms[atom], count) for number, atom, count in given]
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2].astype(float), len(atoms))

    def by(self, owners: Sequence[int]) -> sparse.csc_array:
        """Owners x atoms, where each contribution has an owner."""
        rows = np.array(owners, dtype=np.int64)[self.contribution]
        shape = (max(owners, default=-1) + 1, self.atoms)
        return sparse.csc_array((self.count, (rows, self.atom)), shape=shape)


@dataclass(slots=True)
class OneInsider:
    """Each of the members of a `reader`, and the cells that these know too well together.

    Attributes:
        parts: members x atoms, what each gave.
        goals: cells x members, how low each must be able to think each cell.
        waiting: the same, where no table is known yet that shows it to be so low.
    """

    knowledge: Knowledge
    reader: Reader
    outsiders: Reader
    parts: sparse.csc_array
    cells: list[Cell]
    goals: Vector = field(init=False)
    waiting: Flags = field(init=False)
    _low: Vector = field(init=False)
    _sums: sparse.csr_array = field(init=False)
    _floor: Vector = field(init=False)
    _public: Vector = field(init=False)
    _rows: list[Row] = field(init=False)
    _together: Readings = field(init=False)
    _rules: Readings = field(init=False)
    _highest: Vector = field(init=False)

    def __post_init__(self) -> None:
        knowledge, reader = self.knowledge, self.reader
        self._rows = knowledge.rows(reader)
        self._floor, self._public = knowledge.floor(reader), knowledge.floor(self.outsiders)
        self._together = Readings(self._rows, [], self._floor, knowledge.roof())
        self._rules = knowledge.readings([], self.outsiders)
        low = np.array([knowledge.low(cell, reader) for cell in self.cells])
        sums = sums_of([self._atoms(cell) for cell in self.cells], len(self._floor))
        asked = np.flatnonzero(low < sums @ self._floor)
        self._low = low[asked]
        self.cells, self._sums = [self.cells[row] for row in asked], sums[asked]
        self.goals = np.maximum(self._low[:, None], self._own(self._sums))
        self.waiting = self.goals < (self._sums @ self._floor)[:, None]
        self._highest = self.goals.max(axis=1, initial=0)

    def see(self, table: Vector) -> None:
        """Whoever cannot rule this table out can think each cell as low as it is there."""
        shown = self._sums @ table
        rows = np.flatnonzero(shown <= self._highest + NEAR)
        reached = self.waiting[rows] & (shown[rows, None] <= self.goals[rows] + NEAR)
        if reached.any() and self._rules.fits(table):
            self.waiting[rows] &= ~(reached & self._believed(table))

    def look_for_some(self, rng: np.random.Generator) -> None:
        """Search for all cells that some of those who wait for any wait for, as these know them
        together; others with them, until too few are found for it to be worth it.
        """
        settled = np.inf
        while settled > WORTH_A_ROUND and self.waiting.any():
            rows, before = self.waiting.any(axis=1).sum(), self.waiting.sum()
            waits = np.flatnonzero(self.waiting.any(axis=0))
            some = rng.choice(waits, -(-len(waits) // SOME), replace=False)
            floor = self._public + self.parts[some].max(axis=0).toarray().ravel()
            lows = np.maximum(self._low, self._sums @ floor)
            theirs = np.flatnonzero(self.waiting[:, some].any(axis=1)).tolist()
            self._search([(row, lows[row]) for row in theirs], floor, rng, alone=False)
            settled = rows * (before - self.waiting.sum()) / before

    def look_for_one(self, row: int, rng: np.random.Generator) -> int:
        """Search for who has furthest to go with this cell, and say who that was. In the atoms of
        all other cells every member is reckoned with.
        """
        member = int(np.where(self.waiting[row], self.goals[row], np.inf).argmin())
        atoms, floor = self._atoms(self.cells[row]), self._floor.copy()
        floor[atoms] = (self._public + self.parts[[member]].toarray().ravel())[atoms]
        self._search([(row, self.goals[row, member])], floor, rng, alone=True)
        return member

    def _search(
        self,
        lows: Sequence[tuple[int, float]],
        floor: Vector,
        rng: np.random.Generator,
        *,
        alone: bool,
    ) -> None:
        counted = self.knowledge.everybody.count.cells
        aims = []
        for row, low in lows:
            value = counted[self.cells[row]].value
            aims.append(Aim(self._atoms(self.cells[row]), low, value, value))
        readings = Readings(self._rows, aims, floor, self._together.roof)
        readings.search(rng, alone=alone)
        for found in readings.found:
            self.see(found)

    def _believed(self, table: Vector) -> Flags:
        """By which members."""
        believed = np.ones(len(self.reader.names), dtype=bool)
        few = np.flatnonzero(table < self._floor)
        theirs = self.parts[:, few] > (table - self._public)[few]
        believed[theirs.nonzero()[0]] = False
        known, together = self._together.known @ table, self._together
        links = len(self._rows) - len(self.knowledge.open)
        for row in np.flatnonzero(known < together.least):
            cell = self.knowledge.open[row - links]
            own = self._own(together.known[[row]]).ravel()
            public = self.knowledge.public(cell, self.reader)
            others = [self.knowledge.others(cell, mine) for mine in own > public]
            believed &= known[row] >= own + others
        return believed

    def _atoms(self, cell: Cell) -> list[int]:
        return self.knowledge.published.inside[cell]

    def _own(self, sums: sparse.csr_array) -> NDArray[np.float64]:
        """Sums x members: one's own part, and what is public."""
        own: Vector = (sums @ self.parts.T).toarray()
        return own + (sums @ self._public)[:, None]
