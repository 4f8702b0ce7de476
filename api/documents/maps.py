"""Pictures of figures in two directions, the same for page and PDF.

A map prints each number in its field, so that colour only repeats it: one blue, from pale to deep,
because more talks is neither better nor worse. A range is drawn as a range, not as a point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from api.documents.charts import HATCH, INK, LINE, NAMES, SOFT, STRONG, WIDTH

ROW, HEAD, AXIS = 25, 30, 20
DEEP, PALE = (0, 114, 178), (235, 244, 250)  # Okabe and Ito's blue, and nearly none of it


@dataclass(frozen=True, slots=True)
class Field:
    """`value` None: `shown` says why, and `hatched` that it is withheld."""

    value: float | None
    shown: str
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, with a mark in it."""

    low: float
    mark: float
    high: float


@dataclass(frozen=True, slots=True)
class Range:
    """A row with one span, or with an earlier and a later one; None is withheld."""

    name: str
    spans: Sequence[Span | None]
    shown: str


def heat_map_svg(
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Mapping[str, Sequence[Field]],
    *,
    font: str = "sans-serif",
) -> str:
    """A field for each row and column, its number printed in it."""
    wide = (WIDTH - NAMES) / len(columns)
    most = max((f.value for row in rows.values() for f in row if f.value), default=1.0)
    heads = "".join(
        _lines(
            name,
            NAMES + (place + 0.5) * wide,
            HEAD / 2,
            width=9,
            anchor="middle",
            size=9,
            bold=True,
        )
        for place, name in enumerate(columns)
    )
    body = "".join(
        _lines(name, NAMES - 7, HEAD + (line + 0.5) * ROW, width=27, anchor="end")
        + "".join(
            _field(field, (NAMES + place * wide, HEAD + line * ROW), wide, most)
            for place, field in enumerate(fields)
        )
        for line, (name, fields) in enumerate(rows.items())
    )
    return _frame(title, description, HEAD + len(rows) * ROW, heads + body, font)


def ranges_svg(
    title: str, description: str, rows: Sequence[Range], *, font: str = "sans-serif"
) -> str:
    """A bar from low to high and a line at the mark, over one scale from zero."""
    most = max((span.high for row in rows for span in row.spans if span), default=1.0) or 1.0
    scale = (WIDTH - NAMES - 64) / most
    body = "".join(_range(row, line * ROW, scale) for line, row in enumerate(rows))
    foot = len(rows) * ROW
    axis = (
        f'<path d="M{NAMES} 0V{foot}" stroke="{INK}" stroke-width="0.7"/>'
        f'<text x="{NAMES}" y="{foot + 14}">0</text>'
    )
    return _frame(title, description, foot + AXIS, body + axis, font)


def _range(row: Range, top: float, scale: float) -> str:
    """The first of two spans is paler and above the other."""
    high = 14 if len(row.spans) == 1 else 9
    first = top + ROW / 2 - high * len(row.spans) / 2
    spans = "".join(
        _span(span, first + place * high, high, scale, strong=place == len(row.spans) - 1)
        for place, span in enumerate(row.spans)
    )
    end = max((span.high * scale for span in row.spans if span), default=0)
    end = max(end, 56 if None in row.spans else 0)
    style = "font-style" if None in row.spans else "font-weight"
    value = "italic" if None in row.spans else "bold"
    return (
        _lines(row.name, NAMES - 7, top + ROW / 2, width=27, anchor="end")
        + spans
        + f'<text x="{NAMES + end + 6:.1f}" y="{top + ROW / 2 + 4}" {style}="{value}">'
        f"{escape(row.shown)}</text>"
    )


def _span(span: Span | None, top: float, high: float, scale: float, *, strong: bool) -> str:
    if span is None:
        return (
            f'<rect x="{NAMES}" y="{top}" width="56" height="{high}" fill="url(#hatched)" '
            f'stroke="{HATCH}" stroke-width="0.7"/>'
        )
    start, mark, end = (NAMES + value * scale for value in (span.low, span.mark, span.high))
    return (
        f'<rect x="{start:.1f}" y="{top + 1}" width="{max(end - start, 2):.1f}" '
        f'height="{high - 2}" fill="{STRONG if strong else SOFT}" fill-opacity="0.6"/>'
        f'<path d="M{mark:.1f} {top}v{high}" stroke="{INK}" stroke-width="2.5"/>'
    )


def _field(field: Field, corner: tuple[float, float], wide: float, most: float) -> str:
    left, top = corner
    share = (field.value or 0) / most
    tone = tuple(round(p + (d - p) * share) for p, d in zip(PALE, DEEP, strict=True))
    fill, ink = "#fff", INK
    if field.hatched:
        fill = "url(#hatched)"
    elif field.value is not None:
        fill, ink = "#{:02x}{:02x}{:02x}".format(*tone), "#fff" if share > 0.72 else INK
    box = (
        f'<rect x="{left + 1:.1f}" y="{top + 1}" width="{wide - 2:.1f}" height="{ROW - 2}" '
        f'fill="{fill}" stroke="{HATCH}" stroke-width="0.4"/>'
    )
    place = left + wide / 2, top + ROW / 2
    if field.value is None:
        plate = (
            f'<rect x="{left + 3:.1f}" y="{top + 4}" width="{wide - 6:.1f}" height="{ROW - 8}" '
            'fill="#fff" fill-opacity="0.85"/>'
        )
        return box + plate + _lines(field.shown, *place, width=11, anchor="middle", size=7)
    return box + (
        f'<text x="{place[0]:.1f}" y="{place[1] + 4}" text-anchor="middle" font-weight="bold" '
        f'fill="{ink}">{escape(field.shown)}</text>'
    )


def _lines(
    text: str,
    x: float,
    middle: float,
    *,
    width: int,
    anchor: str,
    bold: bool = False,
    size: int = LINE,
) -> str:
    """A text in two lines at most, around its middle."""
    lines = wrap(text, width, max_lines=2, placeholder=" …", break_long_words=False)
    first = middle + 0.36 * size - (len(lines) - 1) * size / 2
    style = ' font-weight="bold"' if bold else ""
    return "".join(
        f'<text x="{x:.1f}" y="{first + number * size:.1f}" text-anchor="{anchor}" '
        f'font-size="{size}"{style}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def _frame(title: str, description: str, height: float, body: str, font: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{font}" font-size="{LINE}" fill="{INK}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        '<defs><pattern id="hatched" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        f'<rect width="1.2" height="5" fill="{HATCH}"/></pattern></defs>{body}</svg>'
    )
