"""What prevention is worth: no input, no number; a range; and never a cost of a conversation."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.errors import Invalid
from tenants.prevention.worth import ABSENCE_ODDS, Figures, Range, Worth, reckon_worth


def between(low: int, high: int) -> Range:
    return Range(Decimal(low), Decimal(high))


WHOLE = Figures(
    employees=1000,
    absence_percent=Decimal(5),
    wage_cost=60_000,
    bullied_percent=Decimal(10),
    leavers=100,
    leavers_percent=between(5, 10),
    replacement=between(10_000, 20_000),
    legal=between(20_000, 50_000),
    reputation=between(0, 30_000),
    hotlines=8_000,
    mediation=15_000,
    investigation=60_000,
    prevention=40_000,
)
NEEDED = {
    "turnover": ("leavers", "leavers_percent", "replacement"),
    "absence": ("employees", "absence_percent", "wage_cost", "bullied_percent"),
    "legal": ("legal",),
    "reputation": ("reputation",),
}


@pytest.mark.book("R34")
def test_no_input_no_number() -> None:
    nothing = reckon_worth(Figures(employees=1000))
    assert set(nothing.harm.values()) == set(nothing.afterwards.values()) == {None}
    assert nothing.harm_total is nothing.afterwards_total is None
    assert nothing.total is nothing.earned_back is None
    # A headcount and what prevention costs say nothing of what it is worth.
    assert reckon_worth(Figures(employees=1000, prevention=40_000)).earned_back is None


@pytest.mark.book("R34")
@pytest.mark.parametrize(("cost", "missing"), [(c, m) for c, all_ in NEEDED.items() for m in all_])
def test_where_one_figure_is_missing_its_cost_has_no_number(cost: str, missing: str) -> None:
    whole, without = reckon_worth(WHOLE), reckon_worth(replace(WHOLE, **{missing: None}))
    assert without.harm[cost] is None
    assert {**without.harm, cost: whole.harm[cost]} == whole.harm
    assert without.harm_total is not None


@pytest.mark.book("R34")
def test_what_is_known_becomes_ranges_beside_what_is_spent() -> None:
    worth = reckon_worth(WHOLE)
    assert worth.harm["turnover"] == between(50_000, 200_000)
    # 3 million is paid during absence; a tenth at 1.39 to 1.79 times the odds is 3.75 to 7.32 %.
    absence = worth.harm["absence"]
    assert absence
    assert [round(absence.low), round(absence.high)] == [112_608, 219_648]
    assert worth.afterwards == {"hotlines": 8_000, "mediation": 15_000, "investigation": 60_000}
    assert worth.afterwards_total == 83_000
    assert worth.harm_total
    assert worth.total
    assert worth.total.low - worth.harm_total.low == 83_000
    assert worth.earned_back
    assert worth.earned_back.low < worth.earned_back.high
    assert worth.earned_back.low * worth.total.high == pytest.approx(Decimal(4_000_000))


@pytest.mark.book("R34")
def test_no_cost_of_a_conversation_can_be_reckoned() -> None:
    named = " ".join(field.name for kind in (Figures, Worth) for field in fields(kind))
    for word in ("conversation", "talk", "client", "contact", "people", "hours", "per_", "each"):
        assert word not in named
    # Everything that comes out is of the whole organisation: twice as large, twice as much.
    twice = replace(WHOLE, employees=2000)
    once = reckon_worth(WHOLE).harm["absence"]
    assert once
    double = reckon_worth(twice).harm["absence"]
    assert double
    assert [double.low, double.high] == pytest.approx([2 * once.low, 2 * once.high])


@pytest.mark.parametrize(
    "wrong",
    [{"legal": between(2, 1)}, {"legal": between(-1, 1)}, {"leavers_percent": between(1, 101)},
     {"absence_percent": Decimal("100.1")}, {"leavers": -1}, {"wage_cost": 10**10}],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        reckon_worth(replace(WHOLE, **wrong))
    assert set(refused.value.problems) == set(wrong)


@given(st.integers(0, 100), st.integers(0, 100))
def test_absence_is_a_part_of_what_is_paid(bullied: int, absence: int) -> None:
    figures = replace(WHOLE, bullied_percent=Decimal(bullied), absence_percent=Decimal(absence))
    cost = reckon_worth(figures).harm["absence"]
    assert cost
    assert 0 <= cost.low <= cost.high <= 1000 * 60_000 * absence // 100
    assert ABSENCE_ODDS.low < ABSENCE_ODDS.high
