"""The attacker's own arithmetic: nothing here comes from the code under attack but its output.

Atoms are counted from what is known to everybody: the layout, the rules, and who takes part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from tenants.insight.disclosure import PEOPLE, TOTAL, Cell, Contribution, Layout, Released

Range = tuple[float, float]
NEAR = 1e-5
ENDLESS = highspy.kHighsInf


@dataclass
class Truth:
    """What really happened, cell by cell, to judge an attack by. Cells nobody could be in lack."""

    people: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    organisations: dict[Cell, dict[str, int]] = field(default_factory=dict)
    firms: dict[Cell, dict[str, int]] = field(default_factory=dict)
    employees: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))

    def largest(self, who: str) -> dict[Cell, int]:
        given = self.firms if who == "firms" else self.organisations
        return {cell: max(parts.values(), default=0) for cell, parts in given.items()}

    def parts(self, who: str, one: str) -> dict[Cell, int]:
        given = self.firms if who == "firms" else self.organisations
        return {cell: parts.get(one, 0) for cell, parts in given.items()}


def up(parents: Mapping[str, str], code: str) -> list[str]:
    return [code] if code == TOTAL else [code, *up(parents, parents[code])]


def not_in(panel: str) -> str:
    return f"not {panel}"


def sums_of(layout: Layout, atom: Cell, panels: Iterable[str]) -> list[Cell]:
    """All that an atom is counted in. Its own `panel` says which panels its people are in."""
    facet = next(f for f in layout.facets if f.name == atom.facet)
    first = next(f for f in layout.facets if f.people is not None)
    places = product(*(up(d.parents, c) for d, c in zip(layout.strata, atom.stratum, strict=True)))
    members = set(atom.panel.split("+"))
    shown = {s.panel for s in layout.shapes if s.facet == atom.facet}.intersection(panels)
    names = ["", *(p if p in members else not_in(p) for p in sorted(shown))]
    found = []
    for stratum, code, panel in product(places, up(facet.parents, atom.code), names):
        if code != facet.people:
            found.append(Cell(stratum, atom.facet, code, panel))
        elif facet is first:
            found.append(Cell(stratum, PEOPLE, TOTAL, panel))
    return found


def panels_of(layout: Layout) -> list[str]:
    return sorted({shape.panel for shape in layout.shapes if shape.panel})


def seen_at(layout: Layout, facet: str, stratum: tuple[str, ...], panel: str) -> Cell:
    """As fine as the tables of this facet are: finer, nobody can tell its atoms apart."""
    crossed = {name for s in layout.shapes if s.facet == facet for name in s.strata}
    codes = zip(layout.strata, stratum, strict=True)
    where = tuple(code if d.name in crossed else TOTAL for d, code in codes)
    seen = {s.panel for s in layout.shapes if s.facet == facet and s.panel}
    return Cell(where, facet, TOTAL, "+".join(sorted(seen.intersection(panel.split("+")))))


def atoms_of(layout: Layout, contributions: Iterable[Contribution]) -> dict[Cell, None]:
    """For each organisation every code that it could have counted something under."""
    found: dict[Cell, None] = {}
    homes = dict.fromkeys(home_of(one) for one in contributions)
    for home, facet in product(homes, layout.facets):
        inner = set(facet.parents.values())
        for code in [code for code in facet.parents if code not in inner] or [TOTAL]:
            found[seen_at(layout, facet.name, *home)._replace(code=code)] = None
    return found


def home_of(one: Contribution) -> tuple[tuple[str, ...], str]:
    return tuple(one.stratum.values()), "+".join(sorted(one.panels))


def recount(contributions: Iterable[Contribution], layout: Layout) -> Truth:
    truth, panels = Truth(), panels_of(layout)
    homes: dict[tuple[tuple[str, ...], str], list[tuple[str, str, list[Cell]]]] = {}
    for one in contributions:
        if home_of(one) not in homes:
            homes[home_of(one)] = [
                (atom.facet, atom.code, sums_of(layout, atom, panels))
                for atom in atoms_of(layout, [one])
            ]
        for facet, code, sums in homes[home_of(one)]:
            count = one.counts.get(facet, {}).get(code, 0)
            for cell in sums:
                truth.people[cell] += count
                for given, who in (
                    (truth.organisations, one.organisation),
                    (truth.firms, one.firm),
                ):
                    parts = given.setdefault(cell, {})
                    if count:
                        parts[who] = parts.get(who, 0) + count
        people = {cell for _, _, sums in homes[home_of(one)] for cell in sums if cell[1] == PEOPLE}
        for cell in people:
            truth.employees[cell] += one.employees
    return truth


class Attack:
    """A reader of `known` ranges, who knows that each atom is at least `own` of it."""

    def __init__(
        self,
        layout: Layout,
        contributions: Iterable[Contribution],
        known: Mapping[Cell, Range],
        own: Mapping[Cell, int] | None = None,
    ) -> None:
        self.layout, self.known = layout, known
        self.atoms = list(atoms_of(layout, contributions))
        self.inside: dict[Cell, list[int]] = defaultdict(list)
        for number, atom in enumerate(self.atoms):
            for cell in sums_of(layout, atom, panels_of(layout)):
                self.inside[cell].append(number)
        rows = [(self.row(cell), *ends) for cell, ends in known.items() if self.inside.get(cell)]
        rows += [(row, 0.0, 0.0) for row in self._same_people()]
        self.matrix = sparse.csr_array(np.array([row for row, _, _ in rows]))
        self.low, self.high = np.array([ends for _, *ends in rows], dtype=float).T
        mine = [(own or {}).get(named(atom, layout), 0) for atom in self.atoms]
        self.floor = np.array(mine, dtype=float)
        self.program = self._program()
        self.seen: list[NDArray[np.float64]] = []

    def row(self, cell: Cell) -> NDArray[np.float64]:
        row = np.zeros(len(self.atoms))
        row[self.inside[cell]] = 1
        return row

    def look_around(self, times: int = 40, seed: int = 0) -> None:
        """Readings in random directions: what they show about many cells need not be asked."""
        rng = np.random.default_rng(seed)
        sums = [self.inside[cell] for cell in self.inside if cell not in self.known]
        for _ in range(times):
            direction = np.zeros(len(self.atoms))
            for atoms, weight in zip(sums, rng.standard_normal(len(sums)), strict=True):
                direction[atoms] += weight / len(atoms)
            self._solve(direction)

    def narrower(self, cell: Cell, low: float, high: float) -> bool:
        """Does the reader know more than that the cell is anything from low to high?"""
        row = self.row(cell)
        values = [float(row @ x) for x in self.seen]
        least, most = min(values, default=np.inf), max(values, default=-np.inf)
        if least > low + NEAR:
            least = float(row @ self._solve(-row))
        if most < high - NEAR:
            most = float(row @ self._solve(row))
        return least > low + NEAR or most < high - NEAR

    def interval(self, cell: Cell) -> Range:
        row = self.row(cell)
        return float(row @ self._solve(-row)), float(row @ self._solve(row))

    def exact(self, cells: Iterable[Cell]) -> list[Cell]:
        """The cells with one whole number left between the ends of their interval."""
        return [c for c in cells if c in self.inside and self._is_exact(c)]

    def _is_exact(self, cell: Cell) -> bool:
        row = self.row(cell)
        values = [float(row @ x) for x in self.seen]
        if values and _whole_numbers(min(values), max(values)) > 1:
            return False
        return _whole_numbers(*self.interval(cell)) == 1

    def whole_interval(self, cell: Cell) -> Range:
        """Integer refinement: the least and most that whole people allow."""
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * self.row(cell),
                integrality=np.ones(len(self.atoms)),
                bounds=Bounds(self.floor, self._roof()),
                constraints=LinearConstraint(self.matrix, self.low, self.high),
            )
            assert found.success, found.message
            ends.append(sign * round(found.fun))
        return ends[0], ends[1]

    def _same_people(self) -> list[NDArray[np.float64]]:
        """Every facet of people counts the same ones, wherever its tables and the first's meet."""
        first, *others = [facet for facet in self.layout.facets if facet.people is not None]
        rows = []
        for facet in others:
            sums: dict[Cell, NDArray[np.float64]] = {}
            for number, atom in enumerate(self.atoms):
                for one, sign in ((first, -1.0), (facet, 1.0)):
                    if atom.facet == one.name and one.people in up(one.parents, atom.code):
                        place = seen_at(self.layout, facet.name, atom.stratum, atom.panel)
                        sums.setdefault(place, np.zeros(len(self.atoms)))[number] = sign
            rows += sums.values()
        return rows

    def _roof(self) -> NDArray[np.float64]:
        return np.full(len(self.atoms), 1e5)

    def _solve(self, direction: NDArray[np.float64]) -> NDArray[np.float64]:
        every = np.arange(len(self.atoms), dtype=np.int32)
        self.program.changeColsCost(len(every), every, direction)
        self.program.run()
        assert self.program.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.seen.append(np.array(self.program.getSolution().col_value))
        return self.seen[-1]

    def _program(self) -> highspy.Highs:
        program = highspy.Highs()
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = self.matrix.shape
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(len(self.atoms))
        model.col_lower_, model.col_upper_ = self.floor, self._roof()
        model.row_lower_, model.row_upper_ = self.low, self.high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = self.matrix.indptr
        model.a_matrix_.index_ = self.matrix.indices
        model.a_matrix_.value_ = self.matrix.data
        program.passModel(model)
        return program


def named(atom: Cell, layout: Layout) -> Cell:
    """The atom among the sums: who is in no panel is named so. Of panels there is one at most."""
    panels = panels_of(layout)
    assert len(panels) <= 1
    shown = [s.panel for s in layout.shapes if s.facet == atom.facet and s.panel]
    return atom if atom.panel or not shown else atom._replace(panel=not_in(panels[0]))


def _whole_numbers(low: float, high: float) -> float:
    return np.floor(high + NEAR) - np.ceil(low - NEAR) + 1


def threshold_only(truth: Truth, cells: Iterable[Cell], k: int = 10) -> dict[Cell, Range]:
    """What peers publish: exact figures, and nothing below ten people."""
    return {c: (truth.people[c], truth.people[c]) for c in cells if truth.people.get(c, 0) >= k}


def read(released: Released, own: Mapping[Cell, int] | None = None) -> dict[Cell, Range]:
    """Half up to ten: 40 is 35 to 44; open is ten people and more, whoever's own are left out.

    Of acts there are three contributors at the least, each with one or more.
    """
    half = released.base // 2
    of_people = {f.name for f in released.layout.facets if f.people is not None} | {PEOPLE}
    found: dict[Cell, Range] = {}
    for cell, figure in released.figures.items():
        if figure and (cell.stratum, cell.panel) not in released.empty:
            mine = (own or {}).get(cell, 0)
            least = released.k + mine if cell.facet in of_people else max(3, 2 + mine)
            found[cell] = (max(figure.value - half, least), figure.value + half - 1)
            people = cell._replace(facet=PEOPLE, code=TOTAL)
            if cell.facet in of_people:
                low, high = found.get(people, (0, ENDLESS))
                found[people] = (max(low, released.k + (own or {}).get(people, 0)), high)
    return found
