"""What an organisation knows of itself: its annual reports, invoices and places in benchmarks.

A report tells blocks, which are cut anew each year, so the trees are of a year as well. Years have
measures of their own: somebody who comes again counts again, so years do not add up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from tenants.insight.positions import OwnPosition
from tenants.network.invoices import LAST_QUARTER, Invoice

Counts = Mapping[str, Mapping[str, int]]  # margin → code → people
GATE = 5  # people of a year, from whom on the last invoice settles its hours


@dataclass(frozen=True, slots=True)
class ToldYear:
    """`content` is that of the annual report; `counts` the truth."""

    year: int
    content: Mapping[str, Any]
    counts: Counts


def compose_reports(
    organisation: str,
    firm: str,
    years: Sequence[ToldYear],
    invoices: Sequence[Invoice] = (),
    positions: Sequence[OwnPosition] = (),
) -> AuditFolder:
    folder = AuditFolder()
    for told in years:
        talks, release = told.content["talks"], f"report of {told.year}"
        name = in_year(organisation, told.year)
        one = KnownOrganisation(name, firm, {}, talks["employees"])
        folder.add_member(release, one)
        _add_people(folder, release, told)
        for margin in MARGINS:
            _add_margin(folder, release, margin, told)
        _add_crossing(folder, release, told)
        folder.truth += _truth(release, name, firm, told)
        for invoice in invoices:
            if (invoice.quarter.year, invoice.quarter.month) == (told.year, LAST_QUARTER):
                _add_gate(folder, one, told, settled=invoice.basis == "hours")
    add_invoices(folder, organisation, invoices)
    folder.others["positions.csv"] = (
        ("org", "edition", "among", "position"),
        [
            [in_year(organisation, one.period), one.period, one.among, one.position]
            for one in positions
        ],
    )
    return folder


def in_year(organisation: str, year: int) -> str:
    return f"{organisation} in {year}"


def add_invoices(folder: AuditFolder, organisation: str, invoices: Sequence[Invoice]) -> None:
    columns = ("org", "quarter", "hours", "amount_cents", "basis")
    _, rows = folder.others.setdefault("invoices.csv", (columns, []))
    rows += [
        [
            in_year(organisation, one.quarter.year),
            one.quarter,
            one.hours,
            one.amount_cents,
            one.basis,
        ]
        for one in invoices
    ]


def _add_gate(
    folder: AuditFolder, one: KnownOrganisation, told: ToldYear, *, settled: bool
) -> None:
    """Where a report is silent below ten, the year's last invoice says on which side of five."""
    talks, below = told.content["talks"], told.content["fewer_than"] - 1
    silent = talks["people"]["value"] is None or len(talks["years"]) > 1
    if not silent or below < GATE:
        return
    release = f"invoices of {told.year}"
    folder.add_member(release, one)
    low, high = (GATE, below) if settled else (0, GATE - 1)
    for measure in _measures(told.year):
        folder.cells.append(ShownCell(release, measure, {}, None, low, high))


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
    add_blocks(
        folder,
        release,
        _measure(margin, told.year),
        (_dimension(margin, told.year), MARGINS[margin].codes),
        [(b["within"], b["codes"], b["value"]) for b in told.content["talks"]["margins"][margin]],
    )


def add_blocks(
    folder: AuditFolder,
    release: str,
    measure: str,
    dimension: tuple[str, Sequence[str]],
    blocks: Iterable[tuple[str, Sequence[str], int]],
) -> None:
    """Every code of the list has a place; codes that are told together are one branch."""
    name, codes = dimension
    tree = folder.trees.setdefault(name, _tree(codes))
    for within, together, people in blocks:
        place = {name: _branch(tree, within, together)}
        folder.cells.append(ShownCell(release, measure, place, people, people, people))


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
