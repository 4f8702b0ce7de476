"""The attacker's own arithmetic: nothing here comes from the code under attack but its output."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from tenants.insight.disclosure import TOTAL, Contribution, Layout, ReleasedTable

Key = tuple[str, str]
NEAR = 1e-5


@dataclass
class Truth:
    """What really happened, cell by cell, to judge an attack by."""

    people: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    organisations: dict[Key, dict[str, int]] = field(default_factory=dict)
    firms: dict[Key, dict[str, int]] = field(default_factory=dict)

    def largest(self, who: str) -> dict[Key, int]:
        given = self.firms if who == "firms" else self.organisations
        return {key: max(parts.values()) for key, parts in given.items()}


@dataclass
class Attack:
    """A reader with the table, who knows at least `own` about each atom and cell."""

    layout: Layout
    known: Mapping[Key, tuple[float, float]]
    own: Mapping[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.atoms = [(s, t) for s in self.layout.sectors for t in self.layout.themes]
        matrix = sparse.csr_array(np.array([self.row(key) for key in self.known]))
        low, high = np.array(list(self.known.values()), dtype=float).T
        self.matrix = sparse.vstack([matrix, -matrix])
        self.limits = np.concatenate([high, -low])
        self.bounds = [(self.own.get(atom, 0), None) for atom in self.atoms]

    def row(self, key: Key) -> NDArray[np.float64]:
        return np.array([key in cells_of(*atom) for atom in self.atoms], dtype=float)

    def interval(self, key: Key) -> tuple[float, float]:
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * self.row(key), A_ub=self.matrix, b_ub=self.limits, bounds=self.bounds
            )
            assert found.status in {0, 3}, found.message
            ends.append(found.fun if found.status == 0 else -np.inf)
        return ends[0], -ends[1]

    def exact(self, keys: Iterable[Key]) -> list[Key]:
        """The cells with one whole number left."""
        return [key for key in keys if _whole_numbers(self.interval(key)) == 1]


def _whole_numbers(interval: tuple[float, float]) -> float:
    low, high = interval
    return np.inf if np.isinf(high) else np.floor(high + NEAR) - np.ceil(low - NEAR) + 1


def cells_of(sector: str, theme: str) -> set[Key]:
    return {(s, t) for s in (sector, TOTAL) for t in (theme, theme[:2], TOTAL)}


def recount(contributions: list[Contribution], layout: Layout) -> Truth:
    truth = Truth()
    for sector in layout.sectors:
        for theme in layout.themes:
            for key in cells_of(sector, theme):
                truth.people[key] += 0
    for one in contributions:
        for theme, count in one.counts.items():
            for key in cells_of(one.sector, theme):
                truth.people[key] += count
                for given, who in (
                    (truth.organisations, one.organisation),
                    (truth.firms, one.firm),
                ):
                    parts = given.setdefault(key, {})
                    parts[who] = parts.get(who, 0) + count
    return truth


def threshold_only(truth: Truth, k: int = 10) -> dict[Key, tuple[float, float]]:
    """What peers publish: exact figures, and nothing below ten people."""
    return {key: (n, n) for key, n in truth.people.items() if n >= k}


def read(table: ReleasedTable, own: Mapping[Key, int] | None = None) -> dict[Key, tuple[int, int]]:
    """Half up to ten: 40 is 35 to 44; open is ten people and more, whoever's own are left out."""
    half = table.base // 2
    return {
        (cell.sector, cell.theme): (
            max(
                cell.figure.people - half,
                table.k + (own or {}).get((cell.sector, cell.theme), 0),
            ),
            cell.figure.people + half - 1,
        )
        for cell in table.cells
        if cell.figure
    }
