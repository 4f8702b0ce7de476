"""How far down a figure may be for one insider alone, where all together know too much to be asked.

Insiders as one reader give each atom its largest part, so nothing goes below the sum of these. One
of them knows less: its own part, and no more. Moves for it are looked for among those that only
leave room in the atoms of the figure itself, and each counts for every insider who fits in it.
"""

from dataclasses import dataclass

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.moves import Moves
from tenants.insight.disclosure.primary import Floats, Sensitivity
from tenants.insight.disclosure.program import TOLERANCE
from tenants.insight.disclosure.readers import Reader, least_of, outsiders
from tenants.insight.disclosure.tables import Counts, Flags, Table

SOME = 4  # one in so many insiders are taken together: they seldom know more than each of them


@dataclass(frozen=True, slots=True)
class Goal:
    """To carry rows so far `down`, where atoms have `room` to go down, as `insiders` know it."""

    insiders: Counts
    rows: Counts
    down: Floats
    room: Floats


class Alone:
    """The rows that all insiders together know to be higher than they may have to be, and for each
    who still waits for a move that carries it as far down as one's own part lets it.
    """

    def __init__(
        self,
        table: Table,
        sensitivity: Sensitivity,
        rules: BenchmarkRules,
        reader: Reader,
        moves: Moves,
    ) -> None:
        self._table, self._rules, self._moves = table, rules, moves
        self._members = reader.members.astype(float)
        self._by_atom = self._members.tocsc()
        self._low = moves.bounds(outsiders(table, rules).least)
        given = table.everybody.by_organisation.sum(axis=0)
        self._private = np.asarray(given - table.known, dtype=float)
        self._together = reader.floor - table.known
        known = table.sums @ reader.floor
        asked = moves.suppressed & (table.published | sensitivity.sensitive)
        self._rows = np.flatnonzero(asked & (known > sensitivity.low + TOLERANCE))
        self._sums = table.sums[self._rows].astype(float)
        self._needed = sensitivity.low[self._rows]
        least = np.maximum(self._needed[:, None], self._own(self._rows))
        self._down = table.values[self._rows, None] - least
        self._waiting = least < known[self._rows, None] - TOLERANCE
        self._asked = self._waiting.any(axis=1)

    @property
    def waiting(self) -> int:
        """For how many rows some insider waits."""
        return int(self._asked.sum())

    @property
    def waits(self) -> int:
        """How often an insider waits for a row."""
        return int(self._waiting.sum())

    def see(self, move: Floats) -> None:
        """Whoever could take the truth with this move for the truth waits no longer for the rows
        that it carries far enough.
        """
        down = -(self._sums @ move)
        rows = np.flatnonzero(self._asked & (down > TOLERANCE))
        reached = self._waiting[rows] & (down[rows, None] >= self._down[rows] - TOLERANCE)
        if reached.any():
            self._waiting[rows] &= ~(reached & self._believed(move))
            self._asked[rows] = self._waiting[rows].any(axis=1)

    def many(self, rng: np.random.Generator) -> Goal:
        """All that some of those who wait wait for, as far as these know together."""
        everybody = np.flatnonzero(self._waiting.any(axis=0))
        some = rng.choice(everybody, -(-len(everybody) // SOME), replace=False)
        parts = self._members[some].max(axis=0).toarray().ravel()
        known = self._sums @ (parts + self._table.known)
        down = self._table.values[self._rows] - np.maximum(self._needed, known)
        rows = np.flatnonzero(self._waiting[:, some].any(axis=1) & (down > TOLERANCE))
        return Goal(some, self._rows[rows], down[rows], self._private - parts)

    def furthest(self) -> Goal:
        """The row that has furthest to go. In all other atoms every insider is reckoned with."""
        waiting = np.where(self._waiting, self._down, 0)
        row, insider = np.unravel_index([waiting.argmax()], waiting.shape)
        atoms = self._sums.indices[self._sums.indptr[row[0]] : self._sums.indptr[row[0] + 1]]
        room = self._private - self._together
        room[atoms] = (self._private - self._members[insider].toarray().ravel())[atoms]
        return Goal(insider, self._rows[row], waiting[row, insider], room)

    def give_up(self, goal: Goal) -> None:
        """These insiders knew more than that before."""
        self._waiting[np.ix_(np.isin(self._rows, goal.rows), goal.insiders)] = False
        self._asked = self._waiting.any(axis=1)

    def _believed(self, move: Floats) -> Flags:
        """By which insiders."""
        hidden, everybody = self._moves.suppressed, self._members.shape[0]
        change, left = self._table.sums @ move, self._private + move
        within = (change >= self._low - TOLERANCE) & (change <= self._moves.high + TOLERANCE)
        if (left < 0).any() or not (within | hidden).all():
            return np.zeros(everybody, dtype=bool)
        believed = np.ones(everybody, dtype=bool)
        few = np.flatnonzero(left < self._together)
        believed[(self._by_atom[:, few] > left[few]).nonzero()[0]] = False
        rows = np.flatnonzero((change < self._moves.low - TOLERANCE) & ~hidden)
        least = least_of(self._table, self._rules, rows, self._own(rows))
        lowest = np.minimum(least - self._table.values[rows, None], 0)
        return believed & (change[rows, None] >= lowest - TOLERANCE).all(axis=0)

    def _own(self, rows: Counts) -> Floats:
        """Rows x insiders: what each knows to be in a row, what is public and its own part."""
        sums = self._table.sums[rows]
        own: Floats = (sums @ self._by_atom.T).toarray() + (sums @ self._table.known)[:, None]
        return own
