"""Medians and quartiles of people per 100 employees by organisation, never the rate of one.

Each is the average of the order statistics in a window around it. A firm knows its clients and can
take them off an average, and a rate of few people is those people: so the window widens until
there are enough organisations, firms and people in it, or there is no figure. And who knows all
rates but a few knows between which of its own the others are, so it must not be so few.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.layout import TOTAL, Layout

LEAST_WINDOW = 3
LEAST_OTHERS = 2  # organisations of a window that are not a firm's own
FOR_MEDIAN = 10
FOR_QUARTILES = 20
HALVES = 2  # printed to 0.5


@dataclass(frozen=True, slots=True)
class Quantiles:
    """People per 100 employees, to 0.5, half up; None where nothing may be said."""

    lower: float | None = None
    median: float | None = None
    upper: float | None = None


@dataclass(slots=True)
class Rate:
    """Of one organisation. `public`: it publishes its own report, so nobody can hide behind it."""

    organisation: str
    employees: int
    public: bool
    people: int = 0
    firms: set[str] = field(default_factory=set)

    @property
    def per_100_employees(self) -> Fraction:
        return Fraction(100 * self.people, self.employees)


def quantiles_by_stratum(
    contributions: Sequence[Contribution], layout: Layout, rules: BenchmarkRules
) -> Mapping[tuple[str, ...], Quantiles]:
    """Over all, and for every code of each dimension by itself: what is crossed has too few."""
    found: dict[tuple[str, ...], list[Rate]] = defaultdict(list)
    everywhere = (TOTAL,) * len(layout.strata)
    for stratum, rate in _rates(contributions, layout):
        places = {everywhere}
        for number, (dimension, leaf) in enumerate(zip(layout.strata, stratum, strict=True)):
            for code in dimension.path(leaf):
                places.add((*everywhere[:number], code, *everywhere[number + 1 :]))
        for place in places:
            found[place].append(rate)
    return {place: quantiles(found[place], rules) for place in sorted(found)}


def quantiles(rates: Sequence[Rate], rules: BenchmarkRules) -> Quantiles:
    """From 20 organisations the quartiles as well; windows are so narrow that no two overlap."""
    hidden = sum(not rate.public for rate in rates)
    ordered = sorted(rates, key=lambda rate: (rate.per_100_employees, rate.organisation))
    if hidden < FOR_MEDIAN or _beside_a_firm(rates) < rules.organisations:
        return Quantiles()
    if hidden < FOR_QUARTILES:
        return Quantiles(median=_around(ordered, Fraction(1, 2), len(ordered) // 2, rules))
    most = len(ordered) // 4
    lower, median, upper = (_around(ordered, Fraction(n, 4), most, rules) for n in (1, 2, 3))
    return Quantiles(lower, median, upper)


def _around(
    ordered: Sequence[Rate], share: Fraction, most: int, rules: BenchmarkRules
) -> float | None:
    """The average of the smallest window around this share of the order that tells on nobody."""
    middle = share * (len(ordered) - 1)
    first, last = floor(middle), ceil(middle)
    while last - first < most:
        window = ordered[first : last + 1]
        if _hides(window, rules):
            average = sum((rate.per_100_employees for rate in window), Fraction()) / len(window)
            return floor(average * HALVES + Fraction(1, 2)) / HALVES
        first, last = first - 1, last + 1
    return None


def _hides(window: Sequence[Rate], rules: BenchmarkRules) -> bool:
    """Without those who publish: enough organisations, firms and people, and no firm that can take
    off its own and be left with one organisation.
    """
    hidden = [rate for rate in window if not rate.public]
    return (
        len(hidden) >= LEAST_WINDOW
        and len({firm for rate in hidden for firm in rate.firms}) >= rules.contributors
        and _beside_a_firm(hidden) >= LEAST_OTHERS
        and sum(rate.people for rate in hidden) >= rules.k
    )


def _beside_a_firm(rates: Sequence[Rate]) -> int:
    """How many do not publish, without the clients of the firm that has most of them."""
    hidden = [rate for rate in rates if not rate.public]
    clients = Counter(firm for rate in hidden for firm in rate.firms)
    return len(hidden) - max(clients.values(), default=0)


def _rates(
    contributions: Sequence[Contribution], layout: Layout
) -> list[tuple[tuple[str, ...], Rate]]:
    anchor = layout.anchor
    rates: dict[str, tuple[tuple[str, ...], Rate]] = {}
    for one in contributions:
        if not one.employees:
            continue
        stratum = tuple(d.place(one.stratum[d.name]) for d in layout.strata)
        new = Rate(one.organisation, one.employees, one.public)
        _, rate = rates.setdefault(one.organisation, (stratum, new))
        rate.firms.add(one.firm)
        rate.people += sum(
            number
            for code, number in one.counts.get(anchor.name, {}).items()
            if anchor.people in anchor.path(anchor.place(code))
        )
    return list(rates.values())
