"""From contributions to an edition: suppress, publish, audit; or nothing."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tenants.insight.disclosure.audit import Counted, audit_counted
from tenants.insight.disclosure.certificate import Certificate, check
from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.earlier import earlier_rows
from tenants.insight.disclosure.layout import Atom, Cell, Layout
from tenants.insight.disclosure.primary import judge
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.disclosure.rounding import rate, round_half_up
from tenants.insight.disclosure.suppression import Progress, suppress
from tenants.insight.disclosure.tables import Flags, Table, tabulate
from tenants.insight.disclosure.witnesses import certify


@dataclass(frozen=True, slots=True)
class Release:
    """`released` and its certificate may be shown to anyone; the seed stays with the operator."""

    released: Released
    certificate: Certificate
    seed: int


def release_benchmark(
    contributions: Sequence[Contribution],
    layout: Layout,
    rules: BenchmarkRules,
    seed: int,
    *,
    fixed: Mapping[Cell, Figure | None] | None = None,
    progress: Progress | None = None,
) -> Release:
    """Every table of the layout: rounded, suppressed, audited. Raises NotReleasable.

    The same contributions, in any order, and seed give the same release. `fixed` are cells that an
    earlier release of the same contributions showed or hid: they stay as they are. `progress` is
    told a stage, how much of it is done, and of how much.
    """
    report = progress or _silent
    rng = np.random.default_rng(seed)
    table = tabulate(contributions, layout)
    report("tables", 1, 1)
    with ThreadPoolExecutor(1) as aside:
        # The audit counts for itself, while a solver keeps this thread waiting most of the time.
        counting = aside.submit(Counted.of, contributions, layout, rules)
        sensitivity = judge(table, rules)
        report("rules", 1, 1)
        earlier = earlier_rows(table, layout, fixed or {}, rules.base)
        suppressed = suppress(table, sensitivity, rules, rng, earlier, report)
    hidden = int(suppressed.rows[list(table.row_of.values())].sum())
    if hidden >= len(table.row_of) or hidden > rules.budget * len(table.row_of):
        raise NotReleasable(("too few cells would be left to read",))
    released = publish(table, suppressed.rows, layout, rules)
    report("audit", 0, 1)
    try:
        counted = counting.result()
    except ValueError as problem:
        raise NotReleasable((str(problem),)) from None
    certificate = vet(released, counted, seed, fixed, suppressed.moves)
    report("audit", 1, 1)
    return Release(released, certificate, seed)


def publish(table: Table, suppressed: Flags, layout: Layout, rules: BenchmarkRules) -> Released:
    """Puts the figures of all cells but the suppressed ones on paper."""
    crowd = table.everybody
    employees = (crowd.members @ crowd.employees)[table.stratum]
    figures: dict[Cell, Figure | None] = {}
    for cell in layout.cells():
        row = table.row_of.get(cell)
        if row is None:
            figures[cell] = Figure(0, None)
        elif suppressed[row]:
            figures[cell] = None
        else:
            value = round_half_up(int(table.values[row]), rules.base)
            figures[cell] = Figure(value, rate(value, int(employees[row])))
    empty = frozenset((c.stratum, c.panel) for c in layout.cells() if c not in table.row_of)
    return Released(layout, rules.k, rules.base, figures, empty)


def vet(
    released: Released,
    counted: Counted,
    seed: int,
    fixed: Mapping[Cell, Figure | None] | None = None,
    moves: Sequence[Mapping[Atom, int]] = (),
) -> Certificate:
    """The certificate of an edition that passed the independent audit; raises NotReleasable.

    `moves` are shown to the audit, which believes none that it has not checked.
    """
    with ThreadPoolExecutor(1) as aside:
        certifying = aside.submit(certify, released, np.random.default_rng(seed))
        findings = audit_counted(released, counted, np.random.default_rng(seed), fixed, moves)
    if findings:
        raise NotReleasable(findings)
    certificate = certifying.result()
    if problems := check(certificate, released):
        raise NotReleasable(problems)
    return certificate


def _silent(stage: str, done: int, of: int) -> None:
    """Nobody wants to know."""
