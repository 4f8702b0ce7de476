"""Every table of whole people that one reader cannot rule out, gone through without any solver.

For networks so small that all of them can be: atom by atom, what is still possible is a set of
partial sums of the rows that are known, each with the numbers (as bits) that every sum asked for
can have got to. So the answer is exact, holes included.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    BenchmarkRules,
    Cell,
    Contribution,
    Layout,
    Released,
)
from tests.tenants.insight.attacks.attacker import (
    atoms_of,
    named,
    panels_of,
    seen_at,
    sums_of,
    up,
)

MOST = 63  # bits of a mask
Numbers = Mapping[Cell, int]


@dataclass(frozen=True)
class Known:
    """A sum of atoms, each times its sign, from `low` to `high`."""

    signs: Mapping[int, int]
    low: int
    high: int | None


def possible(
    layout: Layout,
    released: Released,
    contributions: Iterable[Contribution],
    rules: BenchmarkRules,
    own: Numbers,
    sums: Numbers,
    asked: Iterable[Cell],
    roof: Numbers,
) -> dict[Cell, set[int]]:
    """Of each sum that is asked for: all that it can be to somebody with `own` people in each atom,
    and so with `sums`. Tables with an atom above its `roof` are left out: there may be more.
    """
    atoms = sorted(atoms_of(layout, contributions), key=lambda atom: (atom.stratum, atom.panel))
    panels = panels_of(layout)
    inside: dict[Cell, list[int]] = {}
    for number, atom in enumerate(atoms):
        for cell in sums_of(layout, atom, panels):
            inside.setdefault(cell, []).append(number)
    known = [*_figures(released, rules, sums, inside), *_same_people(layout, atoms)]
    values = [
        range(own.get(name, 0), roof[name] + 1) for name in (named(atom, layout) for atom in atoms)
    ]
    cells = list(asked)
    masks = _go_through(values, known, [inside[cell] for cell in cells])
    return {
        cell: {n for n in range(MOST) if mask >> n & 1}
        for cell, mask in zip(cells, masks, strict=True)
    }


def _figures(
    released: Released, rules: BenchmarkRules, own: Numbers, inside: Mapping[Cell, list[int]]
) -> Iterable[Known]:
    """Half up; what is open has k people without any one who takes part, and three contributors."""
    half, base = released.base // 2, released.base
    facets = {facet.name: facet for facet in released.layout.facets}
    for cell, figure in released.figures.items():
        if figure is None or (cell.stratum, cell.panel) in released.empty:
            continue
        mine = own.get(cell, 0)
        acts = cell.facet != PEOPLE and facets[cell.facet].people is None
        least = mine + rules.contributors - (mine > 0) if acts else rules.k + mine * rules.insiders
        low, high = max(figure.value - half, least), figure.value + base - half - 1
        yield _row(inside[cell], low, high)
        if not acts:
            people = cell._replace(facet=PEOPLE, code=TOTAL)
            least = rules.k + own.get(people, 0) * rules.insiders
            yield _row(inside[people], least, None)


def _row(atoms: Iterable[int], low: int, high: int | None) -> Known:
    return Known(dict.fromkeys(atoms, 1), low, high)


def _same_people(layout: Layout, atoms: list[Cell]) -> Iterable[Known]:
    first, *others = [facet for facet in layout.facets if facet.people is not None]
    for facet in others:
        places: dict[Cell, dict[int, int]] = {}
        for number, atom in enumerate(atoms):
            for one, sign in ((first, -1), (facet, 1)):
                if atom.facet == one.name and one.people in up(one.parents, atom.code):
                    place = seen_at(layout, facet.name, atom.stratum, atom.panel)
                    places.setdefault(place, {})[number] = sign
        yield from (Known(signs, 0, 0) for signs in places.values())


def _go_through(values: list[range], known: list[Known], asked: list[list[int]]) -> list[int]:
    signs = np.zeros((len(values), len(known)), dtype=np.int64)
    for number, row in enumerate(known):
        for atom, sign in row.signs.items():
            signs[atom, number] = sign
    last = [max(row.signs, default=-1) for row in known]
    states = np.zeros((1, len(known)), dtype=np.int64)
    masks = np.ones((1, len(asked)), dtype=np.uint64)
    for atom, some in enumerate(values):
        states, masks = _add(states, masks, signs[atom], some, [atom in a for a in asked], known)
        for number, row in enumerate(known):
            if last[number] == atom:
                fits = states[:, number] >= row.low
                if row.high is not None:
                    fits &= states[:, number] <= row.high
                states, masks = states[fits], masks[fits]
                states[:, number] = 0
        states, masks = _together(states, masks)
    assert len(masks), "nothing fits what is published"
    return [int(mask) for mask in np.bitwise_or.reduce(masks, axis=0)]


def _add(
    states: NDArray[np.int64],
    masks: NDArray[np.uint64],
    signs: NDArray[np.int64],
    values: range,
    counted: list[bool],
    known: list[Known],
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Every number that this atom can be, while no sum has become too high."""
    bound = [row.high is not None and -1 not in row.signs.values() for row in known]
    high = np.array([row.high if b else 0 for row, b in zip(known, bound, strict=True)])
    low = np.array([row.low for row in known])
    endless = np.array([row.high is None for row in known])
    bounded = np.flatnonzero(bound)
    found: list[tuple[NDArray[np.int64], NDArray[np.uint64]]] = []
    shift = np.array(counted)
    for value in values:
        after = states + value * signs
        after[:, endless] = np.minimum(after[:, endless], low[endless])
        fits = (after[:, bounded] <= high[bounded]).all(axis=1)
        if not fits.any():
            break
        moved = np.where(shift, masks[fits] << np.uint64(value), masks[fits])
        found.append((after[fits], moved))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _together(
    states: NDArray[np.int64], masks: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Partial sums that are alike are one, with all that they have got to."""
    if len(states) < 2:
        return states, masks
    low = states.min(axis=0)
    key = np.zeros(len(states), dtype=np.int64)
    for column, width in zip((states - low).T, states.max(axis=0) - low + 1, strict=True):
        if width > 1:
            key = np.unique(key * width + column, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) > 0])
    return states[order[starts]], np.bitwise_or.reduceat(masks[order], starts, axis=0)
