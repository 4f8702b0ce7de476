"""An edition as tables for every file that is made of it, and where each format comes from."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from api.documents.edition import edition_pdf
from api.documents.edition_words import EditionWords
from api.documents.jsonstat import jsonstat
from api.documents.labels import FACETS, UNITS
from api.documents.sdmx import sdmx
from api.documents.spreadsheets import spreadsheet
from api.documents.tables import Book, Cell, Dimension, Measure, Table, tables_csv
from tenants.insight.disclosure import TOTAL
from tenants.insight.editions import Edition

FileFormat = Literal["csv", "xlsx", "jsonstat", "sdmx", "pdf"]
#: how a file is called, where that is not its format
EXTENSIONS = {"jsonstat": "json", "sdmx": "zip"}
MEDIA_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonstat": "application/json",
    "sdmx": "application/zip",
    "pdf": "application/pdf",
}


async def edition_file(edition: Edition, file_format: FileFormat, language: str) -> bytes:
    """The edition as one file. Raises SdmxNotInstalled where that extra is missing."""
    return await asyncio.to_thread(_write, edition, file_format, language)


def _write(edition: Edition, file_format: FileFormat, language: str) -> bytes:
    book = edition_book(edition, language)
    match file_format:
        case "csv":
            return tables_csv(book.tables)
        case "xlsx":
            return spreadsheet(book)
        case "jsonstat":
            return msgspec.json.encode(jsonstat(book))
        case "sdmx":
            return sdmx(book, edition.period)
        case "pdf":
            return edition_pdf(edition, language)
    raise ValueError(file_format)


def edition_book(edition: Edition, language: str) -> Book:
    """All its tables, in words of `language`, with its id and its hash."""
    content = edition.content
    words = EditionWords(language, content)
    return Book(
        title=words.say("Benchmark %(period)s", period=content["period"]),
        language=language,
        source="Gesprekspunt",
        withheld=words.few,
        about=[*words.stamp(edition), *words.method()],
        tables=[
            *(_table(table, words) for table in content["tables"]),
            *(_trend(content["trend"], words) if content["trend"] else ()),
            *(_reach(content["reach"], words) if content["reach"] else ()),
        ],
        updated=edition.released_on,
    )


def _table(table: Mapping[str, Any], words: EditionWords) -> Table:
    facet, strata = table["facet"], table["strata"]
    codes = list(dict.fromkeys(cell["code"] for cell in table["cells"]))
    dimensions = [stratum_dimension(name, table["cells"], words) for name in strata]
    if codes != [TOTAL]:
        names = {code: words.code(facet, code) for code in codes}
        dimensions.append(Dimension(facet, words(FACETS[facet][0]), names))
    return Table(
        code=table["name"],
        label=table_label(table, words),
        dimensions=dimensions,
        measures=[
            Measure("number", words(UNITS[table["unit"]])),
            Measure("per_100_employees", words("Per 100 employees"), 1),
        ],
        rows={
            tuple(cell["code" if d.code == facet else d.code] for d in dimensions): [
                Cell.of(cell["number"]),
                Cell.of(cell["per_100_employees"]),
            ]
            for cell in table["cells"]
        },
    )


def table_label(table: Mapping[str, Any], words: EditionWords) -> str:
    """What a table is called: its facet and what it is broken down by."""
    by = {
        ("sector",): words("by sector"),
        ("size",): words("by size"),
        ("sector", "size"): words("by sector and size"),
    }
    return f"{words(FACETS[table['facet']][0])}, {by[tuple(table['strata'])]}"


def stratum_dimension(name: str, cells: list[Mapping[str, Any]], words: EditionWords) -> Dimension:
    codes = dict.fromkeys(cell[name] for cell in cells)
    if name == "sector":
        label, names = words("Sector"), {code: words.sector(code) for code in codes}
    else:
        label, names = words("Size"), {code: words.size(code) for code in codes}
    return Dimension(name, label, names)


def _trend(trend: Mapping[str, Any], words: EditionWords) -> Iterator[Table]:
    """The same organisations in two years, by sector and by size."""
    for name, title in (("sector", words("Trend by sector")), ("size", words("Trend by size"))):
        other = "size" if name == "sector" else "sector"
        cells = [
            c
            for c in trend["cells"]
            if c[other] == TOTAL and (name == "sector" or c["code"] == TOTAL)
        ]
        dimensions = [stratum_dimension(name, cells, words)]
        if name == "sector":
            names = {c["code"]: words.code("theme", c["code"]) for c in cells}
            dimensions.append(Dimension("theme", words(FACETS["theme"][0]), names))
        yield Table(
            code=f"trend_by_{name}",
            label=title,
            dimensions=dimensions,
            measures=[
                Measure(f"per_100_employees_{trend[year]}", str(trend[year]), 1)
                for year in ("from", "to")
            ],
            rows={
                tuple(c["code" if d.code == "theme" else d.code] for d in dimensions): [
                    Cell.of(c[year]["per_100_employees"]) for year in ("before", "after")
                ]
                for c in cells
            },
        )


def _reach(reach: list[Mapping[str, Any]], words: EditionWords) -> Iterator[Table]:
    themes = {r["theme"]: words.code("theme", r["theme"]) for r in reach}
    sources = sorted({f"{r['source']} ({r['year']})" for r in reach})
    yield Table(
        code="reach",
        label=words("Reach"),
        dimensions=[
            stratum_dimension("sector", reach, words),
            Dimension("theme", words(FACETS["theme"][0]), themes),
        ],
        measures=[
            Measure("prevalence", "; ".join(sources), 1),
            Measure("per_100_employees", words("Per 100 employees"), 1),
            Measure("reach", words("Found a counsellor, of 100 to whom it happens"), 1),
        ],
        rows={
            (r["sector"], r["theme"]): [
                Cell(r["prevalence"]),
                Cell.of(r["per_100_employees"]),
                Cell.of(r["reach"]),
            ]
            for r in reach
        },
    )
