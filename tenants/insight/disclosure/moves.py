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
ALONE = 40  # iterations for one row, roughly
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
        self.values = table.values
        ranges = [rounding_range(round_half_up(int(x), base), base) for x in table.values]
        self._lowest, highest = np.array(ranges, dtype=float).T
        self.low, self.high = self.bounds(reader.least), highest - table.values
        down = table.values - np.maximum(sensitivity.low, self.sums @ reader.floor)
        self.need = np.stack([down, sensitivity.high - table.values], axis=1)
        self.need[~table.published & ~sensitivity.sensitive] = 0
        self.open = self.need > TOLERANCE  # not yet shown to be protected
        self.beyond = np.zeros_like(self.open)  # where only some of these insiders may get
        self.is_alone = reader.is_alone
        self.found: list[Floats] = []
        given = np.asarray(table.everybody.by_organisation.sum(axis=0), dtype=float)
        self.room = given - reader.floor
        self.program = MoveProgram(
            sums=self.sums,
            links=table.links.astype(float),
            room=self.room,
            reach=float(4 * (table.values.max() + self.need.max())),
            low=np.where(suppressed, -np.inf, self.low),
            high=np.where(suppressed, np.inf, self.high),
            rng=rng,
        )
        giving_way = self._giving_way()
        self.program.bend(giving_way, self.cost[giving_way])

    def bounds(self, least: Floats) -> Floats:
        """How far down an open row may go for one who knows it to be so much at least.

        Whatever a reader knows is true, so it never excludes the truth.
        """
        return np.minimum(np.maximum(self._lowest, least) - self.values, 0)

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
            if (fits | self.suppressed).all() and (-move <= self.room).all():
                self._settle(move)

    def try_many(self, rng: np.random.Generator) -> None:
        """Carry most of the waiting rows at once, as far as they go without suppressing more, and
        once again as long as that is quicker than one by one.
        """
        before = np.inf
        while self.waiting > WORTH_A_ROUND and before - self.waiting > self.worth:
            before = self.waiting
            waiting = self.open & self.suppressed[:, None]
            rows = np.flatnonzero(waiting.any(axis=1) & (rng.random(len(waiting)) < SHARE))
            up = waiting[rows, 1] & (~waiting[rows, 0] | (rng.random(len(rows)) < 0.5))
            down, more = self.need[rows].T
            self._settle(self.carry(rows, np.where(up, more, -down), rng))

    @property
    def worth(self) -> float:
        """How many rows the work of the last move would have carried one by one."""
        return self.program.iterations / ALONE

    def carry(
        self, rows: Counts, far: Floats, rng: np.random.Generator, room: Floats | None = None
    ) -> Floats | None:
        """A move of each of these rows as `far` up or down as it goes without suppressing more.

        `room` is for those who know less than this reader.
        """
        self.program.leave_room(self.room if room is None else room)
        stiff = self._giving_way()
        self.program.straighten(stiff)
        self._want(rows, far)
        self.program.bend(rows, rng.uniform(0.2, 1.2, len(rows)))  # falling short costs little
        shift = self.program.solve(WORTH_A_ROUND)
        self.program.straighten(rows)
        self.program.bound(rows, -np.inf, np.inf)
        self.program.bend(stiff, self.cost[stiff])
        return shift

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
        shift = self.carry_one(row, self._far(row, up=up))
        if shift is None and not self.is_alone:
            self.open[row, int(up)], self.beyond[row, int(up)] = False, True
            return
        if shift is None and self.pinned.any():
            self.need[row, int(up)] = self.left(row, up=up)
            shift = self.carry_one(row, self._far(row, up=up))
        if shift is None:
            raise NotReleasable(("no suppression protects every sensitive cell",))
        self._settle(shift)

    def carry_one(self, row: int, far: float, room: Floats | None = None) -> Floats | None:
        """A move of this row `far` up or down; what is outside of its bounds then is suppressed."""
        self.program.leave_room(self.room if room is None else room)
        shift = self._carry_one(row, far)
        if shift is not None:
            change = self.sums @ shift
            outside = (change < self.low - TOLERANCE) | (change > self.high + TOLERANCE)
            outside |= outside[self.behind]
            self.hide(np.flatnonzero(outside & ~self.suppressed))
        return shift

    def hide(self, rows: Counts) -> None:
        """Suppress these as well."""
        self.suppressed[rows] = True
        self.program.bound(rows, -np.inf, np.inf)
        self.program.straighten(rows)

    def left(self, row: int, *, up: bool) -> float:
        """How far the row could be carried before this release, when only pinned rows were open."""
        free, rows = self._giving_way(), np.array([row])
        self.program.bend(free, np.zeros(len(free)))
        self.program.bend(rows, np.ones(1))  # it falls as little short as it can
        shift = self._carry_one(row, self._far(row, up=up))
        self.program.straighten(rows)
        self.program.bend(free, self.cost[free])
        change = 0.0 if shift is None else float((self.sums @ shift)[row])
        return float(np.floor(max(0.0, change if up else -change) + TOLERANCE))

    def _giving_way(self) -> Counts:
        """Rows that may be suppressed as well, at a cost that rises with their figure."""
        return np.flatnonzero(~self.suppressed & ~self.pinned)

    def _far(self, row: int, *, up: bool) -> float:
        return float(self.need[row, 1] if up else -self.need[row, 0])

    def _carry_one(self, row: int, far: float) -> Floats | None:
        rows = np.array([row])
        self._want(rows, np.array([far]))
        shift = self.program.solve(len(self.suppressed))
        self.program.bound(rows, -np.inf, np.inf)
        return shift

    def _want(self, rows: Counts, far: Floats) -> None:
        """Each of these rows at the end of its required interval, or beyond."""
        up = far > 0
        self.program.bound(rows, np.where(up, far, -np.inf), np.where(up, np.inf, far))

    def _settle(self, shift: Floats | None) -> None:
        if shift is not None:
            change = self.sums @ shift
            reached = np.stack([-change, change], axis=1) >= self.need - TOLERANCE
            if (self.open & reached).any():
                self.found.append(shift)
            self.open[reached] = False
