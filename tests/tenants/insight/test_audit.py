"""The independent audit: what it lets through, and that it is independent."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tenants.insight import disclosure
from tenants.insight.disclosure import PEOPLE, TOTAL, Cell, Contribution, Figure, Released
from tenants.insight.disclosure.audit import Counted, audit, audit_counted
from tenants.insight.disclosure.earlier import earlier_rows
from tenants.insight.disclosure.judgement import Judgement
from tenants.insight.disclosure.primary import judge
from tenants.insight.disclosure.published import OUTSIDE, read
from tenants.insight.disclosure.readings import Aim, Readings, Row
from tenants.insight.disclosure.recount import recount
from tenants.insight.disclosure.release import publish, release_benchmark
from tenants.insight.disclosure.suppression import Suppressed, suppress
from tenants.insight.disclosure.tables import tabulate
from tests.tenants.insight.network import LINKED, RULES, network, with_panel

pytestmark = pytest.mark.book("D4")
PANEL = "2024-2025"
LAYOUT = with_panel(LINKED, PANEL)
Findings = Callable[..., list[str]]
OWN = (
    "audit",
    "narrowing",
    "knowledge",
    "one_insider",
    "recount",
    "judgement",
    "published",
    "readings",
    "witnesses",
    "certificate",
)
MAY_SHARE = {"contributions", "layout", "released", "solver", "refusal"}


@pytest.fixture(scope="module")
def contributions() -> list[Contribution]:
    return network(7, organisations=400, panel=PANEL, public=0.05)


@pytest.fixture(scope="module")
def suppressed(contributions: list[Contribution]) -> Suppressed:
    table, rng = tabulate(contributions, LAYOUT), np.random.default_rng(1)
    nothing = earlier_rows(table, LAYOUT, {}, RULES.base)
    return suppress(table, judge(table, RULES), RULES, rng, nothing, lambda *_: None)


@pytest.fixture(scope="module")
def released(contributions: list[Contribution], suppressed: Suppressed) -> Released:
    return publish(tabulate(contributions, LAYOUT), suppressed.rows, LAYOUT, RULES)


@pytest.fixture
def findings(contributions: list[Contribution], suppressed: Suppressed) -> Findings:
    counted = Counted.of(contributions, LAYOUT, RULES)

    def found(released: Released, **more: object) -> list[str]:
        given = {"moves": suppressed.moves, **more}
        return list(audit_counted(released, counted, np.random.default_rng(1), **given))

    return found


@pytest.mark.parametrize("name", OWN)
def test_it_shares_no_code_with_what_it_audits(name: str) -> None:
    tree = ast.parse((Path(disclosure.__file__).parent / f"{name}.py").read_text())
    imported = {
        node.module.rpartition(".")[2]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tenants.")
    }
    assert imported <= MAY_SHARE | set(OWN)
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    summing = {n for n, what in vars(disclosure.Layout).items() if callable(what)} | {
        "path",
        "place",
    }
    assert not called & {n for n in summing if not n.startswith("_")}


def test_two_readings_of_a_layout_agree(released: Released) -> None:
    published = read(released)

    assert published.atoms == LAYOUT.atoms()
    assert published.cells == set(LAYOUT.cells())


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("public", [0, 0.1])
def test_two_judges_agree(seed: int, public: float) -> None:
    """Every rule is written twice, by two hands: on every cell they come to the same."""
    contributions = network(seed, organisations=500, panel=PANEL, public=public)
    table = tabulate(contributions, LAYOUT)
    judged = judge(table, RULES)
    everybody = Judgement(recount(contributions, LAYOUT), RULES, LAYOUT)
    hidden = [one for one in contributions if not one.public]
    private = Judgement(recount(hidden, LAYOUT), RULES, LAYOUT)

    ours: dict[int, bool] = {}
    for cell, row in table.row_of.items():
        assert everybody.count.cells[cell].value == table.values[row], cell
        sensitive = everybody.sensitive(cell) or private.sensitive(cell)
        ours[row] = ours.get(row, False) or sensitive  # cells of the same atoms are one row
    assert [table.cells[r] for r, is_so in ours.items() if is_so != judged.sensitive[r]] == []
    nobody = set(LAYOUT.cells()) - table.row_of.keys()
    assert not any(everybody.count.employers[c.stratum, c.panel].number for c in nobody)


def test_what_is_released_passes(released: Released, findings: Findings) -> None:
    assert findings(released) == []


def test_it_finds_the_proofs_itself_where_nobody_shows_any() -> None:
    contributions = network(3, organisations=80, panel=PANEL)
    released = release_benchmark(contributions, LAYOUT, RULES, seed=1).released

    assert audit(released, contributions, RULES, np.random.default_rng(1)) == ()


def test_primary_suppression_alone_does_not_pass(
    contributions: list[Contribution], suppressed: Suppressed, findings: Findings
) -> None:
    """Nor where proofs are shown: they are of a release that hides more, or of none at all."""
    table = tabulate(contributions, LAYOUT)
    primary = publish(table, judge(table, RULES).sensitive, LAYOUT, RULES)
    larger = [{atom: 3 * change for atom, change in move.items()} for move in suppressed.moves]

    found = findings(primary, moves=[*suppressed.moves, *larger])

    for reader in ("outsiders", "organisations", "firms"):
        assert any(one.endswith(f"could be narrowed by {reader}") for one in found)


def test_one_suppressed_cell_opened_again_does_not_pass(
    released: Released, contributions: list[Contribution], findings: Findings
) -> None:
    """Of some ten that are hidden for others' sake; where one is not needed the others hold."""
    count = recount(contributions, LAYOUT)
    found = 0
    for cell in released.suppressed[::25]:
        value = count.cells[cell].value
        employees = count.employers[cell.stratum, cell.panel].total
        rounded = (value + 5) // 10 * 10
        opened = Figure(rounded, round(100 * rounded / employees + 1e-9, 1))
        found += findings(with_figure(released, cell, opened)) != []
    assert found >= len(released.suppressed[::25]) * 0.6


def with_figure(released: Released, cell: Cell, figure: Figure | None) -> Released:
    return replace(released, figures={**released.figures, cell: figure})


def shown(released: Released) -> Cell:
    return next(c for c, f in released.figures.items() if f and f.value and c.facet == PEOPLE)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"value": 990}, "not rounded"),
        ({"per_100_employees": 99.0}, "rate of something else"),
        ({"per_100_employees": None}, "rate of something else"),
    ],
)
def test_no_false_figure_passes(
    released: Released, findings: Findings, change: dict[str, object], why: str
) -> None:
    cell = shown(released)
    false = replace(released.figures[cell], **change)

    assert why in findings(with_figure(released, cell, false))[0]


def test_other_rules_other_strata_and_other_cells_do_not_pass(
    released: Released, findings: Findings
) -> None:
    cell = shown(released)
    fewer = {c: f for c, f in released.figures.items() if c != cell}
    for false, why in (
        (replace(released, k=5), "other rules"),
        (replace(released, base=5), "other rules"),
        (replace(released, empty=released.empty | {(cell.stratum, "")}), "called empty"),
        (replace(released, empty=frozenset()), "does not say so"),
        (replace(released, figures=fewer), "not those of the layout"),
    ):
        assert any(why in one for one in findings(false)), why


def test_what_an_earlier_release_shows_stays(released: Released, findings: Findings) -> None:
    cell = shown(released)
    for earlier in (None, Figure(released.figures[cell].value + 10, 1.0)):
        assert "earlier release" in findings(released, fixed={cell: earlier})[0]
    assert findings(released, fixed={cell: released.figures[cell]}) == []


def test_contributions_that_contradict_one_another_do_not_pass(
    released: Released, contributions: list[Contribution]
) -> None:
    one = contributions[0]

    def findings(contributions: list[Contribution]) -> list[str]:
        return [*audit(released, contributions, RULES, np.random.default_rng(1))]

    for false in (
        replace(one, counts={**one.counts, "channel": {"phone": 1}}),
        replace(one, counts={**one.counts, "theme": {"T1.1": -1}}),
        replace(one, counts={**one.counts, "requester": {"manager.of_them": 1}}),
    ):
        assert len(findings([false, *contributions[1:]])) == 1
    twice = replace(one, employees=one.employees + 1, firm="another")
    assert "contradicts itself" in findings([*contributions, twice])[0]


def test_few_who_joined_make_the_panel_beside_them_sensitive() -> None:
    """Four joiners: the total less the panel would be theirs, so the panel's cell is not shown."""

    def one(number: int, *, joined: bool) -> Contribution:
        return Contribution(
            f"{number}", f"firm {number % 5}", {"sector": "A", "size": "250-999"}, 300,
            {"theme": {"T1.1": 20}, "requester": {"other": 20}, "channel": {"phone": 20},
             "conversations": {"first": 20}},
            panels=frozenset() if joined else frozenset({PANEL}),
        )  # fmt: skip

    cell = Cell(("A", TOTAL), PEOPLE, TOTAL, PANEL)
    for joiners, sensitive in ((0, False), (1, True), (4, True), (5, False)):
        crowd = [one(n, joined=n < joiners) for n in range(20 + joiners)]
        judgement = Judgement(recount(crowd, LAYOUT), RULES, LAYOUT)
        assert judgement.sensitive(cell) == sensitive
        assert judgement.sensitive(cell._replace(panel=OUTSIDE + PANEL)) == sensitive
        assert not judgement.sensitive(cell._replace(panel=""))


def readings(rows: list[Row], aim: Aim, atoms: int = 3) -> Readings:
    return Readings(rows, [aim], np.zeros(atoms), np.full(atoms, 100.0))


def test_half_a_person_is_no_proof() -> None:
    """Each two of three atoms are one person at most: 1.5 people in all, or one whole one."""
    rows = [Row(pair, 0, 1) for pair in ((0, 1), (1, 2), (0, 2))]

    assert readings(rows, Aim((0, 1, 2), 0, 0, 1)).search(np.random.default_rng(1)).all()
    half = readings(rows, Aim((0, 1, 2), 0, 0, 1.4)).search(np.random.default_rng(1))
    assert half.tolist() == [[True], [False]]


def test_what_has_no_reading_at_all_proves_nothing() -> None:
    rows = [Row((0,), 5, 9), Row((0,), 0, 4)]
    search = readings(rows, Aim((1,), 0, 2, 4))

    assert not search.search(np.random.default_rng(1)).any()
    assert search.some() is None


def test_a_reading_that_does_not_fit_proves_nothing() -> None:
    search = readings([Row((0, 1), 2, 4)], Aim((0,), 0, 2, 4))
    for false in ((5.0, 0.0, 0.0), (2.5, 0.0, 0.0), (-1.0, 4.0, 0.0), (101.0, 0.0, 0.0)):
        search.try_all([np.array(false)])
    assert not search.shown.any()
    search.try_all([np.array((4.0, 0.0, 0.0))])
    assert search.shown.tolist() == [[False], [True]]
