"""Which further cells have to go, so that no sensitive one can be computed back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tenants.insight.disclosure.alone import Alone
from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.earlier import Earlier
from tenants.insight.disclosure.layout import Atom
from tenants.insight.disclosure.moves import WORTH_A_ROUND, Moves
from tenants.insight.disclosure.primary import Floats, Sensitivity
from tenants.insight.disclosure.readers import Reader, halves, outsiders, readers, some_of
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.tables import Flags, Table

FAILURES = 2

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Rows without a figure, shadows among them, as nobody prints them; and the moves that prove
    this to be enough: what is different in other tables that would be published alike.
    """

    rows: Flags
    moves: Sequence[Mapping[Atom, int]]


def suppress(
    table: Table,
    sensitivity: Sensitivity,
    rules: BenchmarkRules,
    rng: np.random.Generator,
    earlier: Earlier,
    progress: Progress,
) -> Suppressed:
    """What to suppress, primary and secondary. Raises NotReleasable."""
    suppressed = sensitivity.sensitive | earlier.hidden | ~table.published
    if (suppressed & earlier.shown).any():
        raise NotReleasable(("an earlier release shows what is sensitive now",))
    suppression = _Suppression(table, sensitivity, rules, rng, earlier.shown, progress, suppressed)
    everybody = list(readers(table, rules))
    asked: dict[str, int] = {}
    # What is hidden for the sake of one reader has to be hidden from those before as well.
    while waiting := [r for r in everybody if asked.get(r.name) != suppression.hidden]:
        suppression.hide_from(waiting[0])
        asked[waiting[0].name] = suppression.hidden
    return Suppressed(suppression.rows, [_by_atom(table, move) for move in suppression.found])


def _by_atom(table: Table, move: Floats) -> dict[Atom, int]:
    return {table.atoms[column]: int(move[column]) for column in np.flatnonzero(move)}


@dataclass(slots=True)
class _Suppression:
    """`rows` are suppressed so far, `pinned` are never.

    `found` are moves that proved something. `left` is how far each row could be carried, down or
    up, for all that every reader knew from earlier releases; endless where nobody asked yet.
    """

    table: Table
    sensitivity: Sensitivity
    rules: BenchmarkRules
    rng: np.random.Generator
    pinned: Flags
    progress: Progress
    rows: Flags
    found: list[Floats] = field(default_factory=list)
    left: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.left = np.full((len(self.rows), 2), np.inf)

    @property
    def hidden(self) -> int:
        return int(self.rows.sum())

    def hide_from(self, reader: Reader) -> None:
        """Until this reader can narrow nothing that is suppressed."""
        moves = self._moves(reader)
        moves.try_all(self.found)
        self.progress(reader.name, 0, moves.waiting)
        self._settle(reader, moves)
        if not reader.is_alone:
            while self._hide_from_each(reader, moves):
                self._settle(reader, moves)

    def _hide_from_each(self, reader: Reader, moves: Moves) -> bool:
        """Until nobody of them can rule out alone what all together could not be asked about.
        Whether anything more is suppressed then.
        """
        alone = Alone(self.table, self.sensitivity, self.rules, reader, moves)
        for move in self.found:
            alone.see(move)
        name, before, done = f"each of the {reader.name}", self.hidden, 0
        self.progress(name, done, alone.waiting)
        self._try_many(alone, moves)
        while alone.waiting:
            self.progress(name, done, done + alone.waiting)
            goal, waits = alone.furthest(), alone.waits
            shift = moves.carry_one(int(goal.rows[0]), -goal.down[0], goal.room)
            if shift is None:
                self._hide_from_one(
                    some_of(self.table, self.rules, reader, goal.insiders), goal.rows[0]
                )
                moves.hide(np.flatnonzero(self.rows & ~moves.suppressed))
                alone.give_up(goal)
            else:
                self.found.append(shift)
                alone.see(shift)
            self.rows = moves.suppressed
            done += 1
            if alone.waits == waits:  # rather than for ever
                raise NotReleasable(("no suppression protects every sensitive cell",))
        return self.hidden > before

    def _try_many(self, alone: Alone, moves: Moves) -> None:
        """Some insiders at a time, while that is quicker than one row at a time."""
        failures = 0
        while alone.waiting > WORTH_A_ROUND and failures < FAILURES:
            goal, rows, waits = alone.many(self.rng), alone.waiting, alone.waits
            shift = moves.carry(goal.rows, -goal.down, self.rng, goal.room)
            if shift is not None:
                self.found.append(shift)
                alone.see(shift)
            settled = rows * (waits - alone.waits) / waits
            failures = 0 if settled > moves.worth else failures + 1

    def _hide_from_one(self, reader: Reader, row: int) -> None:
        moves = self._moves(reader)
        asked = np.zeros_like(moves.open)
        asked[row, 0] = True
        moves.want_only(asked, self.left)
        self._settle(reader, moves)

    def _settle(self, reader: Reader, moves: Moves) -> None:
        """Where insiders narrow something together, each half of them is asked, down to one alone:
        what nobody narrows alone is not narrowed.
        """
        done = 0
        while moves.waiting or moves.beyond.any():
            if not done % WORTH_A_ROUND:
                moves.try_many(self.rng)  # what was suppressed since lets many go further
            if (target := moves.hardest()) is not None:
                self.progress(reader.name, done, done + moves.waiting)
                moves.move(target[0], up=target[1])
                self.rows = moves.suppressed
                done += 1
            elif not self._knew(moves):
                asked = moves.beyond.copy()
                moves.beyond[:] = False
                for half in halves(self.table, self.rules, reader):
                    some = self._moves(half)
                    some.want_only(asked, self.left)
                    self._settle(half, some)
                moves.hide(np.flatnonzero(self.rows & ~moves.suppressed))
        self.found += moves.found

    def _knew(self, moves: Moves) -> bool:
        """Whether anything beyond these insiders is so because everybody could tell already."""
        asked = moves.beyond & np.isinf(self.left)
        if not self.pinned.any() or not asked.any():
            return False
        everybody = self._moves(outsiders(self.table, self.rules))
        for row, side in np.argwhere(asked).tolist():
            self.left[row, side] = everybody.left(row, up=bool(side))
        return moves.want_no_more_than(self.left)

    def _moves(self, reader: Reader) -> Moves:
        return Moves(
            self.table,
            self.sensitivity,
            reader,
            self.rules.base,
            self.rows,
            self.pinned,
            self.rng,
        )
