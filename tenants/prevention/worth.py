"""What prevention is worth: what harm costs in a year, as a range, beside what is spent afterwards.

It reckons with figures that an organisation has by itself. Where one is missing there is no number,
and no number comes from a conversation: how many there were is not asked, since a cost of each
would price the one thing that should be easy. What prevention changes is nobody's to promise, so it
is not in here; what it would have to change to be earned back, is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from tenants.errors import Invalid

MOST = Decimal(1_000_000_000)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Range:
    low: Decimal
    high: Decimal


#: How much likelier absence is for who is bullied, as odds; the 95 % confidence interval of a
#: meta-analysis of ten studies: Nielsen, Indregard and Øverland, Scandinavian Journal of Work,
#: Environment & Health 42(5), 2016, doi:10.5271/sjweh.3579. As a ratio of days it is too high
#: rather than too low.
ABSENCE_ODDS = Range(Decimal("1.39"), Decimal("1.79"))

PERCENTAGES = ("absence_percent", "bullied_percent", "leavers_percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A year's figures of the organisation, in people, whole euros and per cent.

    `bullied_percent` is of employees, as a survey found; `leavers_percent` is of leavers, who went
    because of how people treat each other; `wage_cost` and `replacement` are for one employee.
    """

    employees: int | None = None
    absence_percent: Decimal | None = None
    wage_cost: int | None = None
    bullied_percent: Decimal | None = None
    leavers: int | None = None
    leavers_percent: Range | None = None
    replacement: Range | None = None
    legal: Range | None = None
    reputation: Range | None = None
    hotlines: int | None = None
    mediation: int | None = None
    investigation: int | None = None
    prevention: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """In euros a year for the whole organisation, None where a figure is missing.

    `harm` and `afterwards` have a row for each kind, known or not; a total is of what is known.
    `earned_back` is how many per cent of the total prevention has to spare it, to cost nothing.
    """

    harm: Mapping[str, Range | None]
    harm_total: Range | None
    afterwards: Mapping[str, int | None]
    afterwards_total: int | None
    total: Range | None
    earned_back: Range | None


def reckon_worth(figures: Figures) -> Worth:
    """Raises Invalid for what is negative, over a hundred per cent, or upside down."""
    _check(figures)
    harm = {
        "turnover": _turnover(figures),
        "absence": _absence(figures),
        "legal": figures.legal,
        "reputation": figures.reputation,
    }
    afterwards = {
        name: getattr(figures, name) for name in ("hotlines", "mediation", "investigation")
    }
    known = [cost for cost in harm.values() if cost is not None]
    spent = [cost for cost in afterwards.values() if cost is not None]
    harm_total = _sum(known) if known else None
    total = _sum([*known, *(Range(Decimal(s), Decimal(s)) for s in spent)])
    return Worth(
        harm,
        harm_total,
        afterwards,
        sum(spent) if spent else None,
        total if known or spent else None,
        _earned_back(figures.prevention, total),
    )


def _turnover(figures: Figures) -> Range | None:
    share, each = figures.leavers_percent, figures.replacement
    if figures.leavers is None or share is None or each is None:
        return None
    return Range(
        figures.leavers * share.low / HUNDRED * each.low,
        figures.leavers * share.high / HUNDRED * each.high,
    )


def _absence(figures: Figures) -> Range | None:
    """The part of wages paid during absence that would not be there if nobody were bullied."""
    employees, absence = figures.employees, figures.absence_percent
    wage, bullied = figures.wage_cost, figures.bullied_percent
    if employees is None or absence is None or wage is None or bullied is None:
        return None
    paid = employees * wage * absence / HUNDRED
    more = [bullied / HUNDRED * (odds - 1) for odds in (ABSENCE_ODDS.low, ABSENCE_ODDS.high)]
    low, high = (paid * part / (1 + part) for part in more)
    return Range(low, high)


def _earned_back(prevention: int | None, total: Range) -> Range | None:
    if prevention is None or not total.low:
        return None
    return Range(HUNDRED * prevention / total.high, HUNDRED * prevention / total.low)


def _sum(costs: list[Range]) -> Range:
    return Range(
        sum((cost.low for cost in costs), Decimal()), sum((cost.high for cost in costs), Decimal())
    )


def _check(figures: Figures) -> None:
    problems = {}
    for field in fields(figures):
        value = getattr(figures, field.name)
        if value is None:
            continue
        low, high = (value.low, value.high) if isinstance(value, Range) else (value, value)
        most = HUNDRED if field.name in PERCENTAGES else MOST
        if not 0 <= low <= high <= most:
            problems[field.name] = f"must be from 0 to {most:,}, the lower one first"
    if problems:
        raise Invalid(problems)
