"""An outside auditor's program: it reads the CSV of one folder, and nothing else of this house.

For each measure it writes down everything that is said as rows over atoms (a stratum, the set of
releases that an organisation is in, a leaf of each dimension that the measure uses) and asks how
far every figure that is not said can still go.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

import highspy
import numpy as np
from scipy import sparse

TOTAL = "total"
NEAR = 1e-5
Row = dict[str, str]


@dataclass(frozen=True)
class Finding:
    """A figure that is not said, and can be no more than `low` to `high`."""

    measure: str
    what: str
    low: float
    high: float


@dataclass
class Coalition:
    folder: Path
    parents: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        for row in self.rows("hierarchy.csv"):
            self.parents[row["dim"]][row["child"]] = row["parent"]
        self.cells = self.rows("cells.csv")
        self.organisations = {row["org"]: row for row in self.rows("orgs.csv")}
        self.releases: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("members.csv"):
            self.releases[row["org"]].add(row["release"])
        kept = {"org", "tenant", "emp"}
        columns = next(iter(self.organisations.values()), {})
        self.strata = [name for name in columns if name not in kept]

    def rows(self, name: str) -> list[Row]:
        with (self.folder / name).open(newline="") as file:
            return list(csv.DictReader(file))

    def leaves(self, dimension: str) -> list[str]:
        inner = set(self.parents[dimension].values())
        return [code for code in self.parents[dimension] if code not in inner] or [TOTAL]

    def up(self, dimension: str, code: str) -> list[str]:
        return (
            [code] if code == TOTAL else [code, *self.up(dimension, self.parents[dimension][code])]
        )

    def findings(self, least_width: int = 2) -> list[Finding]:
        measures = dict.fromkeys(cell["measure"] for cell in self.cells)
        return [f for m in measures for f in Measure(self, m).findings(least_width)]


class Measure:
    def __init__(self, all_of_it: Coalition, name: str) -> None:
        self.all, self.name = all_of_it, name
        self.cells = [cell for cell in all_of_it.cells if cell["measure"] == name]
        used = [d for d in all_of_it.parents if any(cell[d] != TOTAL for cell in self.cells)]
        self.strata = [d for d in all_of_it.strata if d in used]
        self.codes = [d for d in used if d not in all_of_it.strata]
        self.atoms: list[tuple[dict[str, set[str]], frozenset[str]]] = []
        releases = {cell["release"] for cell in self.cells}
        homes = dict.fromkeys(
            (tuple(one[d] for d in self.strata), frozenset(all_of_it.releases[org] & releases))
            for org, one in all_of_it.organisations.items()
        )
        for (stratum, seen), codes in product(
            homes, product(*(all_of_it.leaves(d) for d in self.codes))
        ):
            if seen:
                places = dict(zip((*self.strata, *self.codes), (*stratum, *codes), strict=True))
                self.atoms.append(
                    ({d: set(all_of_it.up(d, code)) for d, code in places.items()}, seen)
                )
        self.inside = {self.key(cell): self.atoms_of(cell) for cell in self.cells}
        self.seen: list[np.ndarray] = []
        self.program = self._program()

    def key(self, cell: Row) -> tuple[str, ...]:
        return (cell["release"], *(cell[d] for d in (*self.strata, *self.codes)))

    def atoms_of(self, cell: Row, without: str = "") -> list[int]:
        return [
            number
            for number, (places, seen) in enumerate(self.atoms)
            if cell["release"] in seen
            and without not in seen
            and all(cell[d] in codes for d, codes in places.items())
        ]

    def findings(self, least_width: int) -> Iterator[Finding]:
        targets = [
            (" x ".join(self.key(cell)), self.inside[self.key(cell)])
            for cell in self.cells
            if cell["lo"] == cell["hi"] == ""
        ]
        targets += self.those_beside()
        targets += self.untold()
        self._look_around([atoms for _, atoms in targets])
        for what, atoms in targets:
            if atoms:
                low, high = self.interval(atoms, least_width)
                if high - low < least_width - NEAR:
                    yield Finding(self.name, what, low, high)

    def those_beside(self) -> Iterator[tuple[str, list[int]]]:
        """Who is in one release and not in another about the same people."""
        for one, other in combinations(dict.fromkeys(cell["release"] for cell in self.cells), 2):
            known = {self.key(c)[1:] for c in self.cells if c["release"] == other}
            for cell in self.cells:
                if cell["release"] == one and self.key(cell)[1:] in known:
                    what = " x ".join((*self.key(cell), f"and not in {other}"))
                    yield what, self.atoms_of(cell, without=other)

    def untold(self) -> Iterator[tuple[str, list[int]]]:
        """Codes that are told together with others, where somebody reads about one organisation."""
        for dimension in self.codes if not self.all.strata else ():
            told = {cell[dimension] for cell in self.cells}
            for code in self.all.leaves(dimension):
                if code not in told:
                    yield (
                        code,
                        [n for n, (codes, _) in enumerate(self.atoms) if code in codes[dimension]],
                    )

    def interval(self, atoms: list[int], enough: float) -> tuple[float, float]:
        """As far as it takes to see that there is enough room."""
        values = [x[atoms].sum() for x in self.seen]
        if not values or max(values) - min(values) < enough:
            for sign in (1, -1):
                direction = np.zeros(len(self.atoms))
                direction[atoms] = sign
                values.append(self._solve(direction)[atoms].sum())
        return float(min(values)), float(max(values))

    def _look_around(self, targets: list[list[int]]) -> None:
        rng = np.random.default_rng(1)
        self._solve(np.zeros(len(self.atoms)))
        for _ in range(16):
            direction = np.zeros(len(self.atoms))
            for atoms in targets:
                direction[atoms] += rng.standard_normal() / max(1, len(atoms))
            self._solve(direction)

    def _solve(self, direction: np.ndarray) -> np.ndarray:
        every = np.arange(len(self.atoms), dtype=np.int32)
        self.program.changeColsCost(len(every), every, direction)
        self.program.run()
        assert self.program.getModelStatus() == highspy.HighsModelStatus.kOptimal, self.name
        self.seen.append(np.array(self.program.getSolution().col_value))
        return self.seen[-1]

    def _program(self) -> highspy.Highs:
        said = [cell for cell in self.cells if cell["lo"] != ""]
        rows = [self.inside[self.key(cell)] for cell in said]
        matrix = sparse.csr_array(
            (
                np.ones(sum(map(len, rows))),
                (
                    np.repeat(np.arange(len(rows)), [*map(len, rows)]),
                    [a for row in rows for a in row],
                ),
            ),
            shape=(len(rows), len(self.atoms)),
        )
        program = highspy.Highs()
        program.setOptionValue("output_flag", False)
        # As many as the house's own: the number of the first holds for all of a process.
        program.setOptionValue("threads", 1)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = model.col_lower_ = np.zeros(len(self.atoms))
        model.col_upper_ = np.full(len(self.atoms), 1e5)
        model.row_lower_ = np.array([float(cell["lo"]) for cell in said])
        model.row_upper_ = np.array([float(cell["hi"]) for cell in said])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        program.passModel(model)
        return program
