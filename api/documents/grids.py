"""A grid of figures, and a year with what changed in it: the house's other two drawings."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from api.documents.charts import HATCH, INK, LINE, SOFT, WIDE, Bar, drawing

WIDTH, NAMES = WIDE.width, WIDE.names
CELL = 30  # high
HEAD = 34
TICKS, MARK = 20, 17


def grid_svg(
    title: str,
    description: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Bar]],
    *,
    note: str,
    font: str = "sans-serif",
) -> str:
    """Numbers in cells, the more the darker; what is suppressed is hatched, as `note` says."""
    wide = (WIDTH - NAMES) / len(columns)
    most = max((cell.value for row in cells for cell in row if cell.value), default=1)
    parts = [
        _text(NAMES + (place + 0.5) * wide, HEAD - 8, name, wide, anchor="middle")
        for place, name in enumerate(columns)
    ]
    for number, (name, row) in enumerate(zip(rows, cells, strict=True)):
        top = HEAD + number * CELL
        parts.append(_text(NAMES - 7, top + CELL / 2 + 4, name, NAMES - 7, anchor="end"))
        parts += [
            _cell(NAMES + place * wide, top, wide, cell, most) for place, cell in enumerate(row)
        ]
    height = HEAD + len(rows) * CELL + 20
    parts.append(f'<text x="{NAMES}" y="{height - 4}" font-style="italic">{escape(note)}</text>')
    return drawing(title, description, height, "".join(parts), font)


def timeline_svg(
    title: str,
    description: str,
    months: Sequence[str],
    marks: Sequence[tuple[int, str]],
    *,
    font: str = "sans-serif",
) -> str:
    """Twelve months in a line, and below it a diamond for each (number of the month, words)."""
    step = WIDTH / 12
    parts = [f'<path d="M0 {TICKS}H{WIDTH}" stroke="{HATCH}"/>']
    for place, month in enumerate(months):
        middle = (place + 0.5) * step
        parts.append(f'<path d="M{middle:.1f} {TICKS - 3}v6" stroke="{HATCH}"/>')
        parts.append(_text(middle, TICKS - 7, month, step, anchor="middle"))
    for line, (number, words) in enumerate(marks, 1):
        middle, level = (number - 0.5) * step, TICKS + line * MARK
        side = "end" if number > 6 else "start"
        words_at = middle + (-9 if side == "end" else 9)
        parts.append(
            f'<path d="M{middle:.1f} {TICKS}V{level - 5}" stroke="{HATCH}" stroke-dasharray="2 2"/>'
            f'<path d="M{middle:.1f} {level - 5}l5 5l-5 5l-5 -5z" fill="{SOFT}" stroke="{INK}"/>'
            f'<text x="{words_at:.1f}" y="{level + 4}" text-anchor="{side}">{escape(words)}</text>'
        )
    return drawing(title, description, TICKS + (len(marks) + 1) * MARK, "".join(parts), font)


def _cell(left: float, top: float, wide: float, cell: Bar, most: float) -> str:
    place = f'x="{left + 1:.1f}" y="{top + 1}" width="{wide - 2:.1f}" height="{CELL - 2}"'
    if cell.value is None:
        return f'<rect {place} fill="url(#hatch)" stroke="{HATCH}" stroke-width="0.7"/>'
    strength = 0.15 + 0.6 * cell.value / most
    return (
        f'<rect {place} fill="{SOFT}" fill-opacity="{strength:.2f}"/>'
        f'<text x="{left + wide / 2:.1f}" y="{top + CELL / 2 + 4}" text-anchor="middle" '
        f'font-weight="bold">{escape(cell.shown)}</text>'
    )


def _text(x: float, y: float, words: str, room: float, *, anchor: str) -> str:
    """Words in as many as two lines, the last of which stands at `y`."""
    lines = wrap(words, max(6, int(room / 5.4)), max_lines=2, placeholder=" …")
    first = y - (len(lines) - 1) * LINE
    return "".join(
        f'<text x="{x:.1f}" y="{first + number * LINE:.1f}" text-anchor="{anchor}">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
