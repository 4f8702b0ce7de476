"""Which further cells have to go, so that no sensitive one can be computed back."""

from collections.abc import Callable

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.earlier import Earlier
from tenants.insight.disclosure.moves import Moves
from tenants.insight.disclosure.primary import Sensitivity
from tenants.insight.disclosure.readers import readers
from tenants.insight.disclosure.refusal import NotReleasable
from tenants.insight.disclosure.tables import Flags, Table

Progress = Callable[[str, int, int], None]


def suppress(
    table: Table,
    sensitivity: Sensitivity,
    rules: BenchmarkRules,
    rng: np.random.Generator,
    earlier: Earlier,
    progress: Progress,
) -> Flags:
    """All rows to suppress, primary and secondary; against outsiders first, then insiders.

    Shadows are among them, as nobody prints them. Raises NotReleasable.
    """
    suppressed = sensitivity.sensitive | earlier.hidden | ~table.published
    if (suppressed & earlier.shown).any():
        raise NotReleasable(("an earlier release shows what is sensitive now",))
    for reader in readers(table, rules):
        moves = Moves(table, sensitivity, reader, rules.base, suppressed, earlier.shown, rng)
        moves.try_many(rng)
        moves.let_open_rows_give_way()
        done = 0
        while (target := moves.hardest()) is not None:
            progress(reader.name, done, done + moves.waiting)
            row, up = target
            moves.move(row, up=up)
            done += 1
        suppressed = moves.suppressed
    return suppressed
