"""What can be measured of the look: weight, contrast."""

import re
from itertools import product
from pathlib import Path

import pytest

import api

API = Path(api.__file__).parent
TOKENS = (API / "pages/static/tokens.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", TOKENS, re.DOTALL)[:2]
)


def test_both_faces_together_weigh_no_more_than_30_kb():
    assert sum(path.stat().st_size for path in API.glob("*/static/*.css")) <= 30_000


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *product(("ink", "quiet", "accent", "accent-strong"), ("paper", "card", "tint")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "ink"),
    ("ink", "urgent-tint"),
    ("urgent", "urgent-tint"),
    ("urgent", "paper"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK | {}], ids=["light", "dark"])
def test_text_stands_out_seven_times(theme):
    colours = LIGHT | theme
    faint = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in TEXT
        if contrast(colours[pair[0]], colours[pair[1]]) < 7
    }
    assert faint == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_and_focus_stand_out_three_times(theme):
    colours = LIGHT | theme
    assert contrast(colours["edge"], colours["card"]) >= 3
    assert max(contrast(colours[ring], colours["paper"]) for ring in ("focus", "focus-edge")) >= 3
