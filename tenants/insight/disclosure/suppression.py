"""Which further cells have to go, so that no sensitive one can be computed back."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.earlier import Earlier
from tenants.insight.disclosure.moves import Moves
from tenants.insight.disclosure.primary import Floats, Sensitivity
from tenants.insight.disclosure.readers import Reader, halves, outsiders, readers
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.tables import Flags, Table

Progress = Callable[[str, int, int], None]


def suppress(
    table: Table,
    sensitivity: Sensitivity,
    rules: BenchmarkRules,
    rng: np.random.Generator,
    earlier: Earlier,
    progress: Progress,
) -> Flags:
    """All rows to suppress, primary and secondary.

    Shadows are among them, as nobody prints them. Raises NotReleasable.
    """
    suppressed = sensitivity.sensitive | earlier.hidden | ~table.published
    if (suppressed & earlier.shown).any():
        raise NotReleasable(("an earlier release shows what is sensitive now",))
    suppression = _Suppression(table, sensitivity, rules, rng, earlier.shown, progress, suppressed)
    for reader in readers(table, rules):
        suppression.hide_from(reader)
    return suppression.rows


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

    def hide_from(self, reader: Reader) -> None:
        """Until this reader can narrow nothing that is suppressed."""
        moves = self._moves(reader)
        moves.try_all(self.found)
        self.progress(reader.name, 0, moves.waiting)
        moves.try_many(self.rng)
        self._settle(reader, moves)

    def _settle(self, reader: Reader, moves: Moves) -> None:
        """Where insiders narrow something together, each half of them is asked, down to one alone:
        what nobody narrows alone is not narrowed.
        """
        moves.let_open_rows_give_way()
        done = 0
        while moves.waiting or moves.beyond.any():
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
