"""An annual report as tables: the very figures that were released, none of them anew."""

import csv
import io

import pytest

from api.documents.annual_report_tables import annual_report_book
from api.documents.jsonstat import jsonstat
from api.documents.spreadsheets import spreadsheet
from api.documents.tables import tables_csv
from tests.api.documents.contents import bare, block, closed_gate, content, crossed, pooled, report

pytestmark = pytest.mark.book("R48")
EVERY = [content(), closed_gate(), crossed(), pooled(), bare()]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("found", EVERY, ids=["figures", "closed", "crossed", "pooled", "bare"])
def test_what_is_withheld_is_said_in_each_format(found, language: str) -> None:
    book = annual_report_book(report(found), language)
    lines = list(csv.DictReader(io.StringIO(tables_csv(book.tables).decode("utf-8-sig"))))
    hidden = sum(c.suppressed for t in book.tables for cells in t.rows.values() for c in cells)
    assert [line["value"] for line in lines].count("suppressed") == hidden > 0
    assert not any(line["value"] == "" for line in lines)
    cubes = jsonstat(book)["link"]["item"]
    assert sum(len(cube["status"]) for cube in cubes) == hidden
    assert spreadsheet(book).startswith(b"PK")


def test_figures_are_those_that_were_released() -> None:
    found = crossed()
    book = annual_report_book(report(found), "en")
    tables = {table.code: table for table in book.tables}
    assert tables["theme"].rows["T1.1+T1.2+T1.unspecified",][0].value == 6
    assert tables["theme_by_quarter"].rows["T3", "4"][0].value == 14
    assert tables["theme_by_quarter"].rows["T3", "1"][0].suppressed
    assert tables["people"].rows["2025",][0].value == 90
    assert book.updated is not None
    assert any("SHA-256" in line for line in book.about)


def test_a_block_names_all_that_is_in_it() -> None:
    (theme,) = [t for t in annual_report_book(report(content()), "nl").tables if t.code == "theme"]
    assert theme.dimensions[0].categories["T2+T4+T9"] == (
        "Meerdere samen (Integriteit; Persoonlijk; Overig)"
    )
    assert block(6, "T2", "T4", "T9") in content()["talks"]["margins"]["theme"]
