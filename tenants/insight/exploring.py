"""Looking around in an edition: its own frozen cells, and no other cut of anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.errors import NotFound
from tenants.insight.editions import Edition


@dataclass(frozen=True, slots=True)
class Cells:
    """Some cells of a table, with the id and the hash of the edition that they are of."""

    edition: str
    digest: str
    name: str
    unit: str
    cells: list[Mapping[str, Any]]


def find_cells(
    edition: Edition,
    table: str,
    *,
    sector: str | None = None,
    size: str | None = None,
    code: str | None = None,
) -> Cells:
    """Those of a table with these codes. Raises NotFound where it has no such table or code."""
    found = next((t for t in edition.content["tables"] if t["name"] == table), None)
    if found is None:
        raise NotFound
    wanted = {"sector": sector, "size": size, "code": code}
    cells = found["cells"]
    for name, value in wanted.items():
        if value is not None:
            cells = [cell for cell in cells if cell[name] == value]
    if not cells:
        raise NotFound
    return Cells(edition.content["id"], edition.digest, table, found["unit"], cells)
