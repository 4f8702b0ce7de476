"""A proof of safety that anyone can check by arithmetic, with neither the data nor a solver.

A witness is a number of people for every atom that fits everything published. Two witnesses that
give a suppressed cell different values prove that nobody can compute it from the publication.
Witnesses are found from the published edition alone, so they tell nothing that it does not; how
wide an interval each cell needs is secret (it would give the figure away) and is the audit's
business.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from tenants.insight.disclosure.published import Published, name_of, read
from tenants.insight.disclosure.released import Released

LEAST_WIDTH = 2  # three whole numbers at the least
HALF = 0.05 + 1e-9  # of the last decimal of a rate


@dataclass(frozen=True, slots=True)
class Certificate:
    """Each witness has one whole number for each atom of the layout, in their public order."""

    digest: str
    witnesses: tuple[tuple[int, ...], ...]


def check(certificate: Certificate, released: Released) -> tuple[str, ...]:
    """What is wrong with the certificate of this edition; nothing where it holds."""
    if certificate.digest != released.digest:
        return ("the certificate is of another edition",)
    try:
        published = read(released)
    except ValueError as problem:
        return (str(problem),)
    return (*_misprints(released), *_problems(certificate.witnesses, published))


def _misprints(released: Released) -> Iterator[str]:
    """Figures are multiples, and all rates of a stratum have one number of employees under them."""
    employees: dict[tuple[tuple[str, ...], str], tuple[float, float]] = {}
    for cell, figure in released.figures.items():
        place = (cell.stratum, cell.panel)
        if figure is None:
            continue
        if figure.value % released.base:
            yield f"{name_of(cell)} is not rounded to {released.base}"
        rate = figure.per_100_employees
        if place in released.empty or rate is None:
            if figure.value or rate or place not in released.empty:
                yield f"{name_of(cell)} has a figure and no organisation"
            continue
        least, most = employees.get(place, (0.0, inf))
        least = max(least, 100 * figure.value / (rate + HALF))
        most = min(most, 100 * figure.value / (rate - HALF) if rate > HALF else inf)
        employees[place] = (least, most)
        if least > most:
            yield f"the rate of {name_of(cell)} is not that of the figures beside it"


def _problems(witnesses: tuple[tuple[int, ...], ...], published: Published) -> Iterator[str]:
    for number, witness in enumerate(witnesses, start=1):
        if problem := _unlike_people(witness, published):
            yield f"witness {number} {problem}"
            return
    for cell, atoms in published.inside.items():
        values = [sum(witness[atom] for atom in atoms) for witness in witnesses]
        low, high = published.ranges.get(cell, (0, None))
        if cell in published.enough:
            low = max(low, published.k)
        if any(value < low or (high is not None and value > high) for value in values):
            yield f"a witness does not fit what is published for {name_of(cell)}"
        narrow = not values or max(values) - min(values) < LEAST_WIDTH
        hidden = cell in published.cells and high is None
        if hidden and narrow and not published.nobody.issuperset(atoms):
            yield f"{name_of(cell)} is not shown to be uncertain"


def _unlike_people(witness: tuple[int, ...], published: Published) -> str | None:
    if len(witness) != len(published.atoms):
        return "is of another layout"
    if not all(type(x) is int and x >= 0 for x in witness):
        return "has something else than whole people"
    if any(witness[atom] for atom in published.nobody):
        return "has people where there is no organisation"
    for one, other in published.links:
        if sum(witness[atom] for atom in one) != sum(witness[atom] for atom in other):
            return "counts different people in two facets"
    return None
