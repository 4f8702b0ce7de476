"""Which further cells have to go, so that no sensitive one can be computed back.

Everything here is a move d: another set of atoms, x + d, that a reader could not tell from the
true one. A move protects a cell when it carries the cell to the end of its required interval, and
keeps doing so when more cells are suppressed, so each is needed once. The classical linear
relaxation of cell suppression (Fischetti & Salazar, Management Science 47, 2001), made aware of
rounding: an open cell may move within its rounding range for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.primary import Flags, Floats, Sensitivity, contributors
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.rounding import round_half_up, rounding_range
from tenants.insight.disclosure.solver import new_program
from tenants.insight.disclosure.tables import Table

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a kind of reader knows beyond the table: `floor` per atom, `least` per open cell."""

    floor: Floats
    least: Floats


def suppress(
    table: Table, sensitivity: Sensitivity, rules: BenchmarkRules, rng: np.random.Generator
) -> Flags:
    """All cells to suppress, primary and secondary; against outsiders first, then insiders."""
    suppressed = sensitivity.sensitive.copy()
    for knowledge in _readers(table, rules):
        suppressed = _protect(table, sensitivity, knowledge, rules, suppressed, rng)
    return suppressed


def _readers(table: Table, rules: BenchmarkRules) -> Iterator[Knowledge]:
    """Outsiders know the rules: what is open is at least k, and at least k without any one insider.

    Insiders are taken together: each atom is at least its largest single contribution.
    """
    least = np.full(len(table.cells), float(rules.k))
    yield Knowledge(np.zeros(table.sums.shape[1]), least)
    if rules.insiders:
        for by_firm in (False, True):
            given = table.by_firm if by_firm else table.by_organisation
            own = contributors(table, by_firm=by_firm).first
            yield Knowledge(given.max(axis=0).toarray().ravel().astype(float), least + own)


def _protect(
    table: Table,
    sensitivity: Sensitivity,
    knowledge: Knowledge,
    rules: BenchmarkRules,
    suppressed: Flags,
    rng: np.random.Generator,
) -> Flags:
    moves = _Moves(table, sensitivity, knowledge, rules, suppressed)
    moves.try_random(rng)
    while (target := moves.hardest()) is not None:
        moves.move(*target)
    return moves.suppressed


class _Moves:
    """The linear program over d, the cells suppressed so far, and what is still to be protected.

    Row c is (sums @ d)[c] minus `over` plus `under`, kept within the rounding range of an open
    cell; over and under cost sqrt(1 + X) a person and tell which open cells to suppress.
    """

    def __init__(
        self,
        table: Table,
        sensitivity: Sensitivity,
        knowledge: Knowledge,
        rules: BenchmarkRules,
        suppressed: Flags,
    ) -> None:
        self.sums = table.sums
        self.people = table.people
        self.suppressed = suppressed.copy()
        self.cells, self.atoms = table.sums.shape
        ranges = [
            rounding_range(round_half_up(int(x), rules.base), rules.base) for x in self.people
        ]
        low, high = np.array(ranges, dtype=float).T
        self.low = np.maximum(low, knowledge.least) - self.people
        self.high = high - self.people
        self.low[sensitivity.empty] = self.high[sensitivity.empty] = 0
        known = table.sums @ knowledge.floor
        self.need = np.stack(
            [
                np.minimum(self.people - sensitivity.low, self.people - known),
                sensitivity.high - self.people,
            ],
            axis=1,
        )
        self.open = np.ones((self.cells, 2), dtype=bool)  # not yet shown to be protected
        self.open[self.need <= TOLERANCE] = False
        given = np.asarray(table.by_organisation.sum(axis=0), dtype=float)
        self.program = self._program(given - knowledge.floor)

    def hardest(self) -> tuple[int, int] | None:
        """The suppressed cell and direction (0 down, 1 up) with the most still to be moved."""
        waiting = np.where(self.open & self.suppressed[:, None], self.need, 0)
        if not waiting.any():
            return None
        cell, side = np.unravel_index(int(waiting.argmax()), waiting.shape)
        return int(cell), int(side)

    def try_random(self, rng: np.random.Generator) -> None:
        """Any move within the table as it stands protects every cell that it carries far enough."""
        for _ in range(24):
            waiting = self.open & self.suppressed[:, None]
            before = int(waiting.sum())
            if not before:
                break
            wanted = waiting / np.maximum(self.need, 1) * rng.exponential(size=waiting.shape)
            objective = self.sums.T @ (wanted[:, 0] - wanted[:, 1])
            self._price(np.arange(self.atoms), objective)
            self._settle(self._solve())
            if before - int((self.open & self.suppressed[:, None]).sum()) < before / 20:
                break
        self._price(np.arange(self.atoms), np.zeros(self.atoms))
        self._bend(np.flatnonzero(~self.suppressed), may=True)

    def move(self, cell: int, side: int) -> None:
        """Carry one cell far enough at the least cost; what else must give way is suppressed."""
        need = self.need[cell, side]
        bounds = (-highspy.kHighsInf, -need) if side == 0 else (need, highspy.kHighsInf)
        self.program.changeRowBounds(cell, *bounds)
        shift = self._solve()
        self.program.changeRowBounds(cell, -highspy.kHighsInf, highspy.kHighsInf)
        change = self.sums @ shift
        outside = (change < self.low - TOLERANCE) | (change > self.high + TOLERANCE)
        for new in np.flatnonzero(outside & ~self.suppressed):
            self._suppress(int(new))
        self._settle(shift)

    def _settle(self, shift: Floats) -> None:
        change = self.sums @ shift
        reached = np.stack([-change, change], axis=1) >= self.need - TOLERANCE
        self.open[reached] = False

    def _suppress(self, cell: int) -> None:
        self.suppressed[cell] = True
        self.program.changeRowBounds(cell, -highspy.kHighsInf, highspy.kHighsInf)
        self._bend(np.array([cell]), may=False)

    def _bend(self, cells: np.ndarray, *, may: bool) -> None:
        """Whether `over` and `under` of these cells may be used."""
        both = np.concatenate([cells, cells + self.cells]) + self.atoms
        limit = np.full(len(both), highspy.kHighsInf if may else 0.0)
        self.program.changeColsBounds(len(both), both.astype(np.int32), np.zeros(len(both)), limit)

    def _price(self, columns: np.ndarray, cost: Floats) -> None:
        self.program.changeColsCost(
            len(columns), columns.astype(np.int32), np.asarray(cost, dtype=float)
        )

    def _solve(self) -> Floats:
        self.program.run()
        if self.program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NotReleasable(("no suppression protects every sensitive cell",))
        return np.array(self.program.getSolution().col_value[: self.atoms])

    def _program(self, room: Floats) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_col_ = self.atoms + 2 * self.cells
        model.num_row_ = self.cells
        cost = np.sqrt(1.0 + self.people)
        reach = 4 * (room.sum() + self.need.max())  # keeps random objectives bounded
        model.col_cost_ = np.concatenate([np.zeros(self.atoms), cost, cost])
        model.col_lower_ = np.concatenate([-room, np.zeros(2 * self.cells)])
        model.col_upper_ = np.concatenate([np.full(self.atoms, reach), np.zeros(2 * self.cells)])
        model.row_lower_ = np.where(self.suppressed, -highspy.kHighsInf, self.low)
        model.row_upper_ = np.where(self.suppressed, highspy.kHighsInf, self.high)
        slack = sparse.eye_array(self.cells)
        matrix = sparse.csc_array(sparse.hstack([self.sums.astype(float), -slack, slack]))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        program = new_program()
        program.passModel(model)
        return program
