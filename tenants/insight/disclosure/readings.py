"""All tables of whole people that a reader cannot tell apart, searched with linear programs.

A reading is worth something only if it is of whole people: a linear program may find half a person
where no whole one fits. So its corners are repaired before they count, what they show is reckoned
after, and what a solver says is never believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.solver import new_program

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEAR = 1e-6
ROUNDS = 24
WORTH_A_ROUND = 6  # a round of all aims together costs as much as so many alone
FAILURES = 20
SECONDS = 5.0  # for one program of whole numbers


@dataclass(frozen=True, slots=True)
class Row:
    """A sum of atoms, each times its sign, that is known to be from `low` to `high`."""

    atoms: Sequence[int]
    low: float
    high: float
    minus: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """A sum of atoms that is to be shown as low as `low` and as high as `high`."""

    atoms: Sequence[int]
    low: float
    start: float
    high: float


class Readings:
    """Every x of whole numbers with floor <= x <= roof and each row within its range."""

    def __init__(
        self, rows: Sequence[Row], aims: Sequence[Aim], floor: Vector, roof: Vector
    ) -> None:
        width = len(floor)
        self.floor, self.roof = floor, roof
        self.known = sparse.csr_array(
            sums_of([row.atoms for row in rows], width)
            - sums_of([row.minus for row in rows], width)
        )
        self.least, self.most = (
            np.array([(row.low, row.high) for row in rows], dtype=float).reshape(-1, 2).T
        )
        self.sums = sums_of([aim.atoms for aim in aims], width)
        self.start = np.array([aim.start for aim in aims], dtype=float)
        need = [(aim.start - aim.low, aim.high - aim.start) for aim in aims]
        self.need = np.array(need, dtype=float).reshape(-1, 2).T
        self.shown = self.need < NEAR  # [down, up] x aims
        self.found: list[Vector] = []
        self.program = self._program()

    def search(self, rng: np.random.Generator, *, alone: bool = True) -> Flags:
        """2 x aims: does a reading reach the low of each, and the high?

        All at once in random directions first, since a corner shows many; the rest `alone`. After
        some that cannot be reached the others are not tried any more.
        """
        for _ in range(ROUNDS):
            before = self.shown.sum()
            if self.shown.all():
                break
            both, coin = self.shown[0] == self.shown[1], rng.random(len(self.start)) < 0.5
            rises = np.where(both, coin, self.shown[0])
            wanted = ~self.shown & np.stack([~rises, rises])
            self._look(wanted * rng.exponential(size=len(self.start)) / np.maximum(self.need, 1))
            if self.shown.sum() - before < WORTH_A_ROUND:
                break
        failures = 0
        for side, aim in np.argwhere(~self.shown):
            if alone and not self.shown[side, aim] and failures < FAILURES:
                self._look_alone(int(side), int(aim))
                failures += not self.shown[side, aim]
        return self.shown

    def reach(self, side: int, aim: int) -> float:
        """How far down or up it goes with broken people: whole ones go no further."""
        worth = np.zeros(self.need.shape)
        worth[side, aim] = 1.0
        corner = self._look(worth)
        if corner is None:
            return 0.0
        moved = float((self.sums[[aim]] @ corner)[0] - self.start[aim]) * (1 if side else -1)
        return float(np.floor(min(moved, self.need[side, aim]) + NEAR))

    def try_all(self, readings: Sequence[Vector]) -> None:
        """What somebody who knows more cannot tell apart, this reader cannot either."""
        for reading in readings:
            self._settle(reading)

    def some(self) -> Vector | None:
        """Any reading at all."""
        corner = self._corner()
        reading = None if corner is None else self._repaired(corner, np.zeros(len(self.floor)))
        return reading if reading is not None and self.fits(reading) else None

    def _look(self, worth: Vector) -> Vector | None:
        """The corner that is worth most; what it shows when repaired is shown."""
        aims, width = len(self.start), len(self.floor)
        down, up = np.ceil(np.maximum(self.need, 0) - NEAR)
        falls, rises = worth > 0
        endless = np.full(aims, highspy.kHighsInf)
        self.program.changeColsBounds(
            2 * aims,
            _numbers(width, width + 2 * aims),
            np.concatenate([np.where(falls, -down, -endless), np.where(falls, -endless, 0)]),
            np.concatenate([np.where(rises, up, endless), np.where(rises, endless, 0)]),
        )
        direction = worth[1] - worth[0]
        self.program.changeColsCost(aims, _numbers(width, width + aims), direction)
        corner = self._corner()
        if corner is not None:
            self._settle(self._repaired(corner, self.sums.T @ direction))
        return corner

    def _look_alone(self, side: int, aim: int) -> None:
        """If a corner with broken people gets there, whole ones may: a program of whole numbers."""
        worth = np.zeros(self.need.shape)
        worth[side, aim] = 1.0
        corner = self._look(worth)
        if corner is None or self.shown[side, aim]:
            return
        sums = self.sums[[aim]]
        moved = float((sums @ corner)[0] - self.start[aim]) * (1 if side else -1)
        if moved >= self.need[side, aim] - NEAR:
            need = self.start[aim] + (1 if side else -1) * self.need[side, aim]
            ends = (need - NEAR, highspy.kHighsInf) if side else (-highspy.kHighsInf, need + NEAR)
            nothing = np.zeros(len(self.floor))
            insist = Row(sums.indices, *ends)
            low, high = self._around(corner)
            self._settle(self._whole(low, high, nothing, insist))
            if not self.shown[side, aim]:
                self._settle(self._whole(self.floor, self.roof, nothing, insist))

    def _around(self, corner: Vector) -> tuple[Vector, Vector]:
        low, high = np.floor(corner + NEAR) - 1, np.ceil(corner - NEAR) + 1
        return np.maximum(low, self.floor), np.minimum(high, self.roof)

    def _corner(self) -> Vector | None:
        self.program.run()
        if self.program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self.program.getSolution().col_value[: len(self.floor)])

    def _settle(self, reading: Vector | None) -> None:
        """Nothing counts but whole numbers that fit, added up."""
        if reading is None or not self.fits(reading):
            return
        moved = self.sums @ reading - self.start
        news = ~self.shown & (np.stack([-moved, moved]) >= self.need - NEAR)
        if news.any():
            self.shown |= news
            self.found.append(reading)

    def fits(self, x: Vector) -> bool:
        """Whether it may be this table."""
        known = self.known @ x
        return bool(
            (x == np.round(x)).all()
            and (x >= self.floor).all()
            and (x <= self.roof).all()
            and (known >= self.least).all()
            and (known <= self.most).all()
        )

    def _repaired(self, corner: Vector, worth: Vector) -> Vector | None:
        """The same with whole people: what is broken is solved again, then what touches it."""
        whole = np.round(corner)
        loose = np.abs(corner - whole) > NEAR
        for reach in (0, 1):
            if not loose.any():
                return whole
            if reach:
                rows = self.known[:, loose].count_nonzero(axis=1) > 0
                loose |= self.known[rows].count_nonzero(axis=0) > 0
            low, high = self._around(corner)
            found = self._whole(np.where(loose, low, whole), np.where(loose, high, whole), worth)
            if found is not None:
                return found
        return None

    def _whole(
        self, low: Vector, high: Vector, worth: Vector, insist: Row | None = None
    ) -> Vector | None:
        """Whole numbers from low to high within every row, and one more where we insist."""
        free = np.flatnonzero(high > low)
        fixed = np.where(high > low, 0.0, low)
        rows = np.flatnonzero(self.known[:, free].count_nonzero(axis=1))
        matrix, rest = self.known[rows][:, free], (self.known @ fixed)[rows]
        least, most = self.least[rows] - rest, self.most[rows] - rest
        if insist is not None:
            matrix = sparse.vstack([matrix, sums_of([insist.atoms], len(low))[:, free]])
            least, most = np.append(least, insist.low), np.append(most, insist.high)
        program = _compose(
            sparse.csc_array(matrix), low[free], high[free], least, most, worth[free]
        )
        program.setOptionValue("presolve", "on")
        program.setOptionValue("time_limit", SECONDS)
        program.setOptionValue("mip_rel_gap", 0.2)
        whole = np.full(len(free), highspy.HighsVarType.kInteger)
        program.changeColsIntegrality(len(free), _numbers(0, len(free)), whole)
        program.run()
        solution = program.getSolution()
        if not solution.value_valid:
            return None
        fixed[free] = np.round(solution.col_value)
        return fixed

    def _program(self) -> highspy.Highs:
        """Beside the atoms, how far each aim is from its start: as far as needed, and beyond.

        What is beyond is worth nothing, so that no aim takes the room of the others.
        """
        aims = len(self.start)
        one = sparse.eye_array(aims)
        above = sparse.hstack([self.known, sparse.csr_array((len(self.least), 2 * aims))])
        below = sparse.hstack([self.sums, -one, -one])
        endless, zero = np.full(aims, highspy.kHighsInf), np.zeros(aims)
        return _compose(
            sparse.csc_array(sparse.vstack([above, below])),
            np.concatenate([self.floor, -endless, zero]),
            np.concatenate([self.roof, endless, zero]),
            np.concatenate([self.least, self.start]),
            np.concatenate([self.most, self.start]),
            np.zeros(len(self.floor) + 2 * aims),
        )


def _numbers(first: int, end: int) -> NDArray[np.int32]:
    return np.arange(first, end, dtype=np.int32)


def _compose(
    matrix: sparse.csc_array, low: Vector, high: Vector, least: Vector, most: Vector, worth: Vector
) -> highspy.Highs:
    """Maximise worth @ x over low <= x <= high and least <= matrix @ x <= most."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = worth, low, high
    model.row_lower_, model.row_upper_ = least, most
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    program = new_program()
    program.passModel(model)
    return program


def sums_of(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_array:
    lengths = [len(row) for row in rows]
    inside = np.fromiter((a for row in rows for a in row), dtype=np.int64, count=sum(lengths))
    where = (np.repeat(np.arange(len(rows)), lengths), inside)
    return sparse.csr_array((np.ones(len(inside)), where), shape=(len(rows), width))
