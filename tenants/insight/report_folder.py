"""What an organisation knows of itself: its annual reports over the years.

A report tells blocks, which are cut anew each year, so the trees are of a year as well. Years have
measures of their own: somebody who comes again counts again, so years do not add up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.insight.audit_folder import (
    TOTAL,
    AuditFolder,
    KnownOrganisation,
    Place,
    ShownCell,
    ShownRate,
    TrueCount,
)
from tenants.insight.margins import CROSSED, MARGINS


@dataclass(frozen=True, slots=True)
class ToldYear:
    """`content` is that of the annual report; `counts` the truth: margin → code → people."""

    year: int
    content: Mapping[str, Any]
    counts: Mapping[str, Mapping[str, int]]


def compose_reports(organisation: str, firm: str, years: Sequence[ToldYear]) -> AuditFolder:
    folder = AuditFolder()
    for told in years:
        talks, release = told.content["talks"], f"report of {told.year}"
        name = f"{organisation} in {told.year}"
        one = KnownOrganisation(name, firm, {}, talks["employees"])
        folder.add_member(release, one)
        _add_people(folder, release, told)
        for margin in MARGINS:
            _add_margin(folder, release, margin, told)
        _add_crossing(folder, release, told)
        folder.truth += _truth(release, name, firm, told)
    return folder


def _add_people(folder: AuditFolder, release: str, told: ToldYear) -> None:
    """A year that is not told is known to be below k; a pool of years is a measure of its own."""
    talks, below = told.content["talks"], told.content["fewer_than"] - 1
    value, years = talks["people"]["value"], talks["years"]
    if len(years) > 1:
        measure = f"people of {min(years)} to {max(years)}, each once"
        folder.cells.append(ShownCell(release, measure, {}, value, value, value))
        value = None
    low, high = (0, below) if value is None else (value, value)
    for measure in _measures(told.year):
        folder.cells.append(ShownCell(release, measure, {}, value, low, high))
    if (rate := talks["per_100_employees"]["value"]) is not None:
        folder.rates.append(ShownRate(release, "people per 100 employees", {}, rate))


def _measures(year: int) -> Iterator[str]:
    return (_measure(margin, year) for margin in MARGINS if margin != CROSSED[1])


def _measure(margin: str, year: int) -> str:
    """What is crossed adds up, so it is one measure."""
    return f"people of {year} by {' and '.join(CROSSED) if margin in CROSSED else margin}"


def _dimension(margin: str, year: int) -> str:
    return f"{margin}_{year}"


def _add_margin(folder: AuditFolder, release: str, margin: str, told: ToldYear) -> None:
    """Every code of the list has a place; codes that are told together are one branch."""
    dimension = _dimension(margin, told.year)
    tree = folder.trees.setdefault(dimension, _tree(MARGINS[margin].codes))
    for block in told.content["talks"]["margins"][margin]:
        code = _branch(tree, block["within"], block["codes"])
        value = block["value"]
        place = {dimension: code}
        folder.cells.append(
            ShownCell(release, _measure(margin, told.year), place, value, value, value)
        )


def _tree(codes: Sequence[str]) -> dict[str, str]:
    """A code that has parts has one more, for what was counted under itself."""
    tree: dict[str, str] = {}
    for code in codes:
        steps = code.split(".")
        for end in range(1, len(steps) + 1):
            tree.setdefault(".".join(steps[:end]), ".".join(steps[: end - 1]) or TOTAL)
    own = [code for code in codes if code in tree.values()]
    return tree | {f"{code}.unspecified": code for code in own}


def _branch(tree: dict[str, str], within: str, codes: Sequence[str]) -> str:
    """The node that is these codes together; made where there is none."""
    if len(codes) == 1:
        return codes[0]
    siblings = {code for code, parent in tree.items() if parent == (within or TOTAL)}
    if siblings == {*codes}:
        return within or TOTAL
    name = "+".join(codes)
    if name not in tree:
        tree[name] = within or TOTAL
        tree.update(dict.fromkeys(codes, name))
    return name


def _add_crossing(folder: AuditFolder, release: str, told: ToldYear) -> None:
    crossing = told.content["talks"]["crossing"]
    if crossing is None:
        return
    names = [_dimension(margin, told.year) for margin in CROSSED]
    trees = [folder.trees[name] for name in names]
    measure = _measure(CROSSED[0], told.year)
    for row, cells in zip(crossing["rows"], crossing["cells"], strict=True):
        for column, cell in zip(crossing["columns"], cells, strict=True):
            codes = (_branch(trees[0], "", row), _branch(trees[1], "", column))
            place = dict(zip(names, codes, strict=True))
            value = cell["value"]
            folder.cells.append(ShownCell(release, measure, place, value, value, value))


def _truth(release: str, name: str, firm: str, told: ToldYear) -> Iterator[TrueCount]:
    for margin, counts in told.counts.items():
        dimension = _dimension(margin, told.year)
        tree = _tree(MARGINS[margin].codes)
        for code, people in counts.items():
            leaf = f"{code}.unspecified" if f"{code}.unspecified" in tree else code
            place: Place = {dimension: leaf}
            yield TrueCount(release, name, firm, place, people, people)
