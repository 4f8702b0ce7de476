"""The independent audit: from scratch, on exactly what is published.

It shares no rule, sum or program with what chose the suppression: contributions are recounted with
plain dictionaries, and readers are set against the published edition itself, in terms of x and not
of changes to it. A mistake there and the same mistake here is what it would take.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.judgement import Judgement
from tenants.insight.disclosure.layout import Cell
from tenants.insight.disclosure.published import Published, behind, name_of, read
from tenants.insight.disclosure.readings import Aim, Readings, Row, Vector
from tenants.insight.disclosure.recount import Tally, recount
from tenants.insight.disclosure.released import Figure, Released

NEAR = 1e-6


def audit(
    released: Released,
    contributions: Sequence[Contribution],
    rules: BenchmarkRules,
    rng: np.random.Generator,
    fixed: Mapping[Cell, Figure | None] | None = None,
) -> tuple[str, ...]:
    """Why the edition may not go out: rules broken, and cells that some reader could narrow.

    `fixed` is what earlier releases show of the same contributions.
    """
    try:
        published = read(released)
        layout, again = released.layout, bool(fixed)
        everybody = Judgement(recount(contributions, layout), rules, layout, again)
        private = everybody
        if any(one.public for one in contributions):
            hidden = [one for one in contributions if not one.public]
            private = Judgement(recount(hidden, layout), rules, layout, again)
    except ValueError as problem:
        return (str(problem),)
    findings = (*_changed(released, fixed or {}), *_misprinted(released, everybody, private))
    return findings or tuple(_narrowed(published, everybody, private, rng))


def _changed(released: Released, fixed: Mapping[Cell, Figure | None]) -> Iterator[str]:
    for cell, figure in fixed.items():
        if cell not in released.figures or released.figures[cell] != figure:
            yield f"{name_of(cell)} is not what an earlier release shows"


def _misprinted(released: Released, everybody: Judgement, private: Judgement) -> Iterator[str]:
    rules, employers = everybody.rules, everybody.count.employers
    if (released.k, released.base) != (rules.k, rules.base):
        yield "the edition names other rules than it was made by"
    if any(employers[place].number for place in released.empty):
        yield "a stratum is called empty and is not"
    for cell, figure in released.figures.items():
        place = (cell.stratum, cell.panel)
        if not employers[place].number:
            if figure != Figure(0, None) or place not in released.empty:
                yield f"{name_of(cell)} has no organisation and does not say so"
        elif figure is not None:
            if everybody.sensitive(cell) or private.sensitive(cell):
                yield f"{name_of(cell)} is sensitive and shown"
            value, employees = everybody.count.cells[cell].value, employers[place].total
            yield from _misread(name_of(cell), figure, value, employees, rules.base)


def _misread(name: str, figure: Figure, value: int, employees: int, base: int) -> Iterator[str]:
    if figure.value % base or not -base <= 2 * (value - figure.value) < base:
        yield f"{name} is not rounded as it should be"
    rate = figure.per_100_employees
    if rate is None or abs(rate * employees - 100 * figure.value) > (0.05 + NEAR) * employees:
        yield f"{name} has a rate of something else"


def _narrowed(
    published: Published, everybody: Judgement, private: Judgement, rng: np.random.Generator
) -> Iterator[str]:
    """The largest firm of every cell at once, then the largest organisation, then outsiders; each
    knows the rules, who takes part, and what organisations publish themselves. Last, strangers who
    read no report: nobody else is asked to show what is below a figure of one that publishes.
    """
    readers: dict[str, tuple[Judgement, Callable[[Tally], int]]] = {}
    if everybody.rules.insiders:
        readers["firms"] = private, lambda tally: tally.firms.first
        readers["organisations"] = private, lambda tally: tally.organisations.first
    readers["outsiders"] = private, lambda _: 0
    if private is not everybody:
        readers["strangers"] = everybody, lambda _: 0
    found: list[Vector] = []
    hidden = [cell for cell in published.inside if _is_hidden(cell, published, everybody, private)]
    for name, (unpublished, own) in readers.items():
        readings = _read(published, hidden, everybody, unpublished, own)
        readings.try_all(found)
        shown = readings.search(rng)
        found += readings.found
        yield from (
            f"{name_of(hidden[aim])} could be narrowed by {name}"
            for aim in np.flatnonzero(~shown.all(axis=0))
        )


def _is_hidden(cell: Cell, published: Published, everybody: Judgement, private: Judgement) -> bool:
    """Cells without a figure; of what is only reckoned, those that would have none."""
    if cell in published.ranges or not everybody.count.employers[cell.stratum, cell.panel].number:
        return False
    return cell in published.cells or everybody.sensitive(cell) or private.sensitive(cell)


def _read(
    published: Published,
    hidden: Sequence[Cell],
    everybody: Judgement,
    private: Judgement,
    own: Callable[[Tally], int],
) -> Readings:
    atoms, rules = everybody.count.atoms, everybody.rules
    people = sum(tally.value for tally in atoms.values())
    floor, roof = np.zeros((2, len(published.atoms)))
    for number, atom in enumerate(published.atoms):
        if atom in atoms:  # else no organisation could be in it, and everybody knows
            floor[number] = _known(atoms[atom], private.count.atoms.get(atom), own)
            roof[number] = 4.0 * (people + rules.k)
    for one, other in published.links:
        if len(other) == 1:  # the same people as in finer atoms, and at least as many
            floor[other] = max(floor[other[0]], floor[one].sum())
    rows = [Row(one, 0.0, 0.0, other) for one, other in published.links]
    for cell in (*published.ranges, *published.enough):
        low, high = published.ranges.get(cell, (0, np.inf))
        if high:
            mine = own(private.count.cells[cell])
            others = rules.k if behind(cell, everybody.layout) else rules.contributors - (mine > 0)
            known = everybody.count.cells[cell].value - private.count.cells[cell].value
            low = max(low, known + mine + others)
        rows.append(Row(published.inside[cell], low, high))
    aims = [_aim(cell, published.inside[cell], floor, everybody, private) for cell in hidden]
    return Readings(rows, aims, floor, roof)


def _known(tally: Tally, private: Tally | None, own: Callable[[Tally], int]) -> int:
    """What is published of an atom, and the reader's own part of the rest."""
    hidden = private or Tally()
    return tally.value - hidden.value + own(hidden)


def _aim(
    cell: Cell, atoms: Sequence[int], floor: Vector, everybody: Judgement, private: Judgement
) -> Aim:
    """The required interval with and without what is published, as far down as one's own part."""
    value = everybody.count.cells[cell].value
    known = value - private.count.cells[cell].value
    low, high = everybody.required(cell)
    if private.count.employers[cell.stratum, cell.panel].number:
        least, most = private.required(cell)
        low, high = min(low, known + least), max(high, known + most)
    return Aim(atoms, max(low, float(floor[atoms].sum())), value, high)
