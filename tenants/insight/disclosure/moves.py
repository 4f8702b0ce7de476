"""Moves: other tables that a reader could not tell from the true one.

A move d changes atoms x to x + d, in whole people. It protects a row when it carries the row to
the end of its required interval, and keeps doing so when more rows are suppressed, so each is
needed once. The classical linear relaxation of cell suppression (Fischetti & Salazar, Management
Science 47, 2001), made aware of rounding: an open row may move within its rounding range for
nothing.
"""

from collections.abc import Sequence

import numpy as np

from tenants.insight.disclosure.primary import Floats, Sensitivity
from tenants.insight.disclosure.program import TOLERANCE, MoveProgram
from tenants.insight.disclosure.readers import Reader
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.rounding import round_half_up, rounding_range
from tenants.insight.disclosure.tables import Counts, Flags, Table

SHARE = 0.7  # of the rows that wait are carried at once
WORTH_A_ROUND = 16  # that takes about as long as carrying this many one by one


class Moves:
    """Against one reader: which rows are suppressed so far, and which are still to be protected."""

    def __init__(
        self,
        table: Table,
        sensitivity: Sensitivity,
        reader: Reader,
        base: int,
        suppressed: Flags,
        pinned: Flags,
        rng: np.random.Generator,
    ) -> None:
        """`pinned` rows are open and stay so, as an earlier release shows them."""
        self.sums = table.sums.astype(float)
        self.suppressed = suppressed.copy()
        self.pinned = pinned
        # An open number of talks would tell that there are enough people behind it.
        self.behind = np.where(table.people < 0, np.arange(len(table.people)), table.people)
        self.cost = np.sqrt(1.0 + table.values)
        ranges = [rounding_range(round_half_up(int(x), base), base) for x in table.values]
        low, high = np.array(ranges, dtype=float).T
        # Whatever a reader knows is true, so it never excludes the truth.
        self.low = np.minimum(np.maximum(low, reader.least) - table.values, 0)
        self.high = high - table.values
        down = table.values - np.maximum(sensitivity.low, self.sums @ reader.floor)
        self.need = np.stack([down, sensitivity.high - table.values], axis=1)
        self.need[~table.published & ~sensitivity.sensitive] = 0
        self.open = self.need > TOLERANCE  # not yet shown to be protected
        self.beyond = np.zeros_like(self.open)  # where only some of these insiders may get
        self.is_alone = reader.is_alone
        self.found: list[Floats] = []
        given = np.asarray(table.everybody.by_organisation.sum(axis=0), dtype=float)
        self.program = MoveProgram(
            sums=self.sums,
            links=table.links.astype(float),
            room=given - reader.floor,
            reach=float(4 * (table.values.max() + self.need.max())),
            low=np.where(suppressed, -np.inf, self.low),
            high=np.where(suppressed, np.inf, self.high),
            rng=rng,
        )

    @property
    def waiting(self) -> int:
        """How many intervals of suppressed rows are not wide enough yet, to either side."""
        return int((self.open & self.suppressed[:, None]).sum())

    def hardest(self) -> tuple[int, bool] | None:
        """The suppressed row and direction, up or down, with the most still to be moved."""
        waiting = np.where(self.open & self.suppressed[:, None], self.need, 0)
        if not waiting.any():
            return None
        row, side = np.unravel_index(int(waiting.argmax()), waiting.shape)
        return int(row), side == 1

    def try_all(self, moves: Sequence[Floats]) -> None:
        """What another reader could not tell apart, this one mostly cannot either."""
        for move in moves:
            change = self.sums @ move
            fits = (change >= self.low - TOLERANCE) & (change <= self.high + TOLERANCE)
            if (fits | self.suppressed).all() and (-move <= self.program.room).all():
                self._settle(move)

    def try_many(self, rng: np.random.Generator) -> None:
        """Carry most of the waiting rows at once, as far as they go without suppressing more, and
        once again as long as that is quicker than one by one. After it a move may suppress more.
        """
        self.program.straighten(self._giving_way())
        before = np.inf
        while SHARE * self.waiting > WORTH_A_ROUND <= before - self.waiting:
            before = self.waiting
            waiting = self.open & self.suppressed[:, None]
            rows = np.flatnonzero(waiting.any(axis=1) & (rng.random(len(waiting)) < SHARE))
            up = waiting[rows, 1] & (~waiting[rows, 0] | (rng.random(len(rows)) < 0.5))
            self._want(rows, up)
            self.program.bend(rows, rng.uniform(0.2, 1.2, len(rows)))  # falling short costs little
            self._settle(self.program.solve(WORTH_A_ROUND))
            self.program.straighten(rows)
            self.program.bound(rows, -np.inf, np.inf)
        self._let_open_rows_give_way()

    def want_only(self, asked: Flags, left: Floats) -> None:
        """Of what is suppressed already, only these intervals, and no more than was `left`."""
        self.open &= asked | ~self.suppressed[:, None]
        self.want_no_more_than(left)

    def want_no_more_than(self, left: Floats) -> bool:
        """Whether anything that was beyond may be within reach then."""
        again = self.beyond & (left < self.need)
        self.need = np.minimum(self.need, left)
        self.beyond &= ~again
        self.open = (self.open | again) & (self.need > TOLERANCE)
        return bool(again.any())

    def move(self, row: int, *, up: bool) -> None:
        """Carry one row far enough at the least cost; what else must give way is suppressed.

        One who reads alone needs no more than the earlier release left; others are `beyond`.
        """
        shift = self._carry(row, up=up)
        if shift is None and not self.is_alone:
            self.open[row, int(up)], self.beyond[row, int(up)] = False, True
            return
        if shift is None and self.pinned.any():
            self.need[row, int(up)] = self.left(row, up=up)
            shift = self._carry(row, up=up)
        if shift is None:
            raise NotReleasable(("no suppression protects every sensitive cell",))
        change = self.sums @ shift
        outside = (change < self.low - TOLERANCE) | (change > self.high + TOLERANCE)
        outside |= outside[self.behind]
        self.hide(np.flatnonzero(outside & ~self.suppressed))
        self._settle(shift)

    def hide(self, rows: Counts) -> None:
        """Suppress these as well."""
        self.suppressed[rows] = True
        self.program.bound(rows, -np.inf, np.inf)
        self.program.straighten(rows)

    def _carry(self, row: int, *, up: bool) -> Floats | None:
        rows = np.array([row])
        self._want(rows, np.array([up]))
        shift = self.program.solve(len(self.suppressed))
        self.program.bound(rows, -np.inf, np.inf)
        return shift

    def left(self, row: int, *, up: bool) -> float:
        """How far the row could be carried before this release, when only pinned rows were open."""
        free, rows = self._giving_way(), np.array([row])
        self.program.bend(free, np.zeros(len(free)))
        self.program.bend(rows, np.ones(1))  # it falls as little short as it can
        shift = self._carry(row, up=up)
        self.program.straighten(rows)
        self.program.bend(free, self.cost[free])
        change = 0.0 if shift is None else float((self.sums @ shift)[row])
        return float(np.floor(max(0.0, change if up else -change) + TOLERANCE))

    def _let_open_rows_give_way(self) -> None:
        """At a cost that rises with their figure."""
        rows = self._giving_way()
        self.program.bend(rows, self.cost[rows])

    def _giving_way(self) -> Counts:
        return np.flatnonzero(~self.suppressed & ~self.pinned)

    def _want(self, rows: Counts, up: Flags) -> None:
        """Each of these rows at the end of its required interval, or beyond."""
        down, more = self.need[rows].T
        self.program.bound(rows, np.where(up, more, -np.inf), np.where(up, np.inf, -down))

    def _settle(self, shift: Floats | None) -> None:
        if shift is not None:
            change = self.sums @ shift
            reached = np.stack([-change, change], axis=1) >= self.need - TOLERANCE
            if (self.open & reached).any():
                self.found.append(shift)
            self.open[reached] = False
