"""A proof of safety that anyone can check by arithmetic, with neither the data nor a solver.

A witness is a complete table of atoms that fits everything published. Two witnesses that give a
suppressed cell different values prove that nobody can compute it from the publication. Witnesses
are found from the published table alone, so they tell nothing that it does not; how wide an
interval each cell needs is secret (it would give the figure away) and is the audit's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tenants.insight.disclosure.contributions import TOTAL
from tenants.insight.disclosure.released import ReleasedTable
from tenants.insight.disclosure.rounding import rounding_range

LEAST_WIDTH = 2  # three whole numbers at the least
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Certificate:
    """Each witness has one number for each leaf theme of each sector, in the layout's order."""

    digest: str
    witnesses: tuple[tuple[float, ...], ...]


def check(certificate: Certificate, table: ReleasedTable) -> tuple[str, ...]:
    """What is wrong with the certificate of this table; nothing where it holds."""
    return tuple(_problems(certificate, table))


def _problems(certificate: Certificate, table: ReleasedTable) -> Iterator[str]:
    """Arithmetic on whole tables: sums, bounds, and the width between the witnesses."""
    if certificate.digest != table.digest:
        yield "the certificate is of another table"
    atoms = [(s, t) for s in table.layout.sectors for t in table.layout.themes]
    for number, witness in enumerate(certificate.witnesses):
        if len(witness) != len(atoms):
            yield f"witness {number} is not a table of this layout"
            return
        if not all(x >= -TOLERANCE for x in witness):
            yield f"witness {number} has a negative number of people"
    for cell in table.cells:
        inside = [
            index
            for index, (sector, theme) in enumerate(atoms)
            if cell.sector in {sector, TOTAL}
            and cell.theme in {theme, theme.partition(".")[0], TOTAL}
        ]
        values = [sum(witness[i] for i in inside) for witness in certificate.witnesses]
        name = f"{cell.sector} x {cell.theme}"
        if cell.figure is None:
            if not values or not max(values) - min(values) >= LEAST_WIDTH - TOLERANCE:
                yield f"{name} is not shown to be uncertain"
            continue
        low, high = 0, 0
        if cell.figure.people:
            low, high = rounding_range(cell.figure.people, table.base)
            low = max(low, table.k)
        if not all(low - TOLERANCE <= value <= high + TOLERANCE for value in values):
            yield f"a witness does not fit what is published for {name}"
