"""What an audience may see, and nothing else."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenants.insight.disclosure.layout import Cell, Facet, Layout


@dataclass(frozen=True, slots=True)
class Figure:
    """Rounded people or acts, and per 100 employees; None where a stratum has no organisation."""

    value: int
    per_100_employees: float | None


@dataclass(frozen=True, slots=True)
class Released:
    """One edition. A cell without a figure is suppressed; why, and whether it is zero, is not told.

    Attributes:
        figures: every cell of the layout, in its order.
        empty: strata, each with the panel or "" for all, without any organisation. Their cells
            show 0, and they are the only ones that do because there is nothing.
    """

    layout: Layout
    k: int
    base: int
    figures: Mapping[Cell, Figure | None]
    empty: frozenset[tuple[tuple[str, ...], str]] = frozenset()

    @property
    def suppressed(self) -> tuple[Cell, ...]:
        return tuple(cell for cell, figure in self.figures.items() if figure is None)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that is published, one line a cell."""
        return hashlib.sha256("\n".join(self._lines()).encode()).hexdigest()

    def _lines(self) -> Iterator[str]:
        yield f"{self.k}|{self.base}"
        for dimension in (*self.layout.strata, *self.layout.facets):
            people = dimension.people if isinstance(dimension, Facet) else ""
            yield f"{dimension.name}|{people}|{tuple(dimension.parents.items())}"
        for shape in self.layout.shapes:
            yield f"{shape.facet}|{shape.strata}|{shape.codes}|{shape.panel}"
        for stratum, panel in sorted(self.empty):
            yield f"{stratum}|{panel}|empty"
        for cell, figure in self.figures.items():
            shown = f"{figure.value}|{figure.per_100_employees}" if figure else "suppressed"
            yield f"{cell.stratum}|{cell.facet}|{cell.code}|{cell.panel}|{shown}"
