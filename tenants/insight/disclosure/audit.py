"""The independent audit: from scratch, on exactly what is published.

It shares no rule, sum or program with what chose the suppression: contributions are recounted with
plain dictionaries, and readers are set against the published edition itself, in terms of x and not
of changes to it. A mistake there and the same mistake here is what it would take.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.judgement import Judgement
from tenants.insight.disclosure.knowledge import Knowledge
from tenants.insight.disclosure.layout import Atom, Cell, Layout
from tenants.insight.disclosure.narrowing import Narrowing
from tenants.insight.disclosure.one_insider import Gifts
from tenants.insight.disclosure.published import Published, name_of, read
from tenants.insight.disclosure.recount import recount
from tenants.insight.disclosure.released import Figure, Released

NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Counted:
    """Contributions, recounted: those of everybody, and the `hidden` ones of whoever publishes no
    report, which are `private`.
    """

    everybody: Judgement
    private: Judgement
    hidden: Sequence[Contribution]
    gifts: Gifts

    @classmethod
    def of(
        cls, contributions: Sequence[Contribution], layout: Layout, rules: BenchmarkRules
    ) -> "Counted":
        """Raises ValueError where they contradict one another or the layout."""
        everybody = Judgement(recount(contributions, layout), rules, layout)
        private, hidden = everybody, [one for one in contributions if not one.public]
        if len(hidden) < len(contributions):
            private = Judgement(recount(hidden, layout), rules, layout)
        return cls(everybody, private, hidden, Gifts.of(hidden, layout))


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
        counted = Counted.of(contributions, released.layout, rules)
    except ValueError as problem:
        return (str(problem),)
    return audit_counted(released, counted, rng, fixed)


def audit_counted(
    released: Released,
    counted: Counted,
    rng: np.random.Generator,
    fixed: Mapping[Cell, Figure | None] | None = None,
    moves: Sequence[Mapping[Atom, int]] = (),
) -> tuple[str, ...]:
    """The same. `moves` are what is different in tables that, somebody says, would be published
    alike: a proof is worth the same whoever found it, so each is tried, by the audit's own sums,
    before the audit searches itself.
    """
    everybody, private = counted.everybody, counted.private
    try:
        published = read(released)
    except ValueError as problem:
        return (str(problem),)
    findings = (*_changed(released, fixed or {}), *_misprinted(released, everybody, private))
    if findings:
        return findings
    now = Knowledge(published, everybody, private)
    before = replace(now, published=_before(released, fixed)) if fixed else None
    hidden, gifts = counted.hidden, counted.gifts
    return tuple(Narrowing(now, before, hidden, gifts, moves, rng).findings())


def _before(released: Released, fixed: Mapping[Cell, Figure | None]) -> Published:
    """The same edition with nothing in it that is new."""
    old = {cell: fixed.get(cell) for cell in released.figures}
    return read(replace(released, figures=old))


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
