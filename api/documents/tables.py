"""Figures as tables, the same for every file that is made of them; here also as CSV.

A figure that is withheld says so in each of them: it is never empty and never zero.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` None and not suppressed: there is nothing to measure here, such as no employees."""

    value: float | None
    suppressed: bool = False

    @classmethod
    def of(cls, figure: Mapping[str, Any]) -> Self:
        """From a figure as it is released: `{"value": 12, "suppressed": false}`."""
        return cls(figure["value"], figure["suppressed"])


@dataclass(frozen=True, slots=True)
class Dimension:
    """`categories` maps codes to their names, in the order in which they are shown."""

    code: str
    label: str
    categories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    label: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` maps a category of each dimension to a cell of each measure."""

    code: str
    label: str
    dimensions: Sequence[Dimension]
    measures: Sequence[Measure]
    rows: Mapping[tuple[str, ...], Sequence[Cell]]

    def names(self, key: Sequence[str]) -> list[str]:
        """What a row's categories are called."""
        return [d.categories[code] for d, code in zip(self.dimensions, key, strict=True)]


@dataclass(frozen=True, slots=True)
class Book:
    """Tables that were released together. `withheld` says "fewer than 5" in the reader's words."""

    title: str
    language: str
    source: str
    withheld: str
    about: Sequence[str]
    tables: Sequence[Table]
    updated: date | None = None


def table_csv(table: Table) -> bytes:
    """One line a row, each category with its name. UTF-8 with a byte order mark, commas, decimal
    points (RFC 4180); what is withheld is the word `suppressed`, in any language.
    """
    header = [name for d in table.dimensions for name in (d.code, f"{d.code}_name")]
    return _written([header + [m.code for m in table.measures], *_lines(table)])


def tables_csv(tables: Sequence[Table]) -> bytes:
    """Several tables as one, a line for each figure: `table`, then categories, then the figure."""
    deepest = max((len(table.dimensions) for table in tables), default=0)
    pairs = [f"code_{n + 1},name_{n + 1}".split(",") for n in range(deepest)]
    header = ["table", "table_name", *(name for pair in pairs for name in pair)]
    lines: list[list[object]] = [[*header, "measure", "value"]]
    for table in tables:
        blank = [""] * 2 * (deepest - len(table.dimensions))
        for line in _lines(table):
            named, values = line[: -len(table.measures)], line[-len(table.measures) :]
            for measure, value in zip(table.measures, values, strict=True):
                lines.append([table.code, table.label, *named, *blank, measure.code, value])
    return _written(lines)


def neutralised(value: object) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(value) else text


def _lines(table: Table) -> Iterator[list[object]]:
    for key, cells in table.rows.items():
        named = zip(key, table.names(key), strict=True)
        yield [
            *(text for pair in named for text in pair),
            *(SUPPRESSED if cell.suppressed else cell.value for cell in cells),
        ]


def _written(lines: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([neutralised(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)
