"""Bars: what they say to the eye they say in words as well."""

from xml.etree import ElementTree as ET

from api.documents.charts import STRONG, Bar, bars_svg, describe

BARS = [
    Bar("Work pressure & <pace>", 12, "12", strong=True),
    Bar("Conflict", 6, "6"),
    Bar("Leadership", None, "fewer than 5"),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_title_description_and_labels() -> None:
    drawing = ET.fromstring(bars_svg("Half is pressure", describe(BARS), BARS))  # noqa: S314
    assert drawing.find(f"{SVG}title").text == "Half is pressure"
    assert drawing.find(f"{SVG}desc").text == (
        "Work pressure & <pace>: 12; Conflict: 6; Leadership: fewer than 5."
    )
    said = " ".join(text.text for text in drawing.iter(f"{SVG}text"))
    assert "fewer than 5" in said
    assert drawing.get("role") == "img"


def test_lengths_are_in_proportion_and_the_finding_is_strong() -> None:
    drawing = ET.fromstring(bars_svg("t", "d", BARS))  # noqa: S314
    bars = [r for r in drawing.findall(f"{SVG}rect") if not r.get("fill").startswith("url")]
    long, short = (float(bar.get("width")) for bar in bars)
    assert abs(long - 2 * short) < 0.2
    assert [bar.get("fill") == STRONG for bar in bars] == [True, False]


def test_zero_has_no_length_and_all_zero_can_be_drawn() -> None:
    drawing = ET.fromstring(bars_svg("t", "d", [Bar("None", 0, "0")]))  # noqa: S314
    assert drawing.find(f"{SVG}rect").get("width") == "0.0"
