"""What counsellors do at an organisation beside the talks, and the hours that all of it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from api.simulation.chance import Generator, Numbers, Shares, ids
from api.simulation.firms import Seat
from api.simulation.talks import Talks
from tenants.network.hours import FACETS, MOST_MINUTES
from tenants.prevention.activities import Activity
from tenants.prevention.advice import Advice

#: kind, facet, theme, how often in a year
ACTIVITIES = (
    ("column", "information", "T9.1", 0.6),
    ("introduction", "information", "T9.1", 0.9),
    ("team_meeting", "information", "T3.2", 0.9),
    ("training", "information", "T1.6", 0.4),
    ("walk_round", "information", "T9.1", 0.6),
    ("dialogue", "advice", "T3.3", 0.6),
)
ADDRESSEES = ("management", "hr", "works_council", "prevention_officer")
#: what became of advice whose time is over: declined, not funded, accepted, done, no answer
ANSWERS = {
    "declined": (14, "We zien dit anders."),
    "not_funded": (24, "We zien het nut. In de begroting is er geen ruimte voor."),
    "accepted": (22, "We nemen het over."),
    "done": (28, "Het is gedaan."),
    "given": (12, None),
}
#: what is in the way of advice that stalls
IN_THE_WAY = {
    "declined": ("beliefs", "resistance", "risk_not_seen"),
    "not_funded": ("no_money", "no_money", "no_backing"),
}
SUBJECTS = (
    ("T3.1", "Een vaste overlap tussen diensten", "Een kwartier overlap haalt de druk weg."),
    ("T9.1", "Noem ons in de eerste week", "Laat wie nieuw is horen wie er zijn."),
    ("T3.4", "Betrek teams voordat roosters veranderen", "Vraag teams om een eigen voorstel."),
    ("T1.6", "Oefen met elkaar aanspreken", "Korte oefenavonden, met eigen voorbeelden."),
    ("T3.3", "Begeleid wie voor het eerst leiding geeft", "Een vaste gesprekspartner helpt."),
    ("T1.4", "Opvang na agressie", "Spreek af wie er dezelfde dag nog belt."),
    ("T2.9", "Maak de regeling leesbaar", "Een bladzijde in gewone taal is genoeg."),
    ("T1.5", "Kijk naar de selectie", "Leg de vragen aan kandidaten vooraf vast."),
)
MINUTES_EACH = 95


@dataclass(frozen=True, slots=True)
class By:
    """Who did it."""

    firm_id: UUID
    counsellor_id: UUID


@dataclass(frozen=True, slots=True)
class Effort:
    id: UUID
    by: By
    quarter: date
    facet: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Prevention:
    activities: list[tuple[By, Activity]]
    advice: list[tuple[By, Advice]]
    effort: list[Effort]


def draw_prevention(
    rng: Generator, seats: Sequence[Seat], years: Sequence[int], employees: Numbers, talks: Talks
) -> Prevention:
    """More where more people work; nothing at all in one year of eight."""
    doers = [By(seat.firm.id, one.id) for seat in seats for one in seat.pool]
    # So much is done in a year.
    much = np.log10(employees + 1) / 2 * (rng.random(len(years)) > 0.12)
    tracks = np.bincount(talks.year - years[0], minlength=len(years))
    return Prevention(
        _activities(rng, doers, years, employees, much),
        _advice(rng, doers, years, much),
        _effort(rng, doers, years, tracks, much),
    )


def _activities(
    rng: Generator, doers: Sequence[By], years: Sequence[int], employees: Numbers, much: Shares
) -> list[tuple[By, Activity]]:
    times = rng.poisson(np.outer(much, [often for *_, often in ACTIVITIES]))
    year, kind = np.repeat(np.indices(times.shape).reshape(2, -1), times.ravel(), axis=1)
    number = len(year)
    size = 1 + np.minimum(employees[year], rng.lognormal(3.2, 0.7, number).astype(np.int64))
    return [
        (doers[doer], Activity(id_, facet, name, theme, held_on, audience))
        for id_, doer, (name, facet, theme, _), held_on, audience in zip(
            ids(rng, number),
            rng.integers(0, len(doers), number).tolist(),
            (ACTIVITIES[k] for k in kind.tolist()),
            _days(rng, years, year),
            size.tolist(),
            strict=True,
        )
    ]


def _advice(
    rng: Generator, doers: Sequence[By], years: Sequence[int], much: Shares
) -> list[tuple[By, Advice]]:
    year = np.repeat(np.arange(len(years)), rng.poisson(0.8 * much))
    number = len(year)
    weights = np.array([weight for weight, _ in ANSWERS.values()], dtype=float)
    states = rng.choice(list(ANSWERS), number, p=weights / weights.sum()).tolist()
    found = []
    for id_, doer, subject, addressee, asked, given_on, state in zip(
        ids(rng, number),
        rng.integers(0, len(doers), number).tolist(),
        rng.integers(0, len(SUBJECTS), number).tolist(),
        rng.choice(ADDRESSEES, number, p=(0.4, 0.3, 0.2, 0.1)).tolist(),
        (rng.random(number) < 0.4).tolist(),
        _days(rng, years, year),
        states,
        strict=True,
    ):
        theme, title, body = SUBJECTS[subject]
        respond_by = given_on + timedelta(days=42)
        came_of_it = state if respond_by.year <= years[-1] else "given"
        kind = "solicited" if asked else "unsolicited"
        barriers = IN_THE_WAY.get(came_of_it, (None,))
        advice = Advice(
            id_, kind, addressee, theme, title, body, given_on, respond_by, came_of_it,
            ANSWERS[came_of_it][1], barriers[id_.int % len(barriers)],
        )  # fmt: skip
        found.append((doers[doer], advice))
    return found


def _effort(
    rng: Generator, doers: Sequence[By], years: Sequence[int], tracks: Numbers, much: Shares
) -> list[Effort]:
    """A row for each year, quarter, facet and counsellor that something was done in."""
    mean = np.stack([tracks * MINUTES_EACH / 4, 40 * much, 20 * much], axis=1) / len(doers)
    drawn = rng.gamma(1, mean[:, None, :, None], (len(years), 4, len(FACETS), len(doers)))
    minutes = np.minimum(15 * np.rint(drawn / 15), MOST_MINUTES).astype(np.int64)
    done = np.argwhere(minutes)
    return [
        Effort(id_, doers[doer], date(years[year], 3 * quarter + 1, 1), FACETS[facet], number)
        for id_, (year, quarter, facet, doer), number in zip(
            ids(rng, len(done)), done.tolist(), minutes[minutes > 0].tolist(), strict=True
        )
    ]


def _days(rng: Generator, years: Sequence[int], year: Numbers) -> list[date]:
    """A day in each of the years that `year` places."""
    days = rng.integers(1, 366, len(year)).tolist()
    return [
        date(years[y], 1, 1) + timedelta(days=d - 1)
        for y, d in zip(year.tolist(), days, strict=True)
    ]
