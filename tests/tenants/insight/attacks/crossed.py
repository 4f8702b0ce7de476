"""Integer programs against a crossing: its sums and open cells are known, the others are asked for.

Nothing here comes from the code under attack but its output.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Table = list[list[int]]
Cells = Sequence[Sequence[int | None]]


def whole_numbers(cells: Cells, truth: Table, asked: tuple[int, int]) -> tuple[int, int]:
    """The smallest and largest whole number that the cell can be, by what is published."""
    table = np.array(truth)
    rows, columns = table.shape
    place = np.arange(rows * columns).reshape(rows, columns)
    lines = [*place, *place.T]
    matrix = np.array([np.isin(place.ravel(), line) for line in lines], dtype=float)
    sums = np.concatenate([table.sum(axis=1), table.sum(axis=0)]).astype(float)
    shown = [x for row in cells for x in row]
    bounds = Bounds(
        [0 if x is None else x for x in shown], [np.inf if x is None else x for x in shown]
    )
    cost = (place.ravel() == place[asked]).astype(float)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * cost,
            constraints=LinearConstraint(matrix, sums, sums),
            bounds=bounds,
            integrality=np.ones(len(shown)),
        )
        assert found.success, found.message
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


def required(truth: Table, cell: tuple[int, int], k: int) -> tuple[int, int]:
    """The specification: below k [0, k]; a cell that holds nearly its row or column must reach
    down to where three are outside it; any other hidden one a person to each side.
    """
    table = np.array(truth)
    people = int(table[cell])
    if people < k:
        return 0, k
    line = int(min(table[cell[0]].sum(), table[:, cell[1]].sum()))
    return min(people - 1, line - 3), min(people + 1, line)


def threshold_only(truth: Table, k: int) -> Cells:
    """What peers publish: each cell of at least k, beside the sums."""
    return [[x if x >= k else None for x in row] for row in truth]
