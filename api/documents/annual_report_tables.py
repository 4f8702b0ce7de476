"""An annual report as tables, for CSV, a spreadsheet and JSON-stat."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.documents.annual_report import method_of
from api.documents.figures import PLAIN, Words
from api.documents.labels import ACTIVITIES, ADVICE, BARRIERS, BOTTLENECKS, block_label, label
from api.documents.tables import Book, Cell, Dimension, Measure, Table
from tenants.insight.annual_reports import AnnualReport


def annual_report_book(report: AnnualReport, language: str) -> Book:
    """Prevention first, then people who talked by each facet; a block of codes is one category."""
    words = Words(language, report.content)
    content = report.content
    bottlenecks = [words(BOTTLENECKS[code]) for code in content["bottlenecks"]]
    return Book(
        title=words.say("Annual report %(year)s", year=content["year"]),
        language=language,
        source=content["organisation"],
        withheld=words.few,
        about=[
            *words.summary(),
            *(
                [words("Where policy falls short") + ": " + "; ".join(bottlenecks)]
                * bool(bottlenecks)
            ),
            *((content["comment"] or "").splitlines()),
            *method_of(words),
            words.say("SHA-256 of the figures:") + " " + report.digest,
        ],
        tables=list(_tables(words)),
        updated=report.released_on,
    )


def _tables(words: Words) -> Sequence[Table]:
    content, people = words.content, Measure("people", words("People"))
    prevention, talks = content["prevention"], content["talks"]
    years = "-".join(str(year) for year in talks["years"][:1] + talks["years"][1:][-1:])
    found = [
        Table(
            "activities",
            words("Activities"),
            [_dimension("activity", words("Activity"), words, ACTIVITIES)],
            [Measure("number", words("How often")), Measure("audience", words("People reached"))],
            {
                (a["kind"],): (Cell(a["number"]), Cell(a["audience"]))
                for a in prevention["activities"]
            },
        ),
        Table(
            "advice",
            words("Advice"),
            [_dimension("state", words("Advice"), words, ADVICE)],
            [Measure("number", words("Number"))],
            {(state,): (Cell(prevention["advice"][state]),) for state in ADVICE},
        ),
        Table(
            "barriers",
            words("What stood in the way"),
            [_dimension("barrier", words("What stood in the way"), words, BARRIERS)],
            [Measure("number", words("Number"))],
            {(one["barrier"],): (Cell(one["number"]),) for one in prevention.get("barriers", ())},
        ),
        Table(
            "people",
            words("People who talked"),
            [Dimension("years", words("Years"), {years or "-": years or "-"})],
            [
                people,
                Measure("per_100_employees", words("Per 100 employees"), 1),
                Measure("early_contacts", words("Within half a year")),
            ],
            {
                (years or "-",): [
                    Cell.of(talks[name])
                    for name in ("people", "per_100_employees", "early_contacts")
                ]
            },
        ),
    ]
    found += [_margin(words, name, blocks, people) for name, blocks in talks["margins"].items()]
    if talks["crossing"]:
        found.append(_crossing(words, talks["crossing"], people))
    return found


def _margin(words: Words, name: str, blocks: Sequence[Mapping[str, Any]], people: Measure) -> Table:
    title = words(PLAIN[name])
    if not blocks:
        every = Dimension(name, title, {"all": words("All of it")})
        return Table(name, title, [every], [people], {("all",): [Cell(None, suppressed=True)]})
    categories = {"+".join(b["codes"]): _named(words, name, b) for b in blocks}
    rows = zip(categories, blocks, strict=True)
    return Table(
        name,
        title,
        [Dimension(name, title, categories)],
        [people],
        {(code,): [Cell.of(block)] for code, block in rows},
    )


def _crossing(words: Words, crossing: Mapping[str, Any], people: Measure) -> Table:
    rows, columns = (
        {"+".join(codes): block_label(name, "", codes, words) for codes in crossing[side]}
        for side, name in (("rows", "theme"), ("columns", "quarter"))
    )
    return Table(
        "theme_by_quarter",
        words("Themes through the year"),
        [Dimension("theme", words("Theme"), rows), Dimension("quarter", words("When"), columns)],
        [people],
        {
            (row, column): (Cell.of(cell),)
            for row, line in zip(rows, crossing["cells"], strict=True)
            for column, cell in zip(columns, line, strict=True)
        },
    )


def _named(words: Words, margin: str, block: Mapping[str, Any]) -> str:
    name = block_label(margin, block["within"], block["codes"], words)
    if len(block["codes"]) == 1:
        return name
    return f"{name} ({'; '.join(label(margin, code, words) for code in block['codes'])})"


def _dimension(code: str, name: str, words: Words, codes: Mapping[str, str]) -> Dimension:
    return Dimension(code, name, {one: words(text) for one, text in codes.items()})
