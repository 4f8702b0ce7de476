"""The audit of a crossing: from scratch, on what is published, by another road than chose it.

No linear program is needed: which tables have these row and column sums and these open cells is a
question of flows, and how large one cell can be is the most that can flow past it.
"""

from collections import deque
from collections.abc import Sequence

Cells = Sequence[Sequence[int | None]]
Place = tuple[int, int]


def narrowed(
    cells: Cells,
    rows: Sequence[int],
    columns: Sequence[int],
    low: Sequence[Sequence[int]],
    high: Sequence[Sequence[int]],
) -> list[Place]:
    """The hidden cells of which a reader of the table can tell more than is allowed.

    `rows` and `columns` are the published sums; a cell must be able to be `low`, and `high`.
    """
    left = [total - sum(x or 0 for x in cells[r]) for r, total in enumerate(rows)]
    over = [total - sum(row[c] or 0 for row in cells) for c, total in enumerate(columns)]
    hidden = [(r, c) for r, row in enumerate(cells) for c, x in enumerate(row) if x is None]
    found = []
    for r, c in hidden:
        least, most = _range((r, c), hidden, left, over)
        if least > low[r][c] or most < high[r][c]:
            found.append((r, c))
    return found


def _range(
    cell: Place, hidden: Sequence[Place], rows: Sequence[int], columns: Sequence[int]
) -> tuple[int, int]:
    """The smallest and the largest whole number that a hidden cell can be.

    All that is left of the rows has to reach the columns. Without the cell some of it does; the
    rest must go through the cell, and it can take over as much as its row and column hold unless
    the others cannot place what is left: then that is bisected for.
    """
    r, c = cell
    others = [one for one in hidden if one != cell]
    total = sum(rows)
    least = total - _flow(others, rows, columns)
    below, above = least, min(rows[r], columns[c])
    while below < above:
        tried = (below + above + 1) // 2
        rest = _without(rows, r, tried), _without(columns, c, tried)
        if _flow(others, *rest) == total - tried:
            below = tried
        else:
            above = tried - 1
    return least, below


def _without(totals: Sequence[int], place: int, people: int) -> list[int]:
    return [total - people * (place == here) for here, total in enumerate(totals)]


def _flow(open_cells: Sequence[Place], rows: Sequence[int], columns: Sequence[int]) -> int:
    """How many people can be placed: augmenting paths from rows to columns, the shortest first."""
    supply, demand = list(rows), list(columns)
    placed = dict.fromkeys(open_cells, 0)
    total = 0
    while path := _augmenting(placed, supply, demand):
        room = min(supply[path[0][0]], demand[path[-1][1]])
        for number, cell in enumerate(path):
            if number % 2:
                room = min(room, placed[cell])
        for number, cell in enumerate(path):
            placed[cell] += -room if number % 2 else room
        supply[path[0][0]] -= room
        demand[path[-1][1]] -= room
        total += room
    return total


def _augmenting(
    placed: dict[Place, int], supply: Sequence[int], demand: Sequence[int]
) -> list[Place]:
    """Cells from a row with people left to a column with room: forward, back, forward …"""
    waiting = deque((True, row) for row, people in enumerate(supply) if people)
    came: dict[tuple[bool, int], list[Place]] = {start: [] for start in waiting}
    while waiting:
        in_row, place = here = waiting.popleft()
        for (row, column), people in placed.items():
            there = (False, column) if in_row else (True, row)
            if place != (row if in_row else column) or there in came or not (in_row or people):
                continue
            came[there] = [*came[here], (row, column)]
            if in_row and demand[column]:
                return came[there]
            waiting.append(there)
    return []
