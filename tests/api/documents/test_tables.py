"""Tables as files: whole numbers stay numbers, and what is withheld is neither empty nor zero."""

import csv
import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from api.documents.jsonstat import jsonstat
from api.documents.spreadsheets import spreadsheet
from api.documents.tables import (
    Book,
    Cell,
    Dimension,
    Measure,
    Table,
    neutralised,
    table_csv,
    tables_csv,
)

THEMES = Dimension("theme", "Theme", {"T1": "Unwanted behaviour", "T2": "=cmd|'/C calc'!A0"})
QUARTERS = Dimension("quarter", "Quarter", {"1": "January to March", "2": "April to June"})
PEOPLE, RATE = Measure("people", "People"), Measure("rate", "Per 100 employees", 1)
ONE = Table(
    "theme", "Themes", [THEMES], [PEOPLE, RATE],
    {("T1",): (Cell(1012), Cell(4.25)), ("T2",): (Cell(None, suppressed=True), Cell(None))},
)  # fmt: skip
TWO = Table(
    "crossing", "Themes: by quarter/year", [THEMES, QUARTERS], [PEOPLE],
    {("T1", "1"): (Cell(9),), ("T2", "2"): (Cell(None, suppressed=True),)},
)  # fmt: skip
BOOK = Book("Annual report 2025", "en", "Noorderlicht", "fewer than 5", ["How"], [ONE, TWO],
            date(2026, 2, 3))  # fmt: skip


def read(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_csv_of_one_table() -> None:
    first, second = read(table_csv(ONE))
    assert first == {
        "theme": "T1", "theme_name": "Unwanted behaviour", "people": "1012", "rate": "4.25",
    }  # fmt: skip
    assert (second["people"], second["rate"]) == ("suppressed", "")
    assert second["theme_name"].startswith("'=")


def test_csv_of_several_tables_has_a_line_for_each_figure() -> None:
    lines = read(tables_csv([ONE, TWO]))
    assert len(lines) == 6
    assert lines[0] | {"value": "1012", "code_2": ""} == lines[0]
    assert (lines[4]["table"], lines[4]["code_2"], lines[4]["value"]) == ("crossing", "1", "9")
    assert lines[5]["value"] == "suppressed"


def test_spreadsheet_has_numbers_and_says_what_is_withheld() -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(BOOK)))
    assert workbook.sheet_names == ["Annual report 2025", "Themes", "Themes- by quarter-year"]
    sheet = workbook.get_sheet_by_name("Themes").to_python()
    assert sheet[0] == ["Theme", "People", "Per 100 employees"]
    assert sheet[1] == ["Unwanted behaviour", 1012, 4.25]
    assert sheet[2][1] == "fewer than 5"
    assert sheet[2][0] == THEMES.categories["T2"]


def test_a_spreadsheet_holds_no_formula_and_is_the_same_twice() -> None:
    made = spreadsheet(BOOK)
    assert made == spreadsheet(BOOK)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_sheets_of_one_name_are_told_apart() -> None:
    long = "x" * 40
    book = Book(long, "en", "", "", [], [Table("a", long, [THEMES], [PEOPLE], {})] * 2)
    names = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(book))).sheet_names
    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


def test_jsonstat_is_a_full_cube_with_what_is_withheld_marked() -> None:
    made = jsonstat(BOOK)
    assert (made["version"], made["class"], made["updated"]) == ("2.0", "collection", "2026-02-03")
    for table, dataset in zip((ONE, TWO), made["link"]["item"], strict=True):
        count = 1
        for size in dataset["size"]:
            count *= size
        assert len(dataset["value"]) == count
        assert dataset["id"] == [*(d.code for d in table.dimensions), "measure"]
        assert [len(dataset["dimension"][d]["category"]["index"]) for d in dataset["id"]] == (
            dataset["size"]
        )
    one, two = made["link"]["item"]
    assert one["value"] == [1012, 4.25, None, None]
    assert one["status"] == {"2": "suppressed"}
    assert two["value"] == [9, None, None, None]
    assert two["status"] == {"3": "suppressed"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_nothing_is_a_formula(text: str) -> None:
    assert neutralised(text) == f"'{text}"


def test_other_text_and_numbers_are_left_alone() -> None:
    assert [neutralised(v) for v in ("T1.1", 12, 1.5, -3, None)] == ["T1.1", "12", "1.5", "-3", ""]
