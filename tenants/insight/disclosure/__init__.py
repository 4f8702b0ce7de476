"""Disclosure control: the only way by which a figure leaves the circle of a conversation.

Benchmarks across organisations are rounded, suppressed, audited and certified; the annual report of
one organisation is exact and coarsened. Pure functions: no database, no HTTP.
"""

from typing import TYPE_CHECKING, Any

from tenants.insight.disclosure.certificate import Certificate, check
from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.layout import (
    PEOPLE,
    TOTAL,
    Atom,
    Cell,
    Dimension,
    Facet,
    Layout,
    Shape,
    dotted,
    flat,
)
from tenants.insight.disclosure.margins import (
    Crossing,
    ReleasedReport,
    may_pool,
    release_margins,
)
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.disclosure.safe_cut import Block

if TYPE_CHECKING:
    from tenants.insight.disclosure.release import Release, release_benchmark

__all__ = [
    "PEOPLE",
    "TOTAL",
    "Atom",
    "BenchmarkRules",
    "Block",
    "Cell",
    "Certificate",
    "Contribution",
    "Crossing",
    "Dimension",
    "Facet",
    "Figure",
    "Layout",
    "NotReleasable",
    "Release",
    "Released",
    "ReleasedReport",
    "Shape",
    "check",
    "dotted",
    "flat",
    "may_pool",
    "release_benchmark",
    "release_margins",
]


def __getattr__(name: str) -> Any:
    """Whoever only checks a certificate needs neither numpy nor a solver."""
    if name in {"Release", "release_benchmark"}:
        from tenants.insight.disclosure import release

        return getattr(release, name)
    raise AttributeError(name)
