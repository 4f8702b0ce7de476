"""What the readers of benchmarks know: every release, and who took part in each.

They are one coalition. Of each year there may be several releases, of all who took part and of
panels; they are about the same people, so one measure goes through all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenants.insight.audit_folder import (
    TOTAL,
    AuditFolder,
    KnownOrganisation,
    Place,
    ShownCell,
    ShownRate,
    TrueCount,
)
from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.layout import PEOPLE, Cell, Facet, Layout
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.disclosure.rounding import rounding_range


@dataclass(frozen=True, slots=True)
class BenchmarkRelease:
    """In the edition of `period`, about the people of the year `about`."""

    period: int
    about: int
    released: Released
    contributions: Sequence[Contribution]
    quantiles: Mapping[tuple[str, ...], Quantiles]


def compose_benchmark(releases: Sequence[BenchmarkRelease], rules: BenchmarkRules) -> AuditFolder:
    """Those of the rules that are public say what can be concluded from an open figure."""
    folder = AuditFolder()
    for one in releases:
        _add_trees(folder, one.released.layout)
        panels = dict.fromkeys(cell.panel for cell in one.released.figures)
        for panel in panels:
            _add_members(folder, one, panel)
        for cell, figure in one.released.figures.items():
            _add_cell(folder, one, cell, figure, rules)
        for stratum, quantiles in one.quantiles.items():
            place = _strata(one.released.layout, stratum)
            _add_quantiles(folder, _name(one, ""), place, quantiles)
    return folder


def _name(one: BenchmarkRelease, panel: str) -> str:
    """A panel is released to the same readers, about fewer organisations."""
    edition = f"{one.period}" if one.period == one.about else f"{one.period} about {one.about}"
    return f"{edition}, panel {panel}" if panel else edition


def _add_trees(folder: AuditFolder, layout: Layout) -> None:
    folder.strata = tuple(dimension.name for dimension in layout.strata)
    for dimension in (*layout.strata, *layout.facets):
        folder.trees.setdefault(dimension.name, {}).update(dimension.parents)


def _add_members(folder: AuditFolder, one: BenchmarkRelease, panel: str) -> None:
    layout, release = one.released.layout, _name(one, panel)
    for given in one.contributions:
        if panel and panel not in given.panels:
            continue
        name = f"{given.organisation} in {one.about}"
        place = {d.name: d.place(given.stratum[d.name]) for d in layout.strata}
        folder.add_member(release, KnownOrganisation(name, given.firm, place, given.employees))
        for facet in layout.facets:
            for code, number in given.counts.get(facet.name, {}).items():
                people = number if facet.people in {TOTAL, code} else 0
                where = {**place, facet.name: facet.place(code)}
                folder.truth.append(TrueCount(release, name, given.firm, where, number, people))


def _add_cell(
    folder: AuditFolder,
    one: BenchmarkRelease,
    cell: Cell,
    figure: Figure | None,
    rules: BenchmarkRules,
) -> None:
    """The number of people stands in the measure of every facet that it is split by there."""
    layout, release = one.released.layout, _name(one, cell.panel)
    low, high = _concluded(cell, figure, one.released, rules)
    for facet, code in _measures(cell, layout):
        place = {**_strata(layout, cell.stratum), facet.name: code}
        measure = f"{facet.name} of {one.about}"
        value = figure.value if figure else None
        folder.cells.append(ShownCell(release, measure, place, value, low, high))
        if figure and figure.per_100_employees is not None:
            stat = f"{measure} per 100 employees"
            folder.rates.append(ShownRate(release, stat, place, figure.per_100_employees))


def _measures(cell: Cell, layout: Layout) -> Iterator[tuple[Facet, str]]:
    if cell.facet != PEOPLE:
        yield layout.facet(cell.facet), cell.code
        return
    crossed = {d.name for d, code in zip(layout.strata, cell.stratum, strict=True) if code != TOTAL}
    for facet in layout.facets:
        shapes = [s for s in layout.shapes if s.facet == facet.name and s.panel == cell.panel]
        if facet.people is not None and any(crossed <= {*shape.strata} for shape in shapes):
            yield facet, facet.people


def _concluded(
    cell: Cell, figure: Figure | None, released: Released, rules: BenchmarkRules
) -> tuple[int | None, int | None]:
    """Rounded half up; and whoever knows the rules knows that open people are at least k."""
    if figure is None:
        return None, None
    if (cell.stratum, cell.panel) in released.empty:
        return 0, 0
    low, high = rounding_range(figure.value, released.base)
    acts = cell.facet != PEOPLE and released.layout.facet(cell.facet).people is None
    return max(low, rules.contributors if acts else released.k), high


def _strata(layout: Layout, stratum: tuple[str, ...]) -> Place:
    return {d.name: code for d, code in zip(layout.strata, stratum, strict=True)}


def _add_quantiles(folder: AuditFolder, release: str, place: Place, found: Quantiles) -> None:
    for name in ("lower", "median", "upper"):
        rate = getattr(found, name)
        if rate is not None:
            stat = f"{name} of people per 100 employees by organisation"
            folder.rates.append(ShownRate(release, stat, place, rate))
