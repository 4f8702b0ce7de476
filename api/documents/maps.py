"""Pictures of figures in two directions, the same for page and PDF.

A map prints each number in its field, so that colour only repeats it: one blue, from pale to deep,
because more talks is neither better nor worse. A range is drawn as a range, not as a point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from api.documents.charts import HATCH, INK, LINE, SOFT, STRONG, WIDE, Frame, drawing, lines

HEAD, AXIS = 28, 20
ROOMY, TIGHT = (25, LINE), (19, 9)  # height and size of letters of a row; tight from so many on
MANY = 12
#: Okabe and Ito's blue, and nearly none of it
DEEP, PALE = (0, 114, 178), (235, 244, 250)
WIDEST = 6.6  # of a bold letter, where a page has no narrower font than this


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
    frame: Frame = WIDE,
) -> str:
    """A field for each row and column, its number printed in it."""
    high, size = _room(rows, frame)
    wide = (frame.width - frame.names) / len(columns)
    most = max((f.value for row in rows.values() for f in row if f.value), default=1.0)
    heads = "".join(
        lines(
            name,
            frame.names + (place + 0.5) * wide,
            HEAD / 2,
            width=int(wide / 5.2),
            anchor="middle",
            size=8,
            bold=True,
        )
        for place, name in enumerate(columns)
    )
    step = high + frame.above
    body = "".join(
        frame.name(name, HEAD + line * step, high, size=size)
        + "".join(
            _field(
                field,
                (frame.names + place * wide, HEAD + line * step + frame.above),
                (wide, high),
                most,
                frame,
            )
            for place, field in enumerate(fields)
        )
        for line, (name, fields) in enumerate(rows.items())
    )
    return drawing(title, description, HEAD + len(rows) * step, heads + body, font, frame)


def ranges_svg(
    title: str,
    description: str,
    rows: Sequence[Range],
    *,
    font: str = "sans-serif",
    frame: Frame = WIDE,
) -> str:
    """A bar from low to high and a line at the mark, over one scale from zero."""
    high, size = _room(rows, frame)
    most = max((span.high for row in rows for span in row.spans if span), default=1.0) or 1.0
    told = max((len(row.shown) for row in rows if any(row.spans)), default=4)
    scale = (frame.width - frame.names - 8 - WIDEST * told) / most
    step = high + frame.above
    body = "".join(
        frame.name(row.name, line * step, high, size=size)
        + _range(row, line * step + frame.above, high, scale, frame)
        for line, row in enumerate(rows)
    )
    foot = len(rows) * step
    axis = (
        f'<path d="M{frame.names} 0V{foot}" stroke="{INK}" stroke-width="0.7"/>'
        f'<text x="{frame.names + 2}" y="{foot + 14}">0</text>'
    )
    return drawing(title, description, foot + AXIS, body + axis, font, frame)


def _room(rows: Mapping[str, object] | Sequence[object], frame: Frame) -> tuple[int, int]:
    return ROOMY if frame.above or len(rows) <= MANY else TIGHT


def _range(row: Range, top: float, high: float, scale: float, frame: Frame) -> str:
    """The first of two spans is paler and above the other."""
    tall = (14 if len(row.spans) == 1 else 9) * high / ROOMY[0]
    first = top + high / 2 - tall * len(row.spans) / 2
    spans = "".join(
        _span(span, first + place * tall, tall, scale, frame, strong=place == len(row.spans) - 1)
        for place, span in enumerate(row.spans)
    )
    end = max((span.high * scale for span in row.spans if span), default=0)
    end = max(end, 56 if None in row.spans else 0)
    style = "font-weight" if any(row.spans) else "font-style"
    value = "bold" if any(row.spans) else "italic"
    return (
        spans + f'<text x="{frame.names + end + 6:.1f}" y="{top + high / 2 + 4}" {style}="{value}">'
        f"{escape(row.shown)}</text>"
    )


def _span(
    span: Span | None, top: float, high: float, scale: float, frame: Frame, *, strong: bool
) -> str:
    if span is None:
        return (
            f'<rect x="{frame.names}" y="{top:.1f}" width="56" height="{high:.1f}" '
            f'fill="url(#{frame.hatch})" stroke="{HATCH}" stroke-width="0.7"/>'
        )
    start, mark, end = (frame.names + value * scale for value in (span.low, span.mark, span.high))
    return (
        f'<rect x="{start:.1f}" y="{top + 1:.1f}" width="{max(end - start, 2):.1f}" '
        f'height="{high - 2:.1f}" fill="{STRONG if strong else SOFT}" fill-opacity="0.6"/>'
        f'<path d="M{mark:.1f} {top:.1f}v{high:.1f}" stroke="{INK}" stroke-width="2.5"/>'
    )


def _field(
    field: Field,
    corner: tuple[float, float],
    size: tuple[float, float],
    most: float,
    frame: Frame,
) -> str:
    (left, top), (wide, high) = corner, size
    fill, ink = "#fff", INK
    if field.hatched:
        fill = f"url(#{frame.hatch})"
    elif field.value is not None:
        fill, ink = tone(field.value / most)
    box = (
        f'<rect x="{left + 1:.1f}" y="{top + 1:g}" width="{wide - 2:.1f}" height="{high - 2:g}" '
        f'fill="{fill}" stroke="{HATCH}" stroke-width="0.4"/>'
    )
    place = left + wide / 2, top + high / 2
    if field.hatched:
        plate = (
            f'<rect x="{left + 3:.1f}" y="{top + 2:g}" width="{wide - 6:.1f}" '
            f'height="{high - 4:g}" fill="#fff" fill-opacity="0.85"/>'
        )
        return box + plate + lines(field.shown, *place, width=9, anchor="middle", size=7)
    letters = min(LINE, (wide - 4) / (0.66 * max(len(field.shown), 1)))
    weight = "normal" if field.value is None else "bold"
    return box + (
        f'<text x="{place[0]:.1f}" y="{place[1] + 0.36 * letters:.1f}" text-anchor="middle" '
        f'font-size="{letters:.1f}" font-weight="{weight}" fill="{ink}">'
        f"{escape(field.shown)}</text>"
    )


def tone(share: float) -> tuple[str, str]:
    """A blue from pale to deep, and whichever ink is read best on it."""
    red, green, blue = (round(p + (d - p) * share) for p, d in zip(PALE, DEEP, strict=True))
    light = brightness(red, green, blue)
    white, ink = 1.05 / (light + 0.05), (light + 0.05) / (brightness(27, 27, 27) + 0.05)
    return f"#{red:02x}{green:02x}{blue:02x}", "#fff" if white > ink else INK


def brightness(*channels: int) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 to 1."""
    red, green, blue = (
        c / 12.92 if (c := value / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
