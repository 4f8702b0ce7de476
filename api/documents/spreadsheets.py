"""Tables as a spreadsheet: a sheet that says what they are, then one for each."""

import io
from datetime import UTC, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.documents.tables import Book, Cell, Measure, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: so that the same figures are the same file, whenever it is asked for
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
HATCHED = 14  # the thin diagonal stripes of Excel
LONGEST_NAME = 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def spreadsheet(book: Book) -> bytes:
    """XLSX. Text is text and never a formula; what is withheld is hatched and says so."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        made = datetime.combine(book.updated, time(), UTC) if book.updated else LONG_AGO
        workbook.set_properties({"title": book.title, "author": book.source, "created": made})
        formats = _Formats(workbook)
        about = workbook.add_worksheet(_free_name([], book.title))
        about.set_column(0, 0, 100)
        about.write_string(0, 0, book.title, formats.head)
        for row, line in enumerate(book.about, 2):
            about.write_string(row, 0, line, formats.text)
        names = [about.get_name()]
        for table in book.tables:
            names.append(_free_name(names, table.label))
            _fill(workbook.add_worksheet(names[-1]), table, book.withheld, formats)
    return out.getvalue()


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._numbers: dict[int, Format] = {}
        # A leading "=" stays text when somebody edits the cell, too.
        self.text = workbook.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"})
        self.head = workbook.add_format({"bold": True, "quote_prefix": True, "bottom": 1})
        self.withheld = workbook.add_format(
            {"italic": True, "pattern": HATCHED, "fg_color": "#b0b0b0", "align": "right"}
        )

    def number(self, decimals: int) -> Format:
        if decimals not in self._numbers:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._workbook.add_format(
                {"num_format": pattern, "valign": "top"}
            )
        return self._numbers[decimals]


def _fill(sheet: Worksheet, table: Table, withheld: str, formats: _Formats) -> None:
    names = [d.label for d in table.dimensions] + [m.label for m in table.measures]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, formats.head)
    depth = len(table.dimensions)
    sheet.set_column(0, depth - 1, 44)
    sheet.set_column(depth, len(names) - 1, max(14, len(withheld)))
    sheet.freeze_panes(1, depth)
    for row, (key, cells) in enumerate(table.rows.items(), 1):
        for column, name in enumerate(table.names(key)):
            sheet.write_string(row, column, name, formats.text)
        for column, (measure, cell) in enumerate(zip(table.measures, cells, strict=True), depth):
            _write(sheet, (row, column), (measure, cell), withheld, formats)


def _write(
    sheet: Worksheet,
    place: tuple[int, int],
    figure: tuple[Measure, Cell],
    withheld: str,
    formats: _Formats,
) -> None:
    measure, cell = figure
    if cell.suppressed:
        sheet.write_string(*place, withheld, formats.withheld)
    elif cell.value is not None:
        sheet.write_number(*place, cell.value, formats.number(measure.decimals))


def _free_name(taken: list[str], wanted: str) -> str:
    """A name as Excel wants them: short, without its punctuation, and not there yet."""
    name = wanted.translate(NOT_IN_A_NAME).strip("' ")[:LONGEST_NAME]
    number = 1
    while name.lower() in {one.lower() for one in taken}:
        number += 1
        name = f"{name[: LONGEST_NAME - 4]} {number}"
    return name
