"""Bars: what they say to the eye they say in words as well."""

from xml.etree import ElementTree as ET

from api.documents.charts import NARROW, STRONG, WIDE, Bar, bars_svg, describe
from api.documents.maps import Range, Span, brightness, ranges_svg, tone

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


def test_every_tone_of_a_map_carries_an_ink_that_is_read() -> None:
    """Large bold figures ask 3 of WCAG; a little more for who sees less."""
    for step in range(101):
        ground, ink = tone(step / 100)
        bright = sorted(brightness(*_channels(colour)) + 0.05 for colour in (ground, ink))
        assert bright[1] / bright[0] > 4, step


def _channels(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))


def test_a_range_of_two_years_of_which_one_is_withheld() -> None:
    rows = [Range("Education", [None, Span(1.8, 2.0, 2.2)], "withheld → 2.0")]
    for frame in (WIDE, NARROW):
        drawn = ET.fromstring(ranges_svg("t", "d", rows, frame=frame))  # noqa: S314
        hatched, told = (
            [r for r in drawn.findall(f"{SVG}rect") if (r.get("fill")[0] == "u") is is_hatched]
            for is_hatched in (True, False)
        )
        assert (len(hatched), len(told)) == (1, 1)
        (said,) = [t for t in drawn.iter(f"{SVG}text") if "→" in (t.text or "")]
        # Its words end inside the picture, in the widest letters that a page may have.
        assert float(said.get("x")) + 6.6 * len(said.text) <= frame.width


def test_wide_and_narrow_say_the_same_and_share_no_hatch() -> None:
    said = {}
    for frame in (WIDE, NARROW):
        drawn = ET.fromstring(bars_svg("t", "d", BARS, frame=frame))  # noqa: S314
        said[frame] = [t.text for t in drawn.iter(f"{SVG}text")]
        assert drawn.find(f".//{SVG}pattern").get("id") == frame.hatch
    assert said[WIDE] == said[NARROW]
    assert WIDE.hatch != NARROW.hatch
