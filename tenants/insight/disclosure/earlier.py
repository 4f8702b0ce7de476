"""What an earlier release showed and hid of the same contributions: it stays so."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tenants.insight.disclosure.layout import Cell, Layout
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.released import Figure
from tenants.insight.disclosure.rounding import round_half_up
from tenants.insight.disclosure.tables import Flags, Table


@dataclass(frozen=True, slots=True)
class Earlier:
    """Rows that are shown, and rows that are hidden."""

    shown: Flags
    hidden: Flags


def earlier_rows(
    table: Table, layout: Layout, fixed: Mapping[Cell, Figure | None], base: int
) -> Earlier:
    """Raises NotReleasable where an earlier figure is not of these contributions."""
    if not fixed.keys() <= set(layout.cells()):
        raise NotReleasable(("an earlier release shows what is no cell of this layout",))
    shown, hidden = np.zeros((2, len(table.cells)), dtype=bool)
    for cell, figure in fixed.items():
        row = table.row_of.get(cell)
        value = 0 if row is None else round_half_up(int(table.values[row]), base)
        if figure is None and row is not None:
            hidden[row] = True
        elif figure is None or figure.value != value:
            raise NotReleasable(("an earlier release is of other contributions",))
        elif row is not None:
            shown[row] = True
    if (shown & hidden).any():
        raise NotReleasable(("an earlier release shows and hides the same figure",))
    return Earlier(shown, hidden)
