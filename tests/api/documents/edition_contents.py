"""An edition with figures in every table, made without any organisation."""

from datetime import date

from tenants.insight.canonical import digest_of
from tenants.insight.disclosure import BenchmarkRules, Cell, Contribution, Figure, Released
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.edition_content import compose
from tenants.insight.editions import Edition
from tenants.insight.prevalence import Prevalence
from tenants.insight.tabulation import layout_of

PANEL = "2024..2025"
LAYOUT = layout_of(PANEL)
HIDDEN, EMPTY = "C", "A"  # a sector with nothing to read, and one where nobody takes part


def edition(*, trend: bool = True) -> Edition:
    """2025: health and education can be read, manufacturing is withheld, the rest is empty."""
    contributions = [
        Contribution(f"o{n}", "f", {"sector": sector, "size": "250-999"}, 500, {})
        for n, sector in enumerate("RRRRRRQQQQQQC")
    ]
    content = compose(
        2025,
        date(2026, 2, 3),
        _released(7),
        _released(5) if trend else None,
        contributions,
        {
            ("R", "total"): Quantiles(None, 4.0, None),
            (HIDDEN, "total"): Quantiles(),
            ("total", "total"): Quantiles(1.5, 3.5, 5.0),
        },
        [
            Prevalence("total", "T1.1", 8.0, "Made up", 2024),
            Prevalence(HIDDEN, "T1.1", 8.0, "Made up", 2024),
        ],
        BenchmarkRules(p=25),
    )
    return Edition(2025, content, digest_of(content).hex(), date(2026, 2, 3))


def _released(many: int) -> Released:
    cells = LAYOUT.cells()
    empty = frozenset((c.stratum, c.panel) for c in cells if _is_empty(c))
    return Released(LAYOUT, 10, 10, {cell: _figure(cell, many) for cell in cells}, empty)


def _is_empty(cell: Cell) -> bool:
    sector, size = cell.stratum
    return sector not in {"R", "Q", HIDDEN, "total"} or size not in {"250-999", "total"}


def _figure(cell: Cell, many: int) -> Figure | None:
    if _is_empty(cell):
        return Figure(0, None)
    if cell.stratum[0] == HIDDEN or cell.code in {"T9", "not_recorded", "answered.declined"}:
        return None
    number = 10 * (many + len(cell.code) % 4) * (3 if cell.code == "total" else 1)
    return Figure(number, round(number / 60, 1))
