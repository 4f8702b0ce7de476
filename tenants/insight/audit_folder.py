"""What one coalition of readers knows, as tables that anybody's program can attack.

Figures of one measure add up with one another, along the trees of the dimensions that the measure
uses and over the organisations that a release has; figures of different measures do not.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

TOTAL = "total"
Place = Mapping[str, str]  # dimension → code; the total where it is left out


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`low` to `high` is all that a reader can conclude; None where nothing is said."""

    release: str
    measure: str
    place: Place
    value: float | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class ShownRate:
    release: str
    stat: str
    place: Place
    rate: float


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """In one year: a headcount, and so a size class, is of a year. `firm` is its tenant."""

    name: str
    firm: str
    place: Place
    employees: int | None


class TrueCount(NamedTuple):
    """Of one organisation by one firm; `people` is 0 where acts are counted."""

    release: str
    organisation: str
    firm: str
    place: Place
    value: int
    people: int


@dataclass(slots=True)
class AuditFolder:
    """`strata` are the dimensions that organisations have a place in; `trees` all dimensions, with
    each code's parent. `others` are tables of what is told and is no count of people: file →
    columns → rows. `truth` is written only for the operator's own audit.
    """

    strata: tuple[str, ...] = ()
    trees: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: list[ShownCell] = field(default_factory=list)
    members: dict[tuple[str, str], None] = field(default_factory=dict)
    organisations: dict[tuple[str, str], KnownOrganisation] = field(default_factory=dict)
    rates: list[ShownRate] = field(default_factory=list)
    others: dict[str, tuple[Sequence[str], list[list[object]]]] = field(default_factory=dict)
    truth: list[TrueCount] = field(default_factory=list)

    def add_member(self, release: str, one: KnownOrganisation) -> None:
        self.members[release, one.name] = None
        self.organisations[one.name, one.firm] = one

    def tables(self, *, with_truth: bool) -> Iterator[tuple[str, str]]:
        """The name and text of each file."""
        dimensions = [*self.trees]
        yield (
            "hierarchy.csv",
            _csv(
                ("dim", "child", "parent"),
                ([name, *pair] for name, tree in self.trees.items() for pair in tree.items()),
            ),
        )
        yield (
            "cells.csv",
            _csv(
                ("release", "measure", *dimensions, "value", "lo", "hi"),
                (
                    [c.release, c.measure, *_codes(dimensions, c.place), c.value, c.low, c.high]
                    for c in self.cells
                ),
            ),
        )
        yield "members.csv", _csv(("release", "org"), map(list, self.members))
        yield (
            "orgs.csv",
            _csv(
                ("org", "tenant", *self.strata, "emp"),
                (
                    [one.name, one.firm, *_codes(self.strata, one.place), one.employees]
                    for one in self.organisations.values()
                ),
            ),
        )
        yield (
            "rates.csv",
            _csv(
                ("release", "stat", *dimensions, "rate"),
                ([r.release, r.stat, *_codes(dimensions, r.place), r.rate] for r in self.rates),
            ),
        )
        for file, (columns, rows) in self.others.items():
            yield file, _csv(columns, iter(rows))
        if with_truth:
            yield (
                "truth.csv",
                _csv(
                    ("release", "org", "tenant", *dimensions, "value", "people"),
                    ([*t[:3], *_codes(dimensions, t.place), t.value, t.people] for t in self.truth),
                ),
            )


def _codes(dimensions: Sequence[str], place: Place) -> list[str]:
    return [place.get(name, TOTAL) for name in dimensions]


def _csv(columns: Sequence[str], rows: "Iterator[list[object]] | map[list[object]]") -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def readme() -> str:
    """What the files mean, for whoever has nothing but the folders."""
    return Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
