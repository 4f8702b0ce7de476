"""What an audience may see, and nothing else."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from tenants.insight.disclosure.contributions import Layout


@dataclass(frozen=True, slots=True)
class Figure:
    """Rounded people, and per 100 employees; 0 only where the stratum has no organisation."""

    people: int
    per_100_employees: float


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """Without a figure the cell is suppressed; why, and whether it is zero, is not told."""

    sector: str
    theme: str
    figure: Figure | None

    @property
    def suppressed(self) -> bool:
        return self.figure is None


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """`k` and `base` are public: a reader may know that an open figure is at least k."""

    layout: Layout
    k: int
    base: int
    cells: tuple[ReleasedCell, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over everything that is published, one line a cell."""
        return hashlib.sha256("\n".join(self._lines()).encode()).hexdigest()

    def _lines(self) -> Iterator[str]:
        yield f"{self.layout.sectors}|{self.layout.themes}|{self.k}|{self.base}"
        for cell in self.cells:
            figure = cell.figure
            shown = f"{figure.people}|{figure.per_100_employees:.1f}" if figure else "suppressed"
            yield f"{cell.sector}|{cell.theme}|{shown}"
