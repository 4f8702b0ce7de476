"""Tables as JSON-stat 2.0, which statistical software reads (https://json-stat.org/full)."""

from itertools import product
from typing import Any

from api.documents.tables import SUPPRESSED, Book, Cell, Dimension, Table

METRIC = "measure"
ABSENT = Cell(None)


def jsonstat(book: Book) -> dict[str, Any]:
    """A collection with each table as a dataset; null with status `suppressed` is withheld."""
    return {
        "version": "2.0",
        "class": "collection",
        "label": book.title,
        "note": list(book.about),
        "link": {"item": [_dataset(book, table) for table in book.tables]},
        **_updated(book),
    }


def _dataset(book: Book, table: Table) -> dict[str, Any]:
    measures = Dimension(METRIC, METRIC, {m.code: m.label for m in table.measures})
    dimensions = [*table.dimensions, measures]
    cells = [
        cell
        for key in product(*(d.categories for d in table.dimensions))
        for cell in table.rows.get(key, [ABSENT] * len(table.measures))
    ]
    decimals = {m.code: {"decimals": m.decimals} for m in table.measures}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": table.label,
        "source": book.source,
        "id": [d.code for d in dimensions],
        "size": [len(d.categories) for d in dimensions],
        "role": {"metric": [METRIC]},
        "dimension": {
            d.code: {
                "label": d.label,
                "category": {"index": list(d.categories), "label": dict(d.categories)}
                | ({"unit": decimals} if d is measures else {}),
            }
            for d in dimensions
        },
        "value": [cell.value for cell in cells],
        "status": {str(n): SUPPRESSED for n, cell in enumerate(cells) if cell.suppressed},
        "extension": {"code": table.code},
        **_updated(book),
    }


def _updated(book: Book) -> dict[str, str]:
    return {"updated": book.updated.isoformat()} if book.updated else {}
