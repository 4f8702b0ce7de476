"""One margin of an annual report crossed with another, in exact figures: theme by quarter.

Rows and columns are what the margins publish anyway, so every row and column adds up to a figure
that is known. A cell is hidden when it is below k, when nearly its whole row or column is in it, or
when it is needed to hide another: minimum-cost linear programs over moves that change no published
figure (Fischetti & Salazar, Management Science 47, 2001). The margins that are not crossed say
nothing about a cell: to any table with these rows and columns one can be found with those margins.
"""

from collections import deque
from collections.abc import Mapping, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure.crossing_audit import narrowed
from tenants.insight.disclosure.margins import LEAST_CROSSED, LEAST_OUTSIDE, Crossing
from tenants.insight.disclosure.safe_cut import ROOT, Block
from tenants.insight.disclosure.solver import new_program

NEAR = 1e-6

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def cross(
    one: Sequence[Block] | None,
    other: Sequence[Block] | None,
    pairs: Mapping[tuple[str, str], int],
    k: int,
) -> Crossing | None:
    """The crossing of two published margins, or None where there is none to show safely.

    It fails closed: too few people, a margin that is not shown, nothing left to read, a cell that
    cannot be hidden, and an audit that finds one that can be narrowed are all no crossing.
    """
    rows, columns = top_groups(one or ()), top_groups(other or ())
    if min(len(rows), len(columns)) < 2:
        return None
    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for (row, column), people in pairs.items():
        counts[_place(rows, row), _place(columns, column)] += people
    if counts.sum() < LEAST_CROSSED:
        return None
    low, high = _required(counts, k)
    hidden = _suppress(counts, (counts < k) | (low < counts - 1), low, high)
    if hidden is None or hidden.all():
        return None
    cells = tuple(
        tuple(None if hidden[r, c] else int(counts[r, c]) for c in range(len(columns)))
        for r in range(len(rows))
    )
    totals = counts.sum(axis=1).tolist(), counts.sum(axis=0).tolist()
    if narrowed(cells, *totals, low.tolist(), high.tolist()):
        return None
    return Crossing(rows, columns, cells)


def top_groups(blocks: Sequence[Block]) -> tuple[tuple[str, ...], ...]:
    """The groups of top-level codes whose sums a cut publishes: what stands together, and each of
    the others with all that is within it.
    """
    groups = {
        block.codes if block.within == ROOT else (block.within.partition(".")[0],)
        for block in blocks
    }
    return tuple(sorted(groups))


def _place(groups: Sequence[tuple[str, ...]], code: str) -> int:
    top = code.partition(".")[0]
    return next(place for place, codes in enumerate(groups) if top in codes)


def _required(counts: Counts, k: int) -> tuple[Counts, Counts]:
    """What a reader must not be able to leave out: below k [0, k], else one person to each side.

    A cell with nearly all of its row or column must reach down to where `LEAST_OUTSIDE` are not in
    it. An open cell needs no interval, so the caller hides exactly those that ask for more.
    """
    line = np.minimum(counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True))
    low = np.where(counts < k, 0, np.minimum(counts - 1, line - LEAST_OUTSIDE))
    high = np.where(counts < k, k, np.minimum(counts + 1, line))
    return low, high


def _suppress(counts: Counts, sensitive: Flags, low: Counts, high: Counts) -> Flags | None:
    """All cells to hide, or None where one of them cannot be protected."""
    hidden = sensitive.copy()
    moves = _Moves(counts)
    waiting = deque(_places(hidden))
    while waiting:
        place = waiting.popleft()
        for end in (low[place], high[place]):
            move = moves.cheapest(place, int(end - counts[place]), hidden)
            if move is None:
                return None
            more = (np.abs(move) > NEAR) & ~hidden
            hidden |= more
            waiting += _places(more)
    return hidden


def _places(flags: Flags) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for row, column in np.argwhere(flags)]


class _Moves:
    """Changes d of the table that leave each row and column sum as it is, with counts + d >= 0.

    A cell is up minus down; both cost what hiding the cell costs.
    """

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        rows, columns = counts.shape
        self.cells = rows * columns
        self.program = new_program()
        for people in counts.ravel():
            self.program.addVar(0.0, highspy.kHighsInf)
            self.program.addVar(0.0, float(people))
        for axis in (0, 1):
            for place in range(counts.shape[axis]):
                inside = np.take(np.arange(self.cells).reshape(counts.shape), place, axis=axis)
                ups = 2 * inside.astype(np.int32)
                index = np.concatenate([ups, ups + 1])
                signs = np.concatenate([np.ones(len(ups)), -np.ones(len(ups))])
                self.program.addRow(0.0, 0.0, len(index), index, signs)

    def cheapest(
        self, place: tuple[int, int], far: int, hidden: Flags
    ) -> NDArray[np.float64] | None:
        """The move that carries one cell this far and needs the least more to be hidden."""
        cost = np.where(hidden, 1e-3, np.sqrt(1.0 + self.counts)).ravel().repeat(2)
        self.program.changeColsCost(2 * self.cells, np.arange(2 * self.cells, dtype=np.int32), cost)
        target = place[0] * self.counts.shape[1] + place[1]
        people = float(self.counts[place])
        self.program.changeColBounds(2 * target, max(far, 0), max(far, 0))
        self.program.changeColBounds(2 * target + 1, max(-far, 0), max(-far, 0))
        self.program.run()
        found = self.program.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = np.array(self.program.getSolution().col_value) if found else None
        self.program.changeColBounds(2 * target, 0.0, highspy.kHighsInf)
        self.program.changeColBounds(2 * target + 1, 0.0, people)
        return None if value is None else (value[0::2] - value[1::2]).reshape(self.counts.shape)
