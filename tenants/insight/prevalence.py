"""How many of every 100 employees say that something happens to them: published, not ours.

Statistical offices publish it by sector and theme (in the Netherlands the NEA of TNO and CBS). Laid
beside the people who talked with a counsellor it tells how far counsellors reach.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tenants.audit import record
from tenants.errors import Invalid
from tenants.insight.disclosure.layout import TOTAL
from tenants.insight.sections import SECTIONS
from tenants.insight.tabulation import THEME
from tenants.policy import Action, require
from tenants.session import TenantSession

MOST_BYTES = 1_000_000
#: letters of sections moved between editions, so each line says which edition its letter is of
CLASSIFICATIONS = ("NACE 2.1", "SBI 2025")
COLUMNS = {
    "classification": ("classification", "indeling"),
    "sector": ("sector", "sectie"),
    "theme": ("theme", "thema"),
    "percent": ("percent", "percentage", "procent"),
    "source": ("source", "bron"),
    "year": ("year", "jaar"),
}


@dataclass(frozen=True, slots=True)
class Prevalence:
    """`percent` of employees in a section (or TOTAL) who say it, in a survey of `year`."""

    sector: str
    theme: str
    percent: float
    source: str
    year: int


async def load_prevalence(tenant: TenantSession, file: bytes) -> int:
    """Put this table in the place of the former one; returns how many figures it has.

    A CSV file as spreadsheets write it: semicolons, commas or tabs, decimal commas or points, UTF-8
    or the code page of Windows. Raises Invalid, with the line that is wrong, and keeps the former.
    """
    require(tenant.actor, Action.LOAD_PREVALENCE)
    figures = read_prevalence(file)
    await tenant.connection.execute("DELETE FROM prevalence")
    await tenant.connection.executemany(
        """
        INSERT INTO prevalence (sector, theme, percent, source, year)
             VALUES ($1, $2, $3, $4, $5)
        """,
        [(f.sector, f.theme, Decimal(str(f.percent)), f.source, f.year) for f in figures],
    )
    await record(tenant, Action.LOAD_PREVALENCE, "prevalence", len(figures))
    return len(figures)


async def list_prevalence(tenant: TenantSession) -> list[Prevalence]:
    """What is loaded, by sector and theme; nothing where nobody loaded anything."""
    require(tenant.actor, Action.RELEASE_EDITION)
    rows = await tenant.connection.fetch(
        """
        SELECT sector, theme, percent::float AS percent, source, year
          FROM prevalence
         ORDER BY sector, theme
        """
    )
    return [Prevalence(**row) for row in rows]


def read_prevalence(file: bytes) -> list[Prevalence]:
    """Raises Invalid, naming the line."""
    if len(file) > MOST_BYTES:
        raise Invalid({"file": "is larger than such a table can be"})
    lines = csv.reader(io.StringIO(_text(file)), delimiter=_delimiter(file))
    figures: dict[tuple[str, str], Prevalence] = {}
    try:
        for number, fields in _rows(lines):
            figure = _figure(number, fields)
            if figures.setdefault((figure.sector, figure.theme), figure) is not figure:
                raise Invalid({f"line {number}": "this sector and theme stand here before"})
    except csv.Error as error:
        raise Invalid({"file": f"cannot be read as CSV: {error}"}) from None
    if not figures:
        raise Invalid({"file": "holds no figure"})
    return list(figures.values())


def _text(file: bytes) -> str:
    if file.startswith((b"\xff\xfe", b"\xfe\xff")):
        return file.decode("utf-16", errors="replace")
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("cp1252", errors="replace")


def _delimiter(file: bytes) -> str:
    header = _text(file).partition("\n")[0]
    return max(";\t,", key=header.count)


def _rows(lines: Iterator[list[str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    header = [name.strip().lower() for name in next(lines, [])]
    places = {
        column: next((header.index(name) for name in names if name in header), None)
        for column, names in COLUMNS.items()
    }
    if missing := [column for column, place in places.items() if place is None]:
        raise Invalid({"columns": f"these are missing: {', '.join(missing)}"})
    for number, line in enumerate(lines, 2):
        if any(field.strip() for field in line):
            yield (
                number,
                {
                    column: line[place].strip() if place is not None and place < len(line) else ""
                    for column, place in places.items()
                },
            )


def _figure(number: int, fields: Mapping[str, str]) -> Prevalence:
    line = f"line {number}"
    if fields["classification"] not in CLASSIFICATIONS:
        raise Invalid({line: f"classification is {' or '.join(CLASSIFICATIONS)}; letters moved"})
    sector = fields["sector"]
    if sector.lower() in {"", "total", "totaal"}:
        sector = TOTAL
    if sector not in {*SECTIONS, TOTAL}:
        raise Invalid({line: f"{sector} is no section"})
    if fields["theme"] not in THEME.parents:
        raise Invalid({line: f"{fields['theme'] or 'nothing'} is no theme of an edition"})
    try:
        percent = round(float(fields["percent"].rstrip("% ").replace(",", ".")), 1)
        year = int(fields["year"])
    except ValueError:
        raise Invalid({line: "percent and year are numbers"}) from None
    if not (0 <= percent <= 100 and 2000 <= year <= 2100):
        raise Invalid({line: "percent is from 0 to 100, year from 2000 to 2100"})
    if not (1 <= len(fields["source"]) <= 200 and fields["source"].isprintable()):
        raise Invalid({line: "a source has 1 to 200 characters"})
    return Prevalence(sector, fields["theme"], percent, fields["source"], year)
