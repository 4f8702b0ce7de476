"""The independent audit: from scratch, on exactly what is published.

It shares no rule, sum or linear program with what chose the suppression: contributions are
recounted with plain dictionaries, and readers are set against the published table itself, in terms
of x and not of changes to it. A mistake there and the same mistake here is what it would take.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure.certificate import LEAST_WIDTH, Certificate
from tenants.insight.disclosure.contributions import TOTAL, BenchmarkRules, Contribution, Layout
from tenants.insight.disclosure.released import ReleasedTable
from tenants.insight.disclosure.solver import new_program

Key = tuple[str, str]
Vector = NDArray[np.float64]
NEAR = 1e-6


@dataclass(slots=True)
class _Tally:
    """One cell, recounted."""

    organisations: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    firms: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    employers: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.organisations.values())


def audit(
    table: ReleasedTable,
    contributions: Sequence[Contribution],
    rules: BenchmarkRules,
    rng: np.random.Generator,
) -> tuple[str, ...]:
    """Why the table may not go out: rules broken, and cells that some reader could narrow."""
    tallies = _recount(contributions, table.layout)
    findings = [*_misprinted(table, tallies, rules)]
    if findings:
        return tuple(findings)
    hidden = [(cell.sector, cell.theme) for cell in table.cells if cell.figure is None]
    required = {key: _required(tallies[key], rules) for key in hidden}
    everyone = 4.0 * (tallies[TOTAL, TOTAL].people + rules.k)
    readers: dict[str, Mapping[Key, int] | None] = {"outsiders": None}
    if rules.insiders:
        readers["organisations"] = {key: _most(t.organisations) for key, t in tallies.items()}
        readers["firms"] = {key: _most(t.firms) for key, t in tallies.items()}
    for name, own in readers.items():
        readings = _Readings(table, everyone, own or {})
        findings += [
            f"{sector} x {theme} could be narrowed by {name}"
            for sector, theme in readings.narrowed(required, rng)
        ]
    return tuple(findings)


def witness(table: ReleasedTable, rng: np.random.Generator) -> Certificate:
    """A certificate from nothing but the published table, which may therefore be published too."""
    largest = max((cell.figure.people for cell in table.cells if cell.figure), default=0)
    readings = _Readings(table, 4.0 * (largest + table.k), {})
    hidden = [(cell.sector, cell.theme) for cell in table.cells if cell.figure is None]
    rows = np.array([readings.row(key) for key in hidden]).reshape(len(hidden), len(readings.atoms))
    points = [readings.extreme(rng.standard_normal(len(hidden)) @ rows) for _ in range(24)]
    seen = rows @ np.array(points).T
    for cell in np.flatnonzero(np.ptp(seen, axis=1) < LEAST_WIDTH):
        points += [readings.extreme(rows[cell]), readings.extreme(-rows[cell])]
    seen = rows @ np.array(points).T
    kept = sorted({*seen.argmin(axis=1).tolist(), *seen.argmax(axis=1).tolist()})
    whole = [tuple(float(round(x, 6)) for x in points[index]) for index in kept]
    return Certificate(table.digest, tuple(whole))


def _recount(contributions: Iterable[Contribution], layout: Layout) -> dict[Key, _Tally]:
    themes = {t for leaf in layout.themes for t in (leaf, leaf.split(".")[0], TOTAL)}
    tallies = {(s, t): _Tally() for s in (*layout.sectors, TOTAL) for t in themes}
    for one in contributions:
        for sector in (one.sector, TOTAL):
            for theme in themes:
                tallies[sector, theme].employers[one.organisation] = one.employees
            for code, count in one.counts.items():
                if not count:
                    continue
                leaf = _column(code, layout)
                for theme in {leaf, leaf.split(".")[0], TOTAL}:
                    tally = tallies[sector, theme]
                    tally.organisations[one.organisation] += count
                    tally.firms[one.firm] += count
    return tallies


def _column(code: str, layout: Layout) -> str:
    fitting = [leaf for leaf in layout.themes if f"{code}.".startswith(f"{leaf}.")]
    return max(fitting, key=len, default=f"{code.partition('.')[0]}.other")


def _misprinted(
    table: ReleasedTable, tallies: Mapping[Key, _Tally], rules: BenchmarkRules
) -> Iterable[str]:
    if sorted((c.sector, c.theme) for c in table.cells) != sorted(tallies):
        yield "the cells are not those of the layout"
        return
    if (table.k, table.base) != (rules.k, rules.base):
        yield "the table names other rules than it was made by"
    for cell in table.cells:
        name, tally = f"{cell.sector} x {cell.theme}", tallies[cell.sector, cell.theme]
        if cell.figure is None:
            continue
        people, rate = cell.figure.people, cell.figure.per_100_employees
        if not tally.employers:
            if people or rate:
                yield f"{name} has a figure and no organisation"
            continue
        if _sensitive(tally, rules):
            yield f"{name} is sensitive and shown"
            continue
        if people % rules.base or not -rules.base <= 2 * (tally.people - people) < rules.base:
            yield f"{name} is not rounded as it should be"
        if abs(rate - 100 * people / sum(tally.employers.values())) > 0.05 + NEAR:
            yield f"{name} has a rate of something else"


def _sensitive(tally: _Tally, rules: BenchmarkRules) -> bool:
    people, sizes = tally.people, sorted(tally.employers.values(), reverse=True)
    if people < rules.k or len(sizes) < rules.organisations or not sum(sizes):
        return True
    if sizes[0] > rules.dominance * sum(sizes) or sum(sizes[2:]) < rules.p / 100 * sizes[0]:
        return True
    for given in (tally.organisations, tally.firms):
        parts = sorted(given.values(), reverse=True)
        if len(parts) < rules.contributors or people - parts[0] < rules.k:
            return True
        if sum(parts[2:]) < rules.p / 100 * parts[0]:
            return True
    return False


def _required(tally: _Tally, rules: BenchmarkRules) -> tuple[float, float]:
    if tally.people < rules.k:
        return 0.0, float(rules.k)
    margin = 1.0
    for given in (tally.organisations, tally.firms):
        parts = sorted(given.values(), reverse=True)
        margin = max(margin, rules.p / 100 * parts[0] - sum(parts[2:]))
    return max(0.0, tally.people - margin), tally.people + margin


def _most(given: Mapping[str, int]) -> int:
    return max(given.values(), default=0)


class _Readings:
    """All tables x that a reader with `own` contributions cannot tell apart: a linear program."""

    def __init__(self, table: ReleasedTable, most: float, own: Mapping[Key, int]) -> None:
        self.own = own
        self.atoms = [(s, t) for s in table.layout.sectors for t in table.layout.themes]
        self.program = new_program()
        for atom in self.atoms:
            self.program.addVar(float(own.get(atom, 0)), most)
        for cell in table.cells:
            if cell.figure is None:
                continue
            key = (cell.sector, cell.theme)
            low, high = self._range(table, cell.figure.people, key)
            inside = np.flatnonzero(self.row(key)).astype(np.int32)
            self.program.addRow(low, high, len(inside), inside, np.ones(len(inside)))
        self.columns = np.arange(len(self.atoms), dtype=np.int32)
        self.program.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def row(self, key: Key) -> Vector:
        sector, theme = key
        return np.array(
            [
                float(sector in {s, TOTAL} and theme in {t, t.split(".")[0], TOTAL})
                for s, t in self.atoms
            ]
        )

    def extreme(self, objective: Vector) -> Vector:
        """The reading that is largest in this direction."""
        self.program.changeColsCost(len(self.columns), self.columns, objective)
        self.program.run()
        if self.program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.full(len(self.atoms), np.nan)  # compares as false: shows nothing
        return np.array(self.program.getSolution().col_value)

    def narrowed(
        self, required: Mapping[Key, tuple[float, float]], rng: np.random.Generator
    ) -> list[Key]:
        """The cells whose required interval is not within the reader's."""
        keys = list(required)
        rows = np.array([self.row(key) for key in keys]).reshape(len(keys), len(self.atoms))
        known = rows @ np.array([float(self.own.get(atom, 0)) for atom in self.atoms])
        low, high = np.array(list(required.values())).reshape(-1, 2).T
        low = np.maximum(low, known)
        up, down = np.ones(len(keys), dtype=bool), np.ones(len(keys), dtype=bool)
        for _ in range(12):
            if not (up.any() or down.any()):
                break
            side = np.where(up & down, rng.choice([-1.0, 1.0], size=len(keys)), up * 1.0 - down)
            weight = side * rng.exponential(size=len(keys))
            point = rows @ self.extreme(weight @ rows)
            up &= ~(point >= high - NEAR)
            down &= ~(point <= low + NEAR)
        for cell in np.flatnonzero(up):
            up[cell] = not rows[cell] @ self.extreme(rows[cell]) >= high[cell] - NEAR
        for cell in np.flatnonzero(down):
            down[cell] = not rows[cell] @ self.extreme(-rows[cell]) <= low[cell] + NEAR
        return [key for key, one, other in zip(keys, up, down, strict=True) if one or other]

    def _range(self, table: ReleasedTable, people: int, key: Key) -> tuple[float, float]:
        """What the printed figure says: half up, and open figures are k without any one insider."""
        if people == 0:
            return 0.0, 0.0
        half = table.base / 2
        return (
            max(np.ceil(people - half), table.k + self.own.get(key, 0)),
            np.ceil(people + half) - 1,
        )
