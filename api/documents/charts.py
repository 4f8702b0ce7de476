"""Bars as SVG, the same for page and PDF: the title says the finding, labels stand on the bars.

Colours are Okabe and Ito's, which people with any colour vision can tell apart. What is suppressed
is hatched and says so in words; it never has a length, so it is never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

ROW, BAR, LINE = 26, 15, 11
STRONG, SOFT, INK, HATCH = "#0072b2", "#56b4e9", "#1b1b1b", "#6b6b6b"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: names beside what they name, or above it by `above` on a phone."""

    width: float
    names: float
    above: float
    hatch: str

    def name(self, name: str, top: float, high: float, *, size: float = LINE) -> str:
        """A name in two lines at most beside its row, in one above it."""
        if self.above:
            return lines(name, 0, top + self.above / 2, width=54, anchor="start", most=1)
        fit = int((self.names - 7) / (0.57 * size))
        return lines(name, self.names - 7, top + high / 2, width=fit, anchor="end", size=size)


WIDE = Frame(480, 190, 0, "hatch")
#: another id than that of the wide one, which is beside it in a page and not shown
NARROW = Frame(330, 0, 16, "hatch-narrow")


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None is suppressed, and `shown` then says so ("fewer than 5")."""

    name: str
    value: float | None
    shown: str
    strong: bool = False


def bars_svg(
    title: str,
    description: str,
    bars: Sequence[Bar],
    *,
    font: str = "sans-serif",
    frame: Frame = WIDE,
) -> str:
    """One horizontal bar a row, in the order given."""
    most = max((bar.value for bar in bars if bar.value), default=1)
    high = ROW + frame.above
    rows = "".join(_row(bar, index * high, most, frame) for index, bar in enumerate(bars))
    return drawing(title, description, len(bars) * high, rows, font, frame)


def drawing(
    title: str, description: str, height: float, parts: str, font: str, frame: Frame = WIDE
) -> str:
    """A picture that says what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {frame.width} {height:g}" width="{frame.width}" height="{height:g}" '
        f'font-family="{font}" font-size="{LINE}" fill="{INK}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<defs><pattern id="{frame.hatch}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        f'<rect width="1.2" height="5" fill="{HATCH}"/></pattern></defs>{parts}</svg>'
    )


def describe(bars: Sequence[Bar]) -> str:
    """All that the bars say, as one sentence for who does not see them."""
    return "; ".join(f"{bar.name}: {bar.shown}" for bar in bars) + "."


def lines(
    text: str,
    x: float,
    middle: float,
    *,
    width: int,
    anchor: str,
    bold: bool = False,
    size: float = LINE,
    most: int = 2,
) -> str:
    """A text in as many lines as it takes, `most` of them, around its middle; no word is cut."""
    width = max(width, *map(len, text.split()), 1)
    found = wrap(text, width, max_lines=most, placeholder=" …", break_long_words=False)
    first = middle + 0.36 * size - (len(found) - 1) * size / 2
    style = ' font-weight="bold"' if bold else ""
    return "".join(
        f'<text x="{x:.1f}" y="{first + number * size:.1f}" text-anchor="{anchor}" '
        f'font-size="{size:g}"{style}>{escape(line)}</text>'
        for number, line in enumerate(found)
    )


def _row(bar: Bar, top: float, most: float, frame: Frame) -> str:
    left, middle = frame.names, top + frame.above + ROW / 2
    name = frame.name(bar.name, top, ROW)
    if bar.value is None:
        return (
            f'{name}<rect x="{left}" y="{middle - BAR / 2}" width="56" height="{BAR}" '
            f'fill="url(#{frame.hatch})" stroke="{HATCH}" stroke-width="0.7"/>'
            f'<text x="{left + 62}" y="{middle + 4}" font-style="italic">'
            f"{escape(bar.shown)}</text>"
        )
    # The longest bar leaves room for its number.
    length = (frame.width - left - 50) * bar.value / most
    return (
        f'{name}<rect x="{left}" y="{middle - BAR / 2}" width="{length:.1f}" height="{BAR}" '
        f'fill="{STRONG if bar.strong else SOFT}"/>'
        f'<text x="{left + length + 5:.1f}" y="{middle + 4}" font-weight="bold">'
        f"{escape(bar.shown)}</text>"
    )
