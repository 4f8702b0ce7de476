"""The annual report as a document: for everybody to read, with nothing in it that is hidden."""

import json
import re
from typing import Any

import pytest
import typst

from api.documents.annual_report import annual_report_pdf, compose
from api.documents.labels import ACTIVITIES, ADVICE, BOTTLENECKS, CHANGES, CODES
from api.i18n import translations
from tenants.insight.annual_report_drafts import Bottleneck
from tenants.insight.facets import Requester
from tenants.insight.margins import MARGINS
from tenants.insight.organisation_changes import ChangeKind
from tenants.insight.sections import SECTIONS
from tenants.themes import THEMES
from tests.api.documents.contents import (
    bare,
    block,
    cell,
    closed_gate,
    content,
    crossed,
    pooled,
    report,
)

LANGUAGES = ("en", "nl")


def texts(composed: Any) -> str:
    """All that is said, without the drawing."""
    if isinstance(composed, dict):
        return "\n".join(texts(v) for k, v in composed.items() if k != "svg")
    if isinstance(composed, (list, tuple)):
        return "\n".join(texts(value) for value in composed)
    return str(composed)


def figures(composed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [figure for section in composed["sections"] for figure in section["figures"]]
    return {figure["rows"][0][0]: figure for figure in found}


def titles(composed: dict[str, Any]) -> list[str]:
    return [section["title"] for section in composed["sections"]]


@pytest.mark.book("R48")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "found",
    [content(), closed_gate(), crossed(), bare()],
    ids=["figures", "closed gate", "crossed", "bare"],
)
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
def test_it_is_in_the_order_of_the_book() -> None:
    found = content()
    found["talks"]["margins"] |= {
        "channel": [block(20, "phone"), block(19, "video", "messages", "in_person")],
        "formal_route": [block(31, "none"), block(8, "formal")],
        "felt_heard": [block(30, "yes"), block(9, "partly", "no", "not_asked")],
    }
    composed = compose(report(found), "en")
    assert titles(composed) == [
        "The year in prevention",
        "From the counsellors",
        "Who found the way to a counsellor",
        "What it was about",
        "Who asked",
        "How people talked",
        "Formal routes",
        "What the talks prevented",
        "Felt heard",
        "How early people came",
        "Too few to tell apart",
        "Where policy falls short",
        "Advised, not funded",
        "What stood in the way",
        "What may lie behind it",
    ]
    assert "39 people talked with a counsellor: 4.3 of every 100 employees." in texts(composed)


@pytest.mark.book("R35")
def test_what_stood_in_the_way_is_a_code_and_a_number() -> None:
    assert "There is no budget for it (2)" in texts(compose(report(content()), "en"))
    # One that was released before barriers were named reads as it did.
    found = content()
    del found["prevention"]["barriers"]
    assert "What stood in the way" not in titles(compose(report(found), "en"))


@pytest.mark.book("R43")
def test_the_share_of_early_contacts_is_said() -> None:
    assert "24 of 39 people (62%) came within half a year" in texts(
        compose(report(content()), "en")
    )
    hidden = content(early_contacts=cell(None))
    assert "came within half a year" not in texts(compose(report(hidden), "en"))


@pytest.mark.book("R30")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_stands_beside_the_year_and_is_never_its_cause(language: str) -> None:
    composed = compose(report(content()), language)
    section = composed["sections"][-1]
    names = [row[0] for row in section["figures"][-1]["rows"]]
    assert (
        names
        == {
            "en": ["Reorganisation", "New management"],
            "nl": ["Reorganisatie", "Nieuwe leiding"],
        }[language]
    )
    said = texts(section).lower()
    assert {"en": "figures cannot say", "nl": "kunnen cijfers niet zeggen"}[language] in said
    claims = (
        r"\b(caus\w*|because of|due to|led to|results? (in|from)|veroorzaak\w*|oorza\w+|door de"
    )
    claims += r"|vanwege|leidde\w* tot|gevolg\w*)\b"
    everything = texts(composed).lower()
    assert not re.findall(claims, everything), re.findall(claims, everything)


def test_themes_through_the_year_are_a_grid_with_what_is_withheld_hatched() -> None:
    composed = compose(report(crossed()), "en")
    grid = figures(composed)["Unwanted behaviour"]
    assert grid["header"] == ["Theme", "Q1", "Q2", "Q3", "Q4"]
    assert grid["rows"][0] == ("Unwanted behaviour", "9", "12", "withheld", "withheld")
    assert grid["svg"].count('fill="url(#hatch)"') == 7
    assert "Unwanted behaviour, Q3: fewer than 5, or withheld" in grid["alt"]


@pytest.mark.book("R10")
def test_what_is_suppressed_says_so_and_has_no_length() -> None:
    figure = figures(compose(report(content()), "en"))["Somebody it happened to"]
    assert figure["rows"][1] == ("A witness", "fewer than 5, or withheld")
    assert "A witness: fewer than 5, or withheld" in figure["alt"]
    assert figure["svg"].count('fill="url(#hatch)"') == 3
    hatched = re.findall(r'width="([\d.]+)" height="\d+" fill="url\(#hatch\)"', figure["svg"])
    assert len(set(hatched)) == 1
    assert '"0"' not in json.dumps(figure["rows"])


@pytest.mark.book("R48")
def test_a_closed_gate_is_worth_reading_all_the_same() -> None:
    composed = compose(report(closed_gate()), "en")
    assert titles(composed) == [
        "The year in prevention",
        "From the counsellors",
        "Who found the way to a counsellor",
        "Where policy falls short",
        "Advised, not funded",
        "What stood in the way",
        "Through the year",
    ]
    assert "Fewer than 5 people talked" in composed["summary"][1]
    assert "fewer than 5, or withheld" in texts(composed)
    assert "There is policy, and employees hardly know it" in texts(composed)
    assert "%" not in texts(composed)


def test_three_years_together_are_a_number_of_people_and_no_more() -> None:
    composed = compose(report(pooled()), "en")
    assert "In none of the years 2023 to 2025" in texts(composed)
    assert "What it was about" not in titles(composed)


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
    others = (ACTIVITIES, ADVICE, BOTTLENECKS, CHANGES)
    assert BOTTLENECKS.keys() == set(Bottleneck)
    assert CHANGES.keys() == set(ChangeKind)
    names = [theme.label for theme in THEMES.values()] + list(SECTIONS.values())
    names += [n for codes in (*CODES.values(), *others) for n in codes.values()]
    same = {name for name in names if dutch(name) == name}
    assert same <= {"Stalking", "Conflict", "Columns"}
