"""Where an organisation stands among others, for itself: a quarter, and no figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from fractions import Fraction

from tenants.insight.disclosure.quantiles import Quantiles

LEAST_PEOPLE = 10
LEAST_TOLD = 5  # people of a year in which the annual report has their number
YEARS = 3


class Position(StrEnum):
    """By people per 100 employees. More talks are neither better nor worse."""

    LOWEST_QUARTER = auto()
    BELOW_MEDIAN = auto()
    ABOVE_MEDIAN = auto()
    HIGHEST_QUARTER = auto()


@dataclass(frozen=True, slots=True)
class OwnYear:
    people: int
    employees: int


def position(own: Mapping[int, OwnYear], period: int, published: Quantiles) -> Position | None:
    """Against the published quartiles, never against the members; with the organisation's opt-in.

    Years are added, the latest first, until there are ten people: at most three. None where they
    are fewer, where nobody is employed, or where a quartile is not published. A year that its
    readers know only to be below five ends it: that three of those are ten together would say how
    many each is, and a quarter even more.
    """
    people = employees = 0
    for year in range(period, period - YEARS, -1):
        if people >= LEAST_PEOPLE or year not in own or own[year].people < LEAST_TOLD:
            break
        people += own[year].people
        employees += own[year].employees
    if people < LEAST_PEOPLE or not employees:
        return None
    if published.lower is None or published.median is None or published.upper is None:
        return None
    rate = Fraction(100 * people, employees)
    if rate < published.lower:
        return Position.LOWEST_QUARTER
    if rate < published.median:
        return Position.BELOW_MEDIAN
    if rate < published.upper:
        return Position.ABOVE_MEDIAN
    return Position.HIGHEST_QUARTER
