"""A synthetic network: employers by Zipf's law, sector effects, firms of unequal size."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure import (
    TOTAL,
    BenchmarkRules,
    Contribution,
    Dimension,
    Facet,
    Layout,
    Release,
    Shape,
    dotted,
    flat,
    release_benchmark,
)

SECTORS = tuple("ABCDEFGHIJKLMNOPQRSTU")
SIZES = ("1-9", "10-49", "50-249", "250-999", "1000-4999", "5000+")
THEMES = (
    *("T1.1", "T1.2", "T1.3", "T1.4", "T1.5", "T1.other"),
    *("T2.1", "T2.other"),
    *("T3.1", "T3.2", "T3.3", "T3.other"),
)
PARENTS = ("T1", "T2", "T3", TOTAL)
REQUESTERS = ("affected", "witness", "manager", "person_discussed", "other")
CHANNELS = ("messages", "phone", "video", "in_person")
ACTS = ("talk", "poster", "column")
RULES = BenchmarkRules(p=25)

STRATA = (Dimension("sector", flat(SECTORS)), Dimension("size", flat(SIZES)))
THEME = Facet("theme", dotted(THEMES))
BY_SECTOR, BY_SIZE = Shape("theme", ("sector",)), Shape("theme", ("size",))
CROSSED = Shape("theme", ("sector", "size"), PARENTS)

#: sector x theme, size x theme
LAYOUT = Layout(STRATA, (THEME,), (BY_SECTOR, BY_SIZE))
#: and what hangs together with it
LINKED = Layout(
    STRATA,
    (
        THEME,
        Facet("requester", flat(REQUESTERS)),
        Facet("channel", flat(CHANNELS)),
        Facet("conversations", flat(("first", "again")), "first"),
        Facet("activities", flat(ACTS), None),
    ),
    (
        *(BY_SECTOR, BY_SIZE, CROSSED),
        *(Shape(name, ("sector",)) for name in ("requester", "channel", "activities")),
        Shape("conversations", ("sector",), (TOTAL,)),
    ),
)


def with_panel(layout: Layout, panel: str) -> Layout:
    """The parent themes of a matched panel beside everybody's."""
    shapes = (
        Shape("theme", ("sector",), PARENTS, panel),
        Shape("theme", ("size",), (TOTAL,), panel),
    )
    return Layout(layout.strata, layout.facets, (*layout.shapes, *shapes))


def network(
    seed: int,
    *,
    organisations: int = 1000,
    firms: int = 15,
    employees: int = 435_000,
    panel: str = "",
    public: float = 0,
) -> list[Contribution]:
    """About 10,600 people with a support track, over the organisations of one year.

    Six in seven organisations are members of the `panel`; a share of `public` publish a report.
    """
    rng = np.random.default_rng(seed)
    sizes = np.maximum(5, _zipf(organisations, 0.7) * employees).astype(int)
    sector = rng.choice(len(SECTORS), organisations, p=_zipf(len(SECTORS), 0.6))
    firm = rng.choice(firms, organisations, p=_zipf(firms, 0.9))
    mix = rng.dirichlet(6 * len(THEMES) * _zipf(len(THEMES), 0.6), len(SECTORS))
    found = []
    for number in range(organisations):
        expected = sizes[number] * 10_600 / sizes.sum() * rng.gamma(4, 0.25)
        themes = rng.poisson(expected * mix[sector[number]])
        people = int(themes.sum())
        counts = {
            "theme": dict(zip(THEMES, themes.tolist(), strict=True)),
            "requester": _split(rng, people, REQUESTERS),
            "channel": _split(rng, people, CHANNELS),
            "conversations": {"first": people, "again": int(rng.poisson(people * 0.6))},
            "activities": dict(zip(ACTS, rng.poisson(3, len(ACTS)).tolist(), strict=True)),
        }
        found.append(
            Contribution(
                organisation=f"organisation {number}",
                firm=f"firm {firm[number]}",
                stratum={
                    "sector": SECTORS[sector[number]],
                    "size": SIZES[int(np.digitize(sizes[number], (10, 50, 250, 1000, 5000)))],
                },
                employees=int(sizes[number]),
                counts=counts,
                public=bool(rng.random() < public),
                panels=frozenset({panel} if panel and rng.random() < 6 / 7 else ()),
            )
        )
    return found


@dataclass(frozen=True)
class Edition:
    """What a network contributed, and what was released of it. Not to be changed."""

    layout: Layout
    contributions: list[Contribution]
    release: Release


@cache
def edition(seed: int, *, linked: bool = False, panel: str = "") -> Edition:
    """Made once for all who read or attack it."""
    layout = LINKED if linked else LAYOUT
    if panel:
        layout = with_panel(layout, panel)
    contributions = only(layout, network(seed, panel=panel))
    return Edition(layout, contributions, release_benchmark(contributions, layout, RULES, seed=1))


def only(layout: Layout, contributions: list[Contribution]) -> list[Contribution]:
    """The same contributions without the facets that the layout does not have."""
    names = {facet.name for facet in layout.facets}
    return [
        Contribution(
            organisation=one.organisation,
            firm=one.firm,
            stratum=one.stratum,
            employees=one.employees,
            counts={name: counts for name, counts in one.counts.items() if name in names},
            public=one.public,
            panels=one.panels,
        )
        for one in contributions
    ]


def _split(rng: np.random.Generator, people: int, codes: tuple[str, ...]) -> dict[str, int]:
    return dict(zip(codes, rng.multinomial(people, _zipf(len(codes), 1)).tolist(), strict=True))


def _zipf(number: int, exponent: float) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, number + 1) ** exponent
    return np.asarray(weights / weights.sum(), dtype=float)
