"""The annual report as a document: for everybody to read, with nothing in it that is hidden."""

import json
import re
from typing import Any

import pytest
import typst

from api.documents.annual_report import annual_report_pdf, compose
from api.documents.labels import ACTIVITIES, ADVICE, CODES
from api.i18n import translations
from tenants.insight.facets import Requester
from tenants.insight.margins import MARGINS
from tenants.insight.sections import SECTIONS
from tenants.themes import THEMES
from tests.api.documents.contents import closed_gate, content, report

LANGUAGES = ("en", "nl")


def texts(composed: Any) -> str:
    """All that is said, without the drawing."""
    if isinstance(composed, dict):
        return "\n".join(texts(v) for k, v in composed.items() if k != "svg")
    if isinstance(composed, (list, tuple)):
        return "\n".join(texts(value) for value in composed)
    return str(composed)


def figures(composed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [figure for chapter in composed["chapters"] for figure in chapter["figures"]]
    return {figure["rows"][0][0]: figure for figure in found}


@pytest.mark.book("R48")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [content(), closed_gate()], ids=["figures", "closed gate"])
async def test_it_builds_as_an_accessible_pdf(language: str, found: dict[str, Any]) -> None:
    made = await annual_report_pdf(report(found), language)
    assert made.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" in made


def test_a_picture_without_words_would_fail_the_build() -> None:
    page = b"""
        #set document(title: "t")
        #set text(lang: "en")
        #image(bytes(sys.inputs.svg), format: "svg")
    """
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    with pytest.raises(typst.TypstError, match="alt"):
        typst.compile(page, format="pdf", pdf_standards="ua-1", sys_inputs={"svg": drawing})


@pytest.mark.parametrize("name", ['#panic("x")', "*A* $B$ @c <d> \\", "=1+1", "[" * 30])
async def test_a_name_is_never_markup(name: str) -> None:
    found = content() | {"organisation": name}
    assert await annual_report_pdf(report(found), "en")


@pytest.mark.book("R48")
def test_prevention_stands_before_talks() -> None:
    said = texts(compose(report(content()), "en"))
    order = ["Team meetings", "Advised, not funded: 2", "Who asked", "What it was about"]
    assert [said.index(text) for text in order] == sorted(said.index(text) for text in order)
    assert "39 people talked with a counsellor: 4.3 of every 100 employees." in said


@pytest.mark.book("R10")
def test_what_is_suppressed_says_so_and_has_no_length() -> None:
    figure = figures(compose(report(content()), "en"))["Somebody it happened to"]
    assert figure["rows"][1] == ("A witness", "fewer than 5, or withheld", "")
    assert "A witness: fewer than 5, or withheld" in figure["alt"]
    assert figure["svg"].count('fill="url(#hatch)"') == 3
    hatched = re.findall(r'width="([\d.]+)" height="\d+" fill="url\(#hatch\)"', figure["svg"])
    assert len(set(hatched)) == 1
    assert '"0"' not in json.dumps(figure["rows"])


def test_a_closed_gate_tells_of_prevention_alone() -> None:
    composed = compose(report(closed_gate()), "en")
    assert composed["chapters"] == []
    assert "Fewer than 5 people talked" in composed["summary"][0]
    assert "fewer than 5, or withheld" in texts(composed["talks"])


def test_the_title_of_a_figure_is_the_finding_and_true() -> None:
    composed = figures(compose(report(content()), "en"))
    assert composed["Somebody it happened to"]["title"] == (
        "Most often: Somebody it happened to (26 of 39 people)"
    )
    # 18 people stand together in one figure: nobody can say that nothing among them was more.
    found = content()
    found["talks"]["margins"]["outcome"][0]["value"] = 18
    title = figures(compose(report(found), "en"))["The talk prevented harm"]["title"]
    assert title == "The talk prevented harm: 18 of 39 people"


def test_what_stands_together_is_listed() -> None:
    rows = figures(compose(report(content()), "en"))["Sexual harassment"]["rows"]
    assert rows[1] == (
        "Unwanted behaviour: several together",
        "6",
        "Bullying and exclusion; Intimidation, abuse of power; Unwanted behaviour, not specified",
    )


@pytest.mark.book("R01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_formal_route(language: str) -> None:
    said = texts(compose(report(content()), language)).lower().replace("annual report", "")
    assert not re.findall(r"\b(report|complaint|ticket|melding|klacht|case)\w*", said)


def test_numbers_are_written_as_the_reader_does() -> None:
    said = texts(compose(report(content()), "nl"))
    assert "4,3 van elke 100" in said
    assert "1.118 mensen" in said
    assert "3 februari 2026" in said


def test_every_code_has_a_name_in_both_languages() -> None:
    dutch = translations("nl", ("words", "documents")).gettext
    for name, margin in MARGINS.items():
        if name != "theme":
            assert set(margin.codes) <= CODES[name].keys()
    assert set(CODES["requester"]) == set(Requester)
    names = [theme.label for theme in THEMES.values()] + list(SECTIONS.values())
    names += [n for codes in (*CODES.values(), ACTIVITIES, ADVICE) for n in codes.values()]
    same = {name for name in names if dutch(name) == name}
    assert same <= {"Stalking", "Conflict", "Columns"}
