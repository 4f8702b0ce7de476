"""The linear program over moves: changes of the atoms that leave every open row where it may be."""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from tenants.insight.disclosure.primary import Floats
from tenants.insight.disclosure.solver import new_program
from tenants.insight.disclosure.tables import Counts, Flags

TOLERANCE = 1e-6
NEARLY_NOTHING = 1e-3  # what an atom costs to move: small moves before large ones


@dataclass(slots=True)
class MoveProgram:
    """Row r is (sums @ d)[r] minus `over` plus `under`, within low[r] and high[r].

    The move d is `more` minus `less`, so that no move at all is where the solver starts from.

    Attributes:
        links: rows that no move changes.
        room: how far each atom can go down.
        reach: how far it can go up, as good as no bound.
        low, high: bounds of each row; they change with what is wanted and freed.
        iterations: of the simplex method, for the last move.
    """

    sums: sparse.csr_array
    links: sparse.csr_array
    room: Floats
    reach: float
    low: Floats
    high: Floats
    rng: np.random.Generator
    iterations: int = field(init=False, default=0)
    _program: highspy.Highs = field(init=False)

    def __post_init__(self) -> None:
        rows, atoms = self.sums.shape
        model = highspy.HighsLp()
        model.num_col_ = 2 * (atoms + rows)
        model.num_row_ = rows + self.links.shape[0]
        # Each atom another price: between moves that cost the same, half ones lie.
        prices = NEARLY_NOTHING * self.rng.uniform(1, 2, 2 * atoms)
        model.col_cost_ = np.concatenate([prices, np.zeros(2 * rows)])
        model.col_lower_ = np.zeros(model.num_col_)
        reach = np.full(atoms, self.reach)
        model.col_upper_ = np.concatenate([reach, self.room, np.zeros(2 * rows)])
        zero = np.zeros(self.links.shape[0])
        model.row_lower_ = np.concatenate([self.low, zero])
        model.row_upper_ = np.concatenate([self.high, zero])
        bend = sparse.eye_array(rows)
        blocks = [[self.sums, -self.sums, -bend, bend], [self.links, -self.links, None, None]]
        matrix = sparse.csc_array(sparse.block_array(blocks))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._program = new_program()
        self._program.passModel(model)

    def bound(self, rows: Counts, low: Floats | float, high: Floats | float) -> None:
        self.low[rows], self.high[rows] = low, high
        self._bound(rows, self.low[rows], self.high[rows])

    def leave_room(self, room: Floats) -> None:
        """Each atom can go down so far from now on."""
        self.room, atoms = room, self.sums.shape[1]
        less = np.arange(atoms, 2 * atoms, dtype=np.int32)
        self._program.changeColsBounds(atoms, less, np.zeros(atoms), room)

    def bend(self, rows: Counts, cost: Floats) -> None:
        """Let these rows use `over` and `under`, at this cost a person."""
        self._bend(rows, highspy.kHighsInf)
        both = self._benders(rows)
        self._program.changeColsCost(len(both), both, np.concatenate([cost, cost]))

    def straighten(self, rows: Counts) -> None:
        self._bend(rows, 0.0)

    def solve(self, steps: int) -> Floats | None:
        """The cheapest move in whole people, or nearly; None if there is none within these steps.

        Linked tables have corners between the whole numbers. A row with half a person is rounded,
        the largest first, and when all rows are whole an atom, one at a time (a dive).
        """
        self.iterations = 0
        self._program.setBasis()  # from no move at all: what is wanted is near
        rows: list[int] = []
        atoms: list[int] = []
        shift = self._run()
        while shift is not None and _broken(shift).any():
            change = self.sums @ shift
            broken = _broken(change)
            broken[rows] = False
            if len(rows) + len(atoms) == steps:
                shift = None
            elif broken.any():
                row = int((broken * (1 + np.diff(self.sums.indptr))).argmax())
                rows.append(row)
                shift = self._round_row(row, change[row])
            else:
                atoms.append(int(_broken(shift).argmax()))
                shift = self._round_atom(atoms[-1], shift[atoms[-1]])
        self._bound(np.array(rows, dtype=int), self.low[rows], self.high[rows])
        for atom in atoms:
            self._program.changeColBounds(atom, 0, self.reach)
            self._program.changeColBounds(atom + self.sums.shape[1], 0, self.room[atom])
        return None if shift is None else np.rint(shift)

    def _round_row(self, row: int, change: float) -> Floats | None:
        for whole in _nearest(change):
            self._program.changeRowBounds(row, whole, whole)
            if (shift := self._run()) is not None:
                return shift
        return None

    def _round_atom(self, atom: int, change: float) -> Floats | None:
        self._program.changeColBounds(atom + self.sums.shape[1], 0, 0)
        for whole in _nearest(change):
            self._program.changeColBounds(atom, whole, whole)
            if (shift := self._run()) is not None:
                return shift
        return None

    def _run(self) -> Floats | None:
        self._program.run()
        self.iterations += self._program.getInfo().simplex_iteration_count
        if self._program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        atoms = self.sums.shape[1]
        values = np.array(self._program.getSolution().col_value[: 2 * atoms])
        return values[:atoms] - values[atoms:]

    def _bound(self, rows: Counts, low: Floats, high: Floats) -> None:
        for row, least, most in zip(rows.tolist(), low, high, strict=True):
            self._program.changeRowBounds(row, least, most)

    def _bend(self, rows: Counts, limit: float) -> None:
        both = self._benders(rows)
        self._program.changeColsBounds(
            len(both), both, np.zeros(len(both)), np.full(len(both), limit)
        )

    def _benders(self, rows: Counts) -> np.ndarray:
        number, atoms = self.sums.shape
        return (np.concatenate([rows, rows + number]) + 2 * atoms).astype(np.int32)


def _broken(numbers: Floats) -> Flags:
    return np.abs(numbers - np.rint(numbers)) > TOLERANCE


def _nearest(number: float) -> tuple[float, float]:
    """The two whole numbers around it, the nearest first."""
    whole = float(np.rint(number))
    return whole, whole + float(np.sign(number - whole))
