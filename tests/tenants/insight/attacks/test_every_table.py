"""Small benchmarks against whoever goes through every table that could be behind them.

No solver, no random search: what a reader, each with all that it knows itself, cannot rule out is
known exactly, and is compared with what the specification wants to stay possible.
"""

from dataclasses import replace
from itertools import compress, product

import numpy as np
import pytest

from tenants.insight.disclosure import PEOPLE, TOTAL, Cell, Figure, NotReleasable, Released
from tenants.insight.disclosure.audit import audit
from tenants.insight.disclosure.release import publish, release_benchmark
from tenants.insight.disclosure.tables import tabulate
from tests.tenants.insight.attacks.attacker import atoms_of, recount, sums_of
from tests.tenants.insight.attacks.every_table import possible
from tests.tenants.insight.attacks.small import (
    LAYOUTS,
    PANEL,
    RULES,
    counted,
    few_enough,
    narrowed,
    network,
)

pytestmark = [pytest.mark.book("D4"), pytest.mark.book("R48"), pytest.mark.book("R07")]
SEEDS = {"requesters": 2, "linked": 4, "crossed": 4, "panel": 5, "tree": 8}  # else 6


def test_what_is_gone_through_is_every_table() -> None:
    """The same as trying them out, one by one."""
    layout, contributions = LAYOUTS["tree"], network("tree", 34)
    released = release_benchmark(contributions, layout, RULES, 1).released
    atoms = [*atoms_of(layout, contributions)]
    roof = {atom: people + 3 for atom, people in counted(layout, contributions).items()}
    open_ = {
        cell: range(max(figure.value - 2, 3), figure.value + 2)
        for cell, figure in released.figures.items()
        if figure
    }
    hidden = released.suppressed
    sums = {cell: [cell in sums_of(layout, atom, []) for atom in atoms] for cell in layout.cells()}
    tried: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    for table in product(*(range(roof[atom] + 1) for atom in atoms)):
        if all(sum(compress(table, sums[cell])) in within for cell, within in open_.items()):
            for cell in hidden:
                tried[cell].add(sum(compress(table, sums[cell])))

    assert open_
    assert possible(layout, released, contributions, RULES, {}, {}, hidden, roof) == tried


def by_threshold(name: str, seed: int) -> Released:
    """What peers publish, in our clothes: exact, and nothing below k."""
    layout = LAYOUTS[name]
    truth = recount(network(name, seed), layout)
    figures = {
        cell: Figure(truth.people[cell], 0.0) if truth.people[cell] >= RULES.k else None
        for cell in layout.cells()
    }
    return Released(layout, RULES.k, 1, figures)


@pytest.mark.parametrize("name", LAYOUTS)
def test_threshold_only_is_known_exactly(name: str) -> None:
    rules = replace(RULES, insiders=False)
    for seed in range(1, 30):
        contributions = network(name, seed)
        if few_enough(contributions):
            found = narrowed(LAYOUTS[name], contributions, by_threshold(name, seed), rules)
            if any(one.possible == [one.value] for one in found):
                return
    pytest.fail("the attack proves nothing")


@pytest.mark.parametrize("name", LAYOUTS)
def test_nobody_narrows_what_we_release(name: str) -> None:
    released, reasons = 0, set()
    for seed in range(1, 60):
        contributions = network(name, seed)
        if released == SEEDS.get(name, 6) or not few_enough(contributions):
            continue
        try:
            release = release_benchmark(contributions, LAYOUTS[name], RULES, seed)
        except NotReleasable as refusal:
            reasons |= {*refusal.reasons}
            continue
        assert [*narrowed(LAYOUTS[name], contributions, release.released)] == [], seed
        released += 1
    assert released > 1
    assert reasons <= {"too few cells would be left to read"}


def test_a_second_release_rules_out_nothing_that_the_first_left_open() -> None:
    """The same year once more, with a panel: every number that is wanted and could be read before,
    by an outsider or by any one insider, can be read still.
    """
    layout, seen = LAYOUTS["panel"], 0
    first_layout = replace(layout, shapes=tuple(s for s in layout.shapes if not s.panel))
    for seed in range(1, 60):
        contributions = network("panel", seed)
        if seen == 5 or not few_enough(contributions):
            continue
        plain = [replace(one, panels=frozenset()) for one in contributions]
        try:
            first = release_benchmark(plain, first_layout, RULES, seed).released
            second = release_benchmark(contributions, layout, RULES, seed, fixed=first.figures)
        except NotReleasable:
            continue
        figures = {cell: first.figures.get(cell) for cell in layout.cells()}
        before = replace(first, layout=layout, figures=figures)
        assert [*narrowed(layout, contributions, second.released, before=before)] == [], seed
        seen += 1
    assert seen == 5


@pytest.mark.parametrize(("name", "seed"), [("tree", 9011), ("linked", 9129)])
def test_figures_of_one_that_publishes_are_hidden_from_who_reads_no_report(
    name: str, seed: int
) -> None:
    """Its contribution counts as known so that others are safe; it is not given away by that."""
    contributions = network(name, seed, public=0.3)
    assert any(one.public for one in contributions)
    released = release_benchmark(contributions, LAYOUTS[name], RULES, seed).released

    found = narrowed(LAYOUTS[name], contributions, released)

    assert [one for one in found if one.reader == "outsider"] == []


@pytest.mark.parametrize(("name", "seed"), [("requesters", 1050), ("panel", 1083), ("tree", 1335)])
def test_what_is_hidden_for_one_reader_is_hidden_from_those_who_were_asked_before(
    name: str, seed: int
) -> None:
    """Strangers are asked last. What goes for their sake, insiders could narrow; and where all of
    a stratum publish, nobody is left of whom there have to be k.
    """
    contributions = network(name, seed, public=0.3)

    released = release_benchmark(contributions, LAYOUTS[name], RULES, seed).released

    assert [*narrowed(LAYOUTS[name], contributions, released)] == []


def test_where_everybody_publishes_there_is_nobody_to_take_off() -> None:
    contributions = [replace(one, public=True) for one in network("tree", 9011)]

    released = release_benchmark(contributions, LAYOUTS["tree"], RULES, 1).released

    assert [*narrowed(LAYOUTS["tree"], contributions, released)] == []


@pytest.mark.parametrize(
    ("name", "seed", "shown"),
    [
        ("linked", 1209, Cell((TOTAL, "small"), PEOPLE, TOTAL)),
        ("panel", 1046, Cell((TOTAL,), PEOPLE, TOTAL, PANEL)),
    ],
)
def test_one_insider_is_asked_what_all_of_them_together_know_too_well(
    name: str, seed: int, shown: Cell
) -> None:
    """The largest parts of all organisations leave the total no room to go down; each of them
    alone has to be left some, and where this one figure is out the largest has none.
    """
    layout, contributions = LAYOUTS[name], network(name, seed)
    table = tabulate(contributions, layout)
    hidden = np.ones(len(table.cells), dtype=bool)
    hidden[table.row_of[shown]] = False
    released = publish(table, hidden, layout, RULES)

    found = [*narrowed(layout, contributions, released)]
    refused = audit(released, contributions, RULES, np.random.default_rng(1))

    assert {one.reader.split()[0] for one in found} == {"organisation", "firm"}
    assert refused == ("total x people could be narrowed by firms",)
