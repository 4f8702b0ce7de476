"""Witnesses of an edition, from nothing but what is published: so they may be published too."""

import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure.certificate import LEAST_WIDTH, Certificate
from tenants.insight.disclosure.layout import Cell
from tenants.insight.disclosure.published import Published, read
from tenants.insight.disclosure.readings import Aim, Readings, Row
from tenants.insight.disclosure.released import Released

Values = NDArray[np.float64]

#: up from the first witness, down from it, or one to each side: any of them is wide enough
WAYS = tuple(
    (down, up, alone)
    for alone in (False, True)
    for down, up in ((0, LEAST_WIDTH), (LEAST_WIDTH, 0), (1, 1))
)


def certify(released: Released, rng: np.random.Generator) -> Certificate:
    """Whole tables that fit, and differ in every suppressed cell; `check` says whether they do."""
    published = read(released)
    cells = [c for c in published.inside if _is_uncertain(c, published)]
    found = _readings(published, []).some()
    points = [] if found is None else [found]
    for down, up, alone in WAYS:
        waiting = [c for c in cells if _width(points, published.inside[c]) < LEAST_WIDTH]
        if not waiting or not points:
            break
        aims = []
        for cell in waiting:
            value = float(points[0][published.inside[cell]].sum())
            aims.append(Aim(published.inside[cell], value - down, value, value + up))
        readings = _readings(published, aims)
        readings.search(rng, alone=alone)
        points += readings.found
    whole = [tuple(int(x) for x in point) for point in _needed(points, cells, published)]
    return Certificate(released.digest, tuple(whole))


def _is_uncertain(cell: Cell, published: Published) -> bool:
    """Suppressed, in a stratum with organisations. What is only reckoned may well be none."""
    hidden = cell in published.cells and cell not in published.ranges
    return hidden and not published.nobody.issuperset(published.inside[cell])


def _readings(published: Published, aims: list[Aim]) -> Readings:
    width = len(published.atoms)
    largest = max((high for _, high in published.ranges.values()), default=0)
    roof = np.full(width, 4.0 * (largest + published.k))
    roof[list(published.nobody)] = 0.0
    rows = [Row(published.inside[c], low, high) for c, (low, high) in published.ranges.items()]
    rows += [Row(published.inside[c], published.k, np.inf) for c in published.enough]
    rows += [Row(one, 0.0, 0.0, other) for one, other in published.links]
    return Readings(rows, aims, np.zeros(width), roof)


def _width(points: list[Values], atoms: list[int]) -> float:
    return float(np.ptp([point[atoms].sum() for point in points])) if points else 0.0


def _needed(points: list[Values], cells: list[Cell], published: Published) -> list[Values]:
    """The first and, one by one, whichever makes most cells wide enough that are not yet."""
    kept, others = points[:1], points[1:]
    waiting = list(cells)
    while waiting and others:
        shown = [
            [_width([*kept, p], published.inside[c]) >= LEAST_WIDTH for c in waiting]
            for p in others
        ]
        best = max(range(len(others)), key=lambda number: sum(shown[number]))
        kept.append(others.pop(best))
        waiting = [c for c, done in zip(waiting, shown[best], strict=True) if not done]
    return kept
