"""The benchmark's release: what it shows, what it refuses, what its certificate proves."""

import ast
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.insight.disclosure import (
    TOTAL,
    BenchmarkRules,
    Contribution,
    Figure,
    Layout,
    NotReleasable,
    Release,
    ReleasedCell,
    ReleasedTable,
    audit,
    check,
    release_benchmark,
)
from tenants.insight.disclosure.primary import judge
from tenants.insight.disclosure.release import publish, vet
from tenants.insight.disclosure.rounding import rate, round_half_up, rounding_range
from tenants.insight.disclosure.tables import tabulate
from tests.tenants.insight.network import LAYOUT, RULES, network

pytestmark = pytest.mark.book("D4")


@pytest.fixture(scope="module")
def released() -> Release:
    return release_benchmark(network(7), LAYOUT, RULES, seed=1)


def even(
    themes: Iterable[str],
    *,
    sectors: str = "AB",
    organisations: int = 8,
    people: int = 6,
    firms: int = 4,
    employees: int = 100,
) -> list[Contribution]:
    """A calm little network: every organisation alike."""
    return [
        Contribution(
            f"{sector}{n}", f"firm {n % firms}", sector, employees, dict.fromkeys(themes, people)
        )
        for sector in sectors
        for n in range(organisations)
    ]


def cell(release: Release, sector: str, theme: str) -> ReleasedCell:
    return next(c for c in release.table.cells if (c.sector, c.theme) == (sector, theme))


def test_the_same_seed_gives_the_same_release_in_any_order(released: Release) -> None:
    shuffled = network(7)
    random.Random(3).shuffle(shuffled)

    assert release_benchmark(shuffled, LAYOUT, RULES, seed=1) == released


def test_figures_are_rounded_and_rates_follow_the_rounded_figure() -> None:
    release = release_benchmark(
        even(["T1.1"]), Layout(("A", "B"), ("T1.1",)), BenchmarkRules(p=25), 1
    )

    assert cell(release, "A", "T1.1").figure == Figure(people=50, per_100_employees=6.3)
    assert cell(release, TOTAL, TOTAL).figure == Figure(people=100, per_100_employees=6.3)


@given(st.integers(0, 10_000), st.sampled_from([5, 10]))
def test_a_reader_concludes_from_a_rounded_figure_what_rounds_to_it(people: int, base: int) -> None:
    low, high = rounding_range(round_half_up(people, base), base)

    assert low <= people <= high
    assert round_half_up(low, base) == round_half_up(high, base) == round_half_up(people, base)
    assert round_half_up(high + 1, base) > round_half_up(people, base)


def test_halves_go_up_and_zero_stays() -> None:
    assert [round_half_up(n, 10) for n in (0, 4, 5, 14, 15)] == [0, 0, 10, 10, 20]
    assert rate(10, 800) == 1.3


def test_zero_and_few_and_many_by_one_organisation_look_the_same() -> None:
    layout = Layout(("A", "B", "C"), ("T1.1", "T1.2", "T2.1"))
    contributions = [
        *even(["T2.1"], sectors="ABC", people=9),
        *(Contribution(f"x{n}", f"firm {n % 4}", "A", 100, {"T1.1": 1}) for n in range(3)),
        Contribution("y", "firm 1", "A", 100, {"T1.2": 80}),
    ]

    release = release_benchmark(contributions, layout, BenchmarkRules(p=25), 1)

    shown = {cell(release, s, t).figure for s, t in (("B", "T1.1"), ("A", "T1.1"), ("A", "T1.2"))}
    assert shown == {None}
    assert all(c.figure is None or c.figure.people >= 10 for c in release.table.cells)


def test_only_a_stratum_without_organisations_shows_zero() -> None:
    release = release_benchmark(
        even(["T1.1"]), Layout(("A", "B", "C"), ("T1.1",)), BenchmarkRules(p=25), 1
    )

    assert cell(release, "C", "T1.1").figure == Figure(people=0, per_100_employees=0.0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"organisations": 4, "people": 50}, "fewer than five organisations"),
        ({"firms": 2, "people": 50}, "fewer than three firms"),
        ({"people": 1}, "fewer than ten people"),
    ],
)
def test_a_stratum_of_few_is_sensitive(change: dict[str, int], why: str) -> None:
    contributions = [
        *even(["T1.1"], sectors="B", people=50),
        *even(["T1.1"], sectors="A", **change),
    ]
    layout = Layout(("A", "B"), ("T1.1",))

    assert sensitive(contributions, layout)["A", "T1.1"], why
    assert not sensitive(contributions, layout)["B", "T1.1"]


@pytest.mark.parametrize(
    ("giant", "why"),
    [
        ({"employees": 100, "counts": {"T1.1": 90}}, "leave one out: 9 others remain"),
        ({"employees": 100, "counts": {"T1.1": 500}}, "p%: the second knows the first to 25 %"),
        ({"employees": 900, "counts": {"T1.1": 20}}, "half of the employees are its own"),
    ],
)
def test_a_giant_makes_its_stratum_sensitive(giant: dict[str, Any], why: str) -> None:
    people = 1 if giant["counts"]["T1.1"] == 90 else 12
    contributions = even(["T1.1"], sectors="A", people=people)
    layout = Layout(("A",), ("T1.1",))
    others = [replace(one, firm=f"firm {n}") for n, one in enumerate(contributions)]

    assert sensitive([*others, Contribution("giant", "firm g", "A", **giant)], layout)[
        "A", "T1.1"
    ], why


def sensitive(contributions: list[Contribution], layout: Layout) -> dict[tuple[str, str], bool]:
    table = tabulate(contributions, layout)
    judged = judge(table, BenchmarkRules(p=25))
    return dict(zip(table.cells, judged.sensitive.tolist(), strict=True))


def test_the_secret_p_is_in_no_printed_rules() -> None:
    assert "25" not in repr(BenchmarkRules(p=25))


def test_two_firms_release_nothing() -> None:
    with pytest.raises(NotReleasable, match="too few cells"):
        release_benchmark(network(7, firms=2), LAYOUT, RULES, 1)


def test_beyond_the_budget_nothing_is_released() -> None:
    with pytest.raises(NotReleasable, match="too few cells"):
        release_benchmark(network(7), LAYOUT, replace(RULES, budget=0.05), 1)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (Contribution("x", "f", "Z", 10, {}), "sector Z"),
        (Contribution("x", "f", "A", 10, {"T9.1": 1}), "theme T9.1 has no column"),
        (Contribution("x", "f", "A", 10, {"T1.1": -1}), "negative"),
        (Contribution("organisation 1", "f", "A", -3, {}), "contradicts itself"),
    ],
)
def test_what_does_not_fit_is_refused(one: Contribution, why: str) -> None:
    with pytest.raises(NotReleasable, match=why):
        release_benchmark([*network(7), one], LAYOUT, RULES, 1)


def test_nobody_releases_nothing() -> None:
    with pytest.raises(NotReleasable, match="nobody contributes"):
        release_benchmark([], LAYOUT, RULES, 1)


def test_the_audit_lets_no_primary_only_suppression_through() -> None:
    contributions = network(7)
    table = tabulate(contributions, LAYOUT)
    primary = publish(table, judge(table, RULES).sensitive, LAYOUT, RULES)

    with pytest.raises(NotReleasable, match="could be narrowed by outsiders") as refusal:
        vet(primary, contributions, RULES, 1)
    assert all("could be narrowed by" in reason for reason in refusal.value.reasons)


def test_the_audit_lets_no_sensitive_or_false_figure_through(released: Release) -> None:
    contributions = network(7)
    small = next(n for n, c in enumerate(released.table.cells) if c.suppressed)
    shown, figure = next((n, c.figure) for n, c in enumerate(released.table.cells) if c.figure)

    for index, false, why in (
        (small, Figure(10, 0.1), "sensitive and shown"),
        (shown, Figure(990, 0.1), "not rounded"),
        (shown, replace(figure, per_100_employees=99.0), "rate of some"),
    ):
        with pytest.raises(NotReleasable, match=why):
            vet(tampered(released.table, index, false), contributions, RULES, 1)


def tampered(table: ReleasedTable, index: int, figure: Figure) -> ReleasedTable:
    cells = list(table.cells)
    cells[index] = replace(cells[index], figure=figure)
    return replace(table, cells=tuple(cells))


def test_the_certificate_holds_and_is_of_whole_people(released: Release) -> None:
    assert check(released.certificate, released.table) == ()
    assert all(x.is_integer() for witness in released.certificate.witnesses for x in witness)


def test_the_certificate_of_one_table_proves_nothing_of_another(released: Release) -> None:
    for index, one in list(enumerate(released.table.cells))[::9]:
        figure = (
            replace(one.figure, people=one.figure.people + 10) if one.figure else Figure(10, 0.1)
        )
        other = tampered(released.table, index, figure)
        assert check(released.certificate, other) != ()
        if one.figure:  # not even where the digest was made to fit
            assert check(replace(released.certificate, digest=other.digest), other) != ()


def test_a_certificate_without_witnesses_proves_nothing(released: Release) -> None:
    bare = replace(released.certificate, witnesses=())
    negative = replace(
        released.certificate,
        witnesses=tuple(tuple(-x for x in w) for w in released.certificate.witnesses),
    )
    for worse in (bare, negative):
        assert check(worse, released.table) != ()


def test_the_certificate_depends_on_nothing_but_the_publication(released: Release) -> None:
    again = audit.witness(released.table, np.random.default_rng(released.seed))

    assert again == released.certificate


def test_the_audit_shares_no_code_with_what_it_audits() -> None:
    tree = ast.parse(Path(audit.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    for own in ("suppression", "primary", "tables", "rounding", "release"):
        assert f"tenants.insight.disclosure.{own}" not in imported


@pytest.mark.parametrize("organisations", [60, 200, 500])
@pytest.mark.parametrize("seed", range(4))
def test_smaller_networks_are_released_safely_or_refused(organisations: int, seed: int) -> None:
    contributions = network(seed, organisations=organisations)
    try:
        release = release_benchmark(contributions, LAYOUT, RULES, seed)
    except NotReleasable as refusal:
        assert refusal.reasons == ("too few cells would be left to read",)  # noqa: PT017
        return
    assert check(release.certificate, release.table) == ()
