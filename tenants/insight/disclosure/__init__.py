"""Disclosure control: the only way by which a figure leaves the circle of a conversation.

Benchmarks across organisations are rounded, suppressed, audited and certified; the annual report of
one organisation is exact and coarsened. Pure functions: no database, no HTTP.
"""

from tenants.insight.disclosure.certificate import Certificate, check
from tenants.insight.disclosure.contributions import (
    TOTAL,
    BenchmarkRules,
    Contribution,
    Layout,
)
from tenants.insight.disclosure.margins import ReleasedReport, pooling_years, release_margins
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.release import Release, release_benchmark
from tenants.insight.disclosure.released import Figure, ReleasedCell, ReleasedTable
from tenants.insight.disclosure.safe_cut import Block

__all__ = [
    "TOTAL",
    "BenchmarkRules",
    "Block",
    "Certificate",
    "Contribution",
    "Figure",
    "Layout",
    "NotReleasable",
    "Release",
    "ReleasedCell",
    "ReleasedReport",
    "ReleasedTable",
    "check",
    "pooling_years",
    "release_benchmark",
    "release_margins",
]
