"""The benchmark's release: what it shows, what it refuses, what its certificate proves."""

import ast
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    BenchmarkRules,
    Cell,
    Contribution,
    Dimension,
    Facet,
    Figure,
    Layout,
    NotReleasable,
    Release,
    Released,
    Shape,
    audit,
    check,
    dotted,
    flat,
    release_benchmark,
    suppression,
    witnesses,
)
from tenants.insight.disclosure.audit import Counted
from tenants.insight.disclosure.primary import judge
from tenants.insight.disclosure.release import publish, vet
from tenants.insight.disclosure.rounding import rate, round_half_up, rounding_range
from tenants.insight.disclosure.tables import tabulate
from tests.tenants.insight.network import LAYOUT, RULES, network

pytestmark = pytest.mark.book("D4")


@pytest.fixture(scope="module")
def released() -> Release:
    return release_benchmark(network(7), LAYOUT, RULES, seed=1)


def layout_of(sectors: str, *themes: str) -> Layout:
    """Sector x theme."""
    return Layout(
        (Dimension("sector", flat(sectors)),),
        (Facet("theme", dotted(themes)),),
        (Shape("theme", ("sector",)),),
    )


def of(organisation: str, firm: str, sector: str, employees: int, **themes: int) -> Contribution:
    """Themes without dots: T1_1 is T1.1."""
    counts = {code.replace("_", "."): number for code, number in themes.items()}
    return Contribution(organisation, firm, {"sector": sector}, employees, {"theme": counts})


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
            f"{sector}{n}",
            f"firm {n % firms}",
            {"sector": sector},
            employees,
            {"theme": dict.fromkeys(themes, people)},
        )
        for sector in sectors
        for n in range(organisations)
    ]


def figure(release: Release, sector: str, theme: str) -> Figure | None:
    facet = PEOPLE if theme == TOTAL else "theme"
    return release.released.figures[Cell((sector,), facet, theme)]


def test_the_same_seed_gives_the_same_release_in_any_order(released: Release) -> None:
    shuffled = network(7)
    random.Random(3).shuffle(shuffled)

    assert release_benchmark(shuffled, LAYOUT, RULES, seed=1) == released


def test_figures_are_rounded_and_rates_follow_the_rounded_figure() -> None:
    release = release_benchmark(even(["T1.1"]), layout_of("AB", "T1.1"), RULES, 1)

    assert figure(release, "A", "T1.1") == Figure(50, per_100_employees=6.3)
    assert figure(release, TOTAL, TOTAL) == Figure(100, per_100_employees=6.3)


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
    layout = layout_of("ABC", "T1.1", "T1.2", "T2.1")
    contributions = [
        *even(["T2.1"], sectors="ABC", people=9),
        *(of(f"x{n}", f"firm {n % 4}", "A", 100, T1_1=1) for n in range(3)),
        of("y", "firm 1", "A", 100, T1_2=80),
    ]

    release = release_benchmark(contributions, layout, RULES, 1)

    shown = {figure(release, s, t) for s, t in (("B", "T1.1"), ("A", "T1.1"), ("A", "T1.2"))}
    assert shown == {None}
    assert all(f is None or f.value >= 10 for f in release.released.figures.values())


def test_only_a_stratum_without_organisations_shows_zero() -> None:
    release = release_benchmark(even(["T1.1"]), layout_of("ABC", "T1.1"), RULES, 1)

    assert figure(release, "C", "T1.1") == Figure(0, per_100_employees=None)
    assert release.released.empty == {(("C",), "")}


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
    layout = layout_of("AB", "T1.1")

    assert sensitive(contributions, layout)["A", "T1.1"], why
    assert not sensitive(contributions, layout)["B", "T1.1"]


@pytest.mark.parametrize(
    ("giant", "why"),
    [
        ({"employees": 100, "T1_1": 90}, "leave one out: 8 others remain"),
        ({"employees": 100, "T1_1": 500}, "p%: the second knows the first to 25 %"),
        ({"employees": 900, "T1_1": 20}, "half of the employees are its own"),
    ],
)
def test_a_giant_makes_its_stratum_sensitive(giant: dict[str, int], why: str) -> None:
    people = 1 if giant["T1_1"] == 90 else 12
    contributions = even(["T1.1"], sectors="A", people=people)
    layout = layout_of("A", "T1.1")
    others = [replace(one, firm=f"firm {n}") for n, one in enumerate(contributions)]

    assert sensitive([*others, of("giant", "firm g", "A", **giant)], layout)["A", "T1.1"], why


def sensitive(contributions: list[Contribution], layout: Layout) -> dict[tuple[str, str], bool]:
    table = tabulate(contributions, layout)
    judged = judge(table, RULES)
    return {
        (cell.stratum[0], cell.code): bool(judged.sensitive[row])
        for cell, row in table.row_of.items()
    }


def test_the_secret_p_is_in_no_printed_rules() -> None:
    assert "25" not in repr(BenchmarkRules(p=25))


def test_two_firms_release_nothing() -> None:
    with pytest.raises(NotReleasable, match="too few cells"):
        release_benchmark(network(7, firms=2), LAYOUT, RULES, 1)


def test_beyond_the_budget_nothing_is_released() -> None:
    with pytest.raises(NotReleasable, match="too few cells"):
        release_benchmark(network(7), LAYOUT, replace(RULES, budget=0.05), 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stratum": {"sector": "Z", "size": "1-9"}}, "sector Z has no column"),
        ({"stratum": {"sector": "A"}}, "has no size"),
        ({"counts": {"theme": {"T9.1": 1}}}, "theme T9.1 has no column"),
        ({"counts": {"theme": {"T1.1": -1}}}, "negative"),
        ({"organisation": "organisation 1"}, "contradict one another"),
        ({"employees": -3}, "contradict one another"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], why: str) -> None:
    one = replace(of("x", "f", "A", 10), **{"stratum": {"sector": "A", "size": "1-9"}, **change})

    with pytest.raises(NotReleasable, match=why):
        release_benchmark([*network(7), one], LAYOUT, RULES, 1)


def test_nobody_releases_nothing() -> None:
    with pytest.raises(NotReleasable, match="nobody contributes"):
        release_benchmark([], LAYOUT, RULES, 1)


def test_the_audit_lets_no_primary_only_suppression_through() -> None:
    contributions = network(7)
    table = tabulate(contributions, LAYOUT)
    hidden = judge(table, RULES).sensitive | ~table.published
    primary = publish(table, hidden, LAYOUT, RULES)

    with pytest.raises(NotReleasable, match="could be narrowed by") as refusal:
        vet(primary, Counted.of(contributions, LAYOUT, RULES), 1)
    assert all("could be narrowed by" in reason for reason in refusal.value.reasons)


def test_the_audit_lets_no_sensitive_or_false_figure_through(released: Release) -> None:
    counted = Counted.of(network(7), LAYOUT, RULES)
    figures = released.released.figures
    small = released.released.suppressed[0]
    shown, figure = next((cell, f) for cell, f in figures.items() if f and f.value)

    for cell, false, why in (
        (small, Figure(10, 0.1), "sensitive and shown"),
        (shown, Figure(990, 0.1), "not rounded"),
        (shown, replace(figure, per_100_employees=99.0), "rate of some"),
    ):
        with pytest.raises(NotReleasable, match=why):
            vet(tampered(released.released, {cell: false}), counted, 1)


def tampered(released: Released, change: Mapping[Cell, Figure]) -> Released:
    return replace(released, figures={**released.figures, **change})


def test_the_certificate_holds_and_is_of_whole_people(released: Release) -> None:
    assert check(released.certificate, released.released) == ()
    assert all(type(x) is int for witness in released.certificate.witnesses for x in witness)


def test_the_certificate_of_one_table_proves_nothing_of_another(released: Release) -> None:
    for cell, one in list(released.released.figures.items())[::9]:
        figure = replace(one, value=one.value + 10) if one else Figure(10, 0.1)
        other = tampered(released.released, {cell: figure})
        assert check(released.certificate, other) != ()
        if one:  # not even where the digest was made to fit
            assert check(replace(released.certificate, digest=other.digest), other) != ()


def test_a_certificate_without_witnesses_proves_nothing(released: Release) -> None:
    bare = replace(released.certificate, witnesses=())
    negative = replace(
        released.certificate,
        witnesses=tuple(tuple(-x for x in w) for w in released.certificate.witnesses),
    )
    for worse in (bare, negative):
        assert check(worse, released.released) != ()


def test_the_certificate_depends_on_nothing_but_the_publication(released: Release) -> None:
    again = witnesses.certify(released.released, np.random.default_rng(released.seed))

    assert again == released.certificate


def test_the_audit_shares_no_code_with_what_it_audits() -> None:
    ours, theirs = imports_of(audit.__file__), imports_of(suppression.__file__)

    assert ours >= {"recount", "readings"}
    assert theirs >= {"tables", "moves"}
    assert ours & theirs <= {"contributions", "layout", "released", "refusal", "solver"}


def imports_of(file: str) -> set[str]:
    """The modules of the package that a module needs, and those that these need."""
    found: set[str] = set()
    waiting = [Path(file)]
    while waiting:
        for node in ast.walk(ast.parse(waiting.pop().read_text())):
            name = (isinstance(node, ast.ImportFrom) and node.module) or ""
            package, _, module = name.rpartition(".")
            if package == "tenants.insight.disclosure" and module not in found:
                found.add(module)
                waiting.append(Path(file).with_name(f"{module}.py"))
    return found


@pytest.mark.parametrize("organisations", [60, 200, 500])
@pytest.mark.parametrize("seed", range(4))
def test_smaller_networks_are_released_safely_or_refused(organisations: int, seed: int) -> None:
    contributions = network(seed, organisations=organisations)
    try:
        release = release_benchmark(contributions, LAYOUT, RULES, seed)
    except NotReleasable as refusal:
        assert refusal.reasons == ("too few cells would be left to read",)  # noqa: PT017
        return
    assert check(release.certificate, release.released) == ()
