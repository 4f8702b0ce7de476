"""The support tracks of one organisation over its years, as columns of codes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np

from api.simulation import figures
from api.simulation.chance import Generator, Mix, Numbers, Shares, ids
from tenants.insight.facets import Facets, LastTalked

#: the facets in the order in which one follows from another; each column is named as it is stored
DRAWN: dict[str, tuple[Mix, str]] = {
    "requester": (figures.REQUESTER, "primary_theme"),
    "channel": (figures.CHANNEL, "requester"),
    "source": (figures.SOURCE, "primary_theme"),
    "depth": (figures.DEPTH, "requester"),
    "duration": (figures.DURATION, "depth"),
    "since": (figures.SINCE, "primary_theme"),
    "cause": (figures.CAUSE, "primary_theme"),
    "next_step": (figures.NEXT_STEP, "primary_theme"),
    "outcome": (figures.OUTCOME, "next_step"),
    "felt_heard": (figures.FELT_HEARD, "outcome"),
    "formal_route": (figures.FORMAL_ROUTE, "primary_theme"),
    "first_response": (figures.FIRST_RESPONSE, "channel"),
    "first_talk": (figures.FIRST_TALK, "first_response"),
}
CODES: dict[str, tuple[str, ...]] = {
    "primary_theme": figures.CODES,
    "last_talked": tuple(LastTalked),
    **{name: drawn.codes for name, (drawn, _) in DRAWN.items()},
}
#: the columns of a registration that hold one code each, but for its theme
FACETS = tuple(CODES)[1:]
_TALKS = np.array(figures.TALKS) / sum(figures.TALKS)
_QUARTERS = np.array(figures.QUARTERS) / sum(figures.QUARTERS)
_FIRST = 2000
_EVERY_QUARTER = [date(year, month, 1) for year in range(_FIRST, 2101) for month in (1, 4, 7, 10)]
_BESIDE = [(code,) if code else () for code in figures.BESIDE.codes]
#: talks a year of somebody who came at all
TALKS_EACH = float(_TALKS @ np.arange(1, len(_TALKS) + 1))


@dataclass(frozen=True, slots=True)
class Talks:
    """One place in every column is one track. `firm` is a place among the organisation's firms,
    `quarter` counts from 0 on in its year, and the codes are places in `CODES`.
    """

    ids: list[UUID]
    year: Numbers
    quarter: Numbers
    firm: Numbers
    first_of_year: np.ndarray
    codes: dict[str, Numbers]
    beside: Numbers

    def __len__(self) -> int:
        return len(self.year)

    def quarters(self) -> Sequence[date]:
        """The first day of each track's quarter."""
        return _named(_EVERY_QUARTER, 4 * (self.year - _FIRST) + self.quarter)

    def columns(self) -> Iterator[Sequence[Any]]:
        """As they are stored: quarter, primary theme, themes beside it, facets, first of year."""
        yield self.quarters()
        yield _named(figures.CODES, self.codes["primary_theme"])
        yield _named(_BESIDE, self.beside)
        for name in FACETS:
            yield _named(CODES[name], self.codes[name])
        yield self.first_of_year.tolist()

    def people(self, year: int) -> dict[int, Counter[str]]:
        """Who came in this year, each once: by the firm's place, by the theme of the first talk."""
        counted = self.first_of_year & (self.year == year)
        firms, themes = self.firm[counted].tolist(), self.codes["primary_theme"][counted]
        people: dict[int, Counter[str]] = defaultdict(Counter)
        for firm, theme in zip(firms, _named(figures.CODES, themes), strict=True):
            people[firm][theme] += 1
        return people

    def facets(self) -> Iterator[Facets]:
        """The same as what people register."""
        named = [_named(CODES[name], self.codes[name]) for name in CODES]
        for *codes, beside, first in zip(
            *named, _named(_BESIDE, self.beside), self.first_of_year.tolist(), strict=True
        ):
            facets = dict(zip(CODES, codes, strict=True))
            yield Facets(**facets, themes=beside, first_of_year=first)


def draw_talks(
    rng: Generator, years: Sequence[int], expected: Shares, themes: Shares, second_firm: float
) -> Talks:
    """`expected` tracks in each of `years`, about `themes`; so large a share with the second firm.

    Somebody who comes again is with the same firm, mostly about the same, and not in an earlier
    quarter of the year.
    """
    people = rng.poisson(expected / TALKS_EACH)
    each = 1 + rng.choice(len(_TALKS), people.sum(), p=_TALKS)
    first = np.zeros(each.sum(), dtype=bool)
    first[np.cumsum(each) - each] = True
    again = ~first

    def of_person(drawn: Numbers) -> Numbers:
        return np.repeat(drawn, each)

    quarter = of_person(rng.choice(4, people.sum(), p=_QUARTERS))
    quarter[again] += rng.integers(0, 3, again.sum())
    theme = of_person(rng.choice(len(figures.CODES), people.sum(), p=themes))
    other = again & (rng.random(len(theme)) < 0.3)
    theme[other] = rng.choice(len(figures.CODES), other.sum(), p=themes)
    codes = {"primary_theme": theme, "last_talked": of_person(_draw_earlier(rng, people))}
    for name, (drawn, given) in DRAWN.items():
        codes[name] = drawn.draw(rng, codes[given])
    beside = figures.BESIDE.draw(rng, theme)
    beside[_named(figures.BESIDE.codes, beside) == _named(figures.CODES, theme)] = 0
    return Talks(
        ids=ids(rng, len(theme)),
        year=of_person(np.repeat(np.asarray(years), people)),
        quarter=np.minimum(quarter, 3),
        firm=of_person((rng.random(people.sum()) < second_firm).astype(np.int64)),
        first_of_year=first,
        codes=codes,
        beside=beside,
    )


def _draw_earlier(rng: Generator, people: Numbers) -> Numbers:
    """Who of each year's people talked before; never more than there were to come back."""
    earlier, back = [], 0
    for year, number in enumerate(people.tolist()):
        before, two_before = (int(people[year - n]) if year >= n else 0 for n in (1, 2))
        long_ago = min(rng.binomial(number, figures.LONG_AGO), two_before - back)
        back = min(rng.binomial(number - long_ago, figures.BACK), before)
        drawn = np.full(number, CODES["last_talked"].index(LastTalked.NOT_BEFORE))
        drawn[:back] = CODES["last_talked"].index(LastTalked.LAST_YEAR)
        drawn[back : back + long_ago] = CODES["last_talked"].index(LastTalked.TWO_YEARS_AGO)
        earlier.append(drawn)
    return np.concatenate(earlier)


@cache
def theme_mix(section: str) -> Shares:
    """The shares of the themes in a section."""
    shifts = figures.SHIFTS.get(section, {})
    weights = np.array(
        [
            weight
            * shifts.get(max((s for s in shifts if code.startswith(s)), key=len, default=""), 1)
            for code, weight in figures.THEMES.items()
        ]
    )
    return np.asarray(weights / weights.sum())


def _named(names: Sequence[Any], places: Numbers) -> Any:
    """Names by their places; objects that are there once, however often they are named."""
    known = np.empty(len(names), dtype=object)
    known[:] = names
    return known[places]
