"""A picture with its title, its description and its table: what pages and documents are made of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.documents.charts import NARROW, WIDE, Bar, Frame, bars_svg, describe
from api.documents.edition_words import EditionWords
from api.documents.figures import FONT
from api.documents.maps import Field, Range, heat_map_svg, ranges_svg

Figure = dict[str, Any]


def map_figure(
    words: EditionWords,
    title: str,
    columns: Sequence[str],
    rows: Mapping[str, Sequence[Field]],
    header: Sequence[str],
) -> Figure:
    said = {
        name: [words.few if field.hatched else field.shown for field in fields]
        for name, fields in rows.items()
    }
    description = "; ".join(
        f"{name}: " + ", ".join(f"{c} {text}" for c, text in zip(columns, texts, strict=True))
        for name, texts in said.items()
    )
    table = [[name, *texts] for name, texts in said.items()]
    return _figure(
        title,
        description,
        lambda frame: heat_map_svg(title, description, columns, rows, font=FONT, frame=frame),
        header,
        table,
    )


def ranges_figure(
    title: str, rows: Sequence[Range], header: Sequence[str], table: Sequence[Sequence[str]]
) -> Figure:
    description = "; ".join(f"{row.name}: {row.shown}" for row in rows)
    return _figure(
        title,
        description,
        lambda frame: ranges_svg(title, description, rows, font=FONT, frame=frame),
        header,
        table,
    )


def bars_figure(
    title: str, bars: Sequence[Bar], header: Sequence[str], table: Sequence[Sequence[str]]
) -> Figure:
    description = describe(bars)
    return _figure(
        title,
        description,
        lambda frame: bars_svg(title, description, bars, font=FONT, frame=frame),
        header,
        table,
    )


def _figure(
    title: str,
    description: str,
    draw: Callable[[Frame], str],
    header: Sequence[str],
    table: Sequence[Sequence[str]],
) -> Figure:
    return {
        "title": title,
        "svg": draw(WIDE),
        "narrow": draw(NARROW),
        "alt": f"{title}. {description}",
        "note": "",
        "header": list(header),
        "rows": [list(row) for row in table],
    }
