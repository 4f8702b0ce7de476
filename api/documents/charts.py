"""Bars as SVG, the same for page and PDF: the title says the finding, labels stand on the bars.

Colours are Okabe and Ito's, which people with any colour vision can tell apart. What is suppressed
is hatched and says so in words; it never has a length, so it is never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

WIDTH, NAMES, ROW, BAR, LINE = 480, 190, 26, 15, 11
FULL = WIDTH - NAMES - 50  # the longest bar leaves room for its number
STRONG, SOFT, INK, HATCH = "#0072b2", "#56b4e9", "#1b1b1b", "#6b6b6b"


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None is suppressed, and `shown` then says so ("fewer than 5")."""

    name: str
    value: float | None
    shown: str
    strong: bool = False


def bars_svg(title: str, description: str, bars: Sequence[Bar], *, font: str = "sans-serif") -> str:
    """One horizontal bar a row, in the order given."""
    most = max((bar.value for bar in bars if bar.value), default=1)
    rows = "".join(_row(bar, index * ROW, most) for index, bar in enumerate(bars))
    return drawing(title, description, len(bars) * ROW, rows, font)


def drawing(title: str, description: str, height: float, parts: str, font: str) -> str:
    """A picture of the house's width that says what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{font}" '
        f'font-size="{LINE}" fill="{INK}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        f'<rect width="1.2" height="5" fill="{HATCH}"/></pattern></defs>{parts}</svg>'
    )


def describe(bars: Sequence[Bar]) -> str:
    """All that the bars say, as one sentence for who does not see them."""
    return "; ".join(f"{bar.name}: {bar.shown}" for bar in bars) + "."


def _row(bar: Bar, top: float, most: float) -> str:
    middle = top + ROW / 2
    name = _name(bar.name, middle)
    if bar.value is None:
        return (
            f'{name}<rect x="{NAMES}" y="{middle - BAR / 2}" width="56" height="{BAR}" '
            f'fill="url(#hatch)" stroke="{HATCH}" stroke-width="0.7"/>'
            f'<text x="{NAMES + 62}" y="{middle + 4}" font-style="italic">'
            f"{escape(bar.shown)}</text>"
        )
    length = FULL * bar.value / most
    return (
        f'{name}<rect x="{NAMES}" y="{middle - BAR / 2}" width="{length:.1f}" height="{BAR}" '
        f'fill="{STRONG if bar.strong else SOFT}"/>'
        f'<text x="{NAMES + length + 5:.1f}" y="{middle + 4}" font-weight="bold">'
        f"{escape(bar.shown)}</text>"
    )


def _name(name: str, middle: float) -> str:
    """The name at the right of its column, in two lines where one is too short."""
    lines = wrap(name, 29, max_lines=2, placeholder=" …")
    first = middle + 4 - (len(lines) - 1) * LINE / 2
    return "".join(
        f'<text x="{NAMES - 7}" y="{first + number * LINE:.1f}" text-anchor="end">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
