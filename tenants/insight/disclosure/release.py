"""From contributions to an edition: suppress, publish, audit; or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenants.insight.disclosure.audit import audit, witness
from tenants.insight.disclosure.certificate import Certificate, check
from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution, Layout
from tenants.insight.disclosure.primary import Flags, judge
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.released import Figure, ReleasedCell, ReleasedTable
from tenants.insight.disclosure.rounding import rate, round_half_up
from tenants.insight.disclosure.suppression import suppress
from tenants.insight.disclosure.tables import Table, tabulate


@dataclass(frozen=True, slots=True)
class Release:
    """The table and its certificate may be shown to anyone; the seed stays with the operator."""

    table: ReleasedTable
    certificate: Certificate
    seed: int


def release_benchmark(
    contributions: Sequence[Contribution], layout: Layout, rules: BenchmarkRules, seed: int
) -> Release:
    """Sector x theme with margins: people rounded, and per 100 employees.

    The same contributions, in any order, and seed give the same release. Raises NotReleasable.
    """
    rng = np.random.default_rng(seed)
    table = tabulate(contributions, layout)
    sensitivity = judge(table, rules)
    suppressed = suppress(table, sensitivity, rules, rng)
    told = int((~sensitivity.empty).sum())
    if suppressed.sum() >= told or suppressed.sum() > rules.budget * told:
        raise NotReleasable(("too few cells would be left to read",))
    released = publish(table, suppressed, layout, rules)
    return Release(released, vet(released, contributions, rules, seed), seed)


def publish(
    table: Table, suppressed: Flags, layout: Layout, rules: BenchmarkRules
) -> ReleasedTable:
    """Puts the figures of all cells but the suppressed ones on paper."""
    employees = table.members @ table.employees
    cells = []
    for index, (sector, theme) in enumerate(table.cells):
        figure = None
        if not suppressed[index]:
            people = round_half_up(int(table.people[index]), rules.base)
            size = int(employees[index])
            figure = Figure(people, rate(people, size) if size else 0.0)
        cells.append(ReleasedCell(sector, theme, figure))
    return ReleasedTable(layout, rules.k, rules.base, tuple(cells))


def vet(
    table: ReleasedTable,
    contributions: Sequence[Contribution],
    rules: BenchmarkRules,
    seed: int,
) -> Certificate:
    """The certificate of a table that passed the independent audit; raises NotReleasable."""
    if findings := audit(table, contributions, rules, np.random.default_rng(seed)):
        raise NotReleasable(findings)
    certificate = witness(table, np.random.default_rng(seed))
    if problems := check(certificate, table):
        raise NotReleasable(problems)
    return certificate
