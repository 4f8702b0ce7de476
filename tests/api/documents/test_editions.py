"""An edition as files: nothing withheld reads as zero or nothing, and each says which one it is."""

import csv
import io
import json
import re
import sys
import zipfile
from math import floor
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import api.documents
from api.documents.edition import compose_edition, edition_pdf
from api.documents.edition_figures import _share
from api.documents.edition_words import EditionWords
from api.documents.editions import edition_book, edition_file
from api.documents.sdmx import SdmxNotInstalled, sdmx, sdmx_id
from api.i18n import LOCALE
from tests.api.documents.edition_contents import EMPTY, HIDDEN, edition

EDITION = edition()
CATALOGUES = [LOCALE / "nl" / f"{domain}.po" for domain in ("words", "documents")]
#: said alike in both languages, or by the theme list
ALIKE = {"Sector", "HR"} | {"kind", "theme", "unit"}  # names of members, not said
LANGUAGES = ("en", "nl")


async def read_csv(language: str = "en") -> list[dict[str, str]]:
    file = await edition_file(EDITION, "csv", language)
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


@pytest.mark.book("D4")
async def test_csv_says_what_is_withheld_in_a_word() -> None:
    rows = await read_csv()
    tables = {row["table"] for row in rows}
    assert {"theme_by_sector_size", "advice_by_sector", "trend_by_sector", "reach"} <= tables
    hidden = [r for r in rows if r["table"] == "theme_by_sector" and r["code_1"] == HIDDEN]
    assert {row["value"] for row in hidden} == {"suppressed"}
    empty = [r for r in rows if r["table"] == "theme_by_sector" and r["code_1"] == EMPTY]
    assert {(r["measure"], r["value"]) for r in empty} == {
        ("number", "0"), ("per_100_employees", ""),
    }  # fmt: skip
    assert "Zorg en welzijn" in {row["name_1"] for row in await read_csv("nl")}


@pytest.mark.book("D4")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_spreadsheet_names_the_edition_first(language: str) -> None:
    file = await edition_file(EDITION, "xlsx", language)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    first = "\n".join(str(row[0]) for row in book.get_sheet_by_index(0).to_python())
    assert "benchmark-2025" in first
    assert EDITION.digest in first
    assert len(book.sheet_names) == 1 + len(edition_book(EDITION, language).tables)
    words = {"en": "fewer than 10, or withheld", "nl": "minder dan 10, of niet getoond"}
    themes = book.get_sheet_by_index(1).to_python()
    assert words[language] in {cell for row in themes for cell in row}


@pytest.mark.book("D4")
async def test_jsonstat_marks_what_is_withheld() -> None:
    found = json.loads(await edition_file(EDITION, "jsonstat", "en"))
    assert any(EDITION.digest in line for line in found["note"])
    for dataset in found["link"]["item"]:
        for place in dataset["status"]:
            assert dataset["value"][int(place)] is None


@pytest.mark.book("D4")
async def test_sdmx_is_read_by_others() -> None:
    from msgspec.json import decode
    from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage

    with zipfile.ZipFile(io.BytesIO(await edition_file(EDITION, "sdmx", "en"))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    message = decode(files["structure.json"], type=JsonStructureMessage).to_model()
    lists = {one.id: {code.id for code in one.items} for one in message.get_codelists()}
    flows = {flow.id for flow in message.get_dataflows()}
    assert EDITION.digest in files["readme.txt"]
    for name, text in files.items():
        if not name.endswith(".csv"):
            continue
        table = name.removesuffix(".csv").upper()
        assert table in flows
        for row in csv.DictReader(io.StringIO(text)):
            assert row["STRUCTURE_ID"] == f"GESPREKSPUNT:{table}(1.0)"
            assert row["TIME_PERIOD"] == "2025"
            assert (row["OBS_VALUE"] == "") is (row["OBS_STATUS"] in {"Q", "M"})
            for dimension in row.keys() - {
                "STRUCTURE", "STRUCTURE_ID", "ACTION", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS",
            }:  # fmt: skip
                assert row[dimension] in lists[f"CL_{table}_{dimension}"]


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "pysdmx"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pysdmx", None)
    with pytest.raises(SdmxNotInstalled):
        sdmx(edition_book(EDITION, "en"), 2025)


@pytest.mark.parametrize("code", ["T1.1", "1000-4999", "5000_up", "total", "answered.not_funded"])
def test_sdmx_codes_are_codes_of_sdmx(code: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_@$-]+", sdmx_id(code))


@pytest.mark.book("D4")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trend", [True, False])
def test_the_document_is_accessible(language: str, trend: bool) -> None:
    made = edition_pdf(edition(trend=trend), language)
    assert made.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made


def figures(sector: str = "total", language: str = "en") -> list[dict[str, Any]]:
    composed = compose_edition(EDITION, language, sector)
    return [figure for section in composed["sections"] for figure in section["figures"]]


@pytest.mark.book("D4")
@pytest.mark.parametrize("sector", ["total", HIDDEN])
def test_what_is_withheld_is_hatched_and_said(sector: str) -> None:
    """No number of a hidden sector is anywhere; every picture that lacks one says why."""
    for figure in figures(sector):
        if any("withheld" in cell for row in figure["rows"] for cell in row):
            assert "url(#hatch" in figure["svg"], figure["title"]
        for row in figure["rows"]:
            if row[0] == "Manufacturing":
                assert not [cell for cell in row[1:] if re.search(r"\d", cell.replace("10,", ""))]
    if sector == HIDDEN:
        profile = [f for f in figures(sector) if f["header"][1] == "People"]
        assert {row[1] for figure in profile for row in figure["rows"]} == {
            "fewer than 10, or withheld"
        }


@pytest.mark.book("D4")
def test_more_talks_are_never_red() -> None:
    """One blue, from pale to deep, with greys: nothing else is drawn."""
    for figure in figures():
        for red, green, blue in re.findall(r"#(\w\w)(\w\w)(\w\w)\b", figure["svg"]):
            assert int(blue, 16) >= int(green, 16) >= int(red, 16), figure["title"]


@pytest.mark.book("D4")
def test_titles_say_the_finding_and_tables_say_all() -> None:
    titles = [figure["title"] for figure in figures()]
    assert titles[0].startswith("4.0 of every 100 employees talked with a counsellor")
    assert any("From 3." in title or "nothing changed" in title for title in titles)
    for figure in figures():
        assert figure["alt"].startswith(figure["title"])
        assert all(len(row) == len(figure["header"]) for row in figure["rows"])


@given(st.integers(0, 5000), st.integers(1, 5000), st.sampled_from([5, 10]))
def test_a_share_of_rounded_numbers_leaves_the_true_one_open(
    part: int, rest: int, base: int
) -> None:
    """Of 40 pieces of advice, 10 five times is no 125 per cent."""

    def cell(number: int) -> dict[str, Any]:
        printed = base * floor(number / base + 0.5)
        return {"number": {"value": printed, "suppressed": False}}

    words = EditionWords("en", {"rounded_to": base})
    share = _share(words, cell(part), cell(part + rest))
    if share is not None:
        low, high = share
        assert low <= 100 * part / (part + rest) <= high


def test_without_a_trend_it_says_why() -> None:
    composed = compose_edition(edition(trend=False), "en")
    assert "no trend" in composed["no_trend"]
    assert "trend" not in [section["name"] for section in composed["sections"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_which_edition_it_is(language: str) -> None:
    composed = compose_edition(EDITION, language)
    stamp = " ".join(composed["stamp"])
    assert "benchmark-2025" in stamp
    assert EDITION.digest in stamp
    assert EDITION.content["table_digest"] in stamp


def test_every_text_is_translated() -> None:
    """Wherever a document says something: through words(…), words.say(…) or marked by N_(…)."""
    spoken = {"words": None, "say": None, "_": None, "N_": None}
    directory = Path(api.documents.__file__).parent
    found = {
        m for _, _, m, *_ in extract_from_dir(str(directory), [("**.py", "python")], {}, spoken)
    }
    read = [read_po(io.BytesIO(po.read_bytes()), locale="nl") for po in CATALOGUES]
    known = {m.id for catalogue in read for m in catalogue if m.string}
    assert len(found) > 150
    assert sorted(m for m in found - known if str(m) not in ALIKE) == []
