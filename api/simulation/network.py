"""The whole of a network: who is in it, how large, in which sector, with which firm, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

import numpy as np

from api.simulation import figures, names
from api.simulation.chance import Generator, Numbers, Shares, deal, id_at, milliseconds, zipf
from api.simulation.firms import Firm, Seat, draw_firm, draw_seat
from api.simulation.prevention import Prevention, draw_prevention
from api.simulation.talks import Talks, draw_talks, theme_mix
from tenants.insight.participation import Participation
from tenants.network.organisations import Sector

EMPLOYEES = 435
#: tracks a year for each employee
RATE = 10_600 / 435_000
FIRMS = 15 / 1000
#: of an organisation's talks, with the second of two firms
SECOND_FIRM = 0.3


@dataclass(frozen=True, slots=True)
class Organisation:
    """`headcounts` are employees by year and unit; `left` is its last year where it went.

    `decisions` are those about benchmarks, the oldest first.
    """

    id: UUID
    slug: str
    name: str
    section: str
    sector: Sector
    joined: int
    left: int | None
    seats: tuple[Seat, ...]
    headcounts: dict[int, dict[str, int]]
    decisions: tuple[Participation, ...]
    talks: Talks
    prevention: Prevention


@dataclass(frozen=True)
class Network:
    """So many organisations over the `years` that end with `until`.

    `talks` is about how many support tracks there are in all; by default 2.4 a year for every 100
    employees. The same arguments give the same network, ids too; organisations come one at a time.
    """

    seed: int
    organisations: int
    years: int
    until: int
    talks: int | None = None

    def __iter__(self) -> Iterator[Organisation]:
        return (self[number] for number in range(self.organisations))

    def __len__(self) -> int:
        return self.organisations

    def __getitem__(self, number: int) -> Organisation:
        plan, rng = self._plan, np.random.default_rng([self.seed, 1, number])
        section = tuple(figures.SECTIONS)[plan.section[number]]
        name = names.organisation_name(rng, section)
        joined, left = int(plan.joined[number]), int(plan.left[number])
        years = range(joined, left + 1)
        inside = slice(joined - self.first, left + 1 - self.first)
        employees, expected = plan.employees[number, inside], plan.expected[number, inside]
        seats = tuple(draw_seat(rng, self.firms[f]) for f in plan.firms[number] if f >= 0)
        themes = rng.dirichlet(60 * theme_mix(section))
        talks = draw_talks(rng, years, expected, themes, SECOND_FIRM * (len(seats) > 1))
        return Organisation(
            id=id_at(rng, milliseconds(joined) + number),
            slug=names.slug_of(name, number),
            name=name,
            section=section,
            sector=_sector(rng, section),
            joined=joined,
            left=left if left < self.until else None,
            seats=seats,
            headcounts=_headcounts(rng, section, dict(zip(years, employees.tolist(), strict=True))),
            decisions=self._decisions(
                rng,
                joined,
                left,
                publishes=bool(plan.publishes[number]),
                settled=bool(plan.settled[number]),
            ),
            talks=talks,
            prevention=draw_prevention(rng, seats, years, employees, talks),
        )

    @property
    def first(self) -> int:
        return self.until - self.years + 1

    @cached_property
    def firms(self) -> tuple[Firm, ...]:
        """The largest first."""
        rng, seated = np.random.default_rng([self.seed, 2]), self._plan.firms[self._plan.firms >= 0]
        began = milliseconds(self.first) - self._number_of_firms
        return tuple(
            draw_firm(rng, number, organisations, began + number)
            for number, organisations in enumerate(
                np.bincount(seated, minlength=self._number_of_firms).tolist()
            )
        )

    @property
    def _number_of_firms(self) -> int:
        return max(3, round(self.organisations * FIRMS))

    @cached_property
    def _plan(self) -> "_Plan":
        rng, number = np.random.default_rng([self.seed, 0]), self.organisations
        years = np.arange(self.first, self.until + 1)
        size = rng.permutation(zipf(number, 0.8) * rng.lognormal(0, 0.7, number))
        drift = np.cumprod(rng.normal(1.01, 0.04, (number, self.years)), axis=1)
        weights = np.array([weight for weight, _, _ in figures.SECTIONS.values()], dtype=float)
        section = deal(rng, number, weights)
        firms = np.full((number, 2), -1)
        firms[:, 0] = deal(rng, number, zipf(self._number_of_firms, 0.9))
        second = np.flatnonzero(rng.random(number) < 0.04)
        other = rng.integers(1, self._number_of_firms, len(second))
        firms[second, 1] = (firms[second, 0] + other) % self._number_of_firms
        # Some four of five were there before; of those who are there, two of a hundred go a year.
        late = rng.random(number) < 0.18
        joined = np.where(late, rng.integers(self.first, self.until + 1, number), self.first)
        stays = rng.geometric(0.02, number) - 1
        # The largest buy for longer than anybody here looks.
        settled = size >= np.quantile(size, 0.98)
        left = np.where(settled, self.until, np.minimum(joined + stays, self.until))
        there = (years >= joined[:, None]) & (years <= left[:, None])
        employees = np.maximum(3, size[:, None] / size.sum() * EMPLOYEES * number * drift)
        employees = np.rint(employees).astype(np.int64)
        rates = np.array([rate for _, rate, _ in figures.SECTIONS.values()])
        often = rates[section] * rng.gamma(4, 0.25, number)
        # Where the counsellor is a name on a list, nobody comes.
        often[rng.random(number) < 0.05] = 0
        expected = employees * there * often[:, None] * 1.04 ** np.arange(self.years)
        usual = RATE * (employees * there).sum()
        wanted = usual if self.talks is None else self.talks
        return _Plan(
            section=section,
            firms=firms,
            joined=joined,
            left=left,
            employees=employees,
            expected=expected * wanted / expected.sum() if expected.any() else expected,
            publishes=rng.random(number) < 0.12,
            settled=settled,
        )

    def _decisions(
        self, rng: Generator, joined: int, left: int, *, publishes: bool, settled: bool
    ) -> tuple[Participation, ...]:
        """Who comes takes part from then on, or not; who goes takes part no longer."""
        if rng.random() < 0.12:
            return ()
        into = Participation(date(joined - 1, 12, 15), True, publishes, rng.random() < 0.3)
        if left < self.until:
            return into, Participation(date(left, 12, 15), False, False, False)
        if joined < left and rng.random() < 0.04 and not settled:
            day = date(int(rng.integers(joined, left)), 11, 15)
            return into, Participation(day, False, publishes, False)
        return (into,)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One place for each organisation; in `firms` -1 is no second one."""

    section: Numbers
    firms: Numbers
    joined: Numbers
    left: Numbers
    employees: Numbers
    expected: Shares
    publishes: np.ndarray
    settled: np.ndarray


def _headcounts(
    rng: Generator, section: str, employees: dict[int, int]
) -> dict[int, dict[str, int]]:
    most = max(employees.values())
    units = names.unit_names(section)[: int(np.clip(np.log10(most) * 2 - 2, 1, 5))]
    shares = -np.sort(-rng.dirichlet([2] * len(units)))
    headcounts = {}
    for year, number in employees.items():
        inside = np.floor(shares * number).astype(int)
        inside[0] += number - inside.sum()
        headcounts[year] = dict(zip(units, inside.tolist(), strict=True))
    return headcounts


def _sector(rng: Generator, section: str) -> Sector:
    code = str(rng.choice(figures.SECTIONS[section][2]))
    return Sector("SBI", "2008" if rng.random() < figures.OLD_EDITION else "2025", code)
