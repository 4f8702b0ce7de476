"""A synthetic network: employers by Zipf's law, sector effects, firms of unequal size."""

import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure import BenchmarkRules, Contribution, Layout

SECTORS = tuple("ABCDEFGHIJKLMNOPQRSTU")
THEMES = (
    *("T1.1", "T1.2", "T1.3", "T1.4", "T1.5", "T1.other"),
    *("T2.1", "T2.other"),
    *("T3.1", "T3.2", "T3.3", "T3.other"),
)
LAYOUT = Layout(SECTORS, THEMES)
RULES = BenchmarkRules(p=25)


def network(
    seed: int, *, organisations: int = 1000, firms: int = 15, employees: int = 435_000
) -> list[Contribution]:
    """About 10,600 people with a support track, over the organisations of one year."""
    rng = np.random.default_rng(seed)
    sizes = np.maximum(5, _zipf(organisations, 0.7) * employees).astype(int)
    sector = rng.choice(len(SECTORS), organisations, p=_zipf(len(SECTORS), 0.6))
    firm = rng.choice(firms, organisations, p=_zipf(firms, 0.9))
    mix = rng.dirichlet(6 * len(THEMES) * _zipf(len(THEMES), 0.6), len(SECTORS))
    found = []
    for number in range(organisations):
        expected = sizes[number] * 10_600 / sizes.sum() * rng.gamma(4, 0.25)
        counts = rng.poisson(expected * mix[sector[number]]).tolist()
        found.append(
            Contribution(
                organisation=f"organisation {number}",
                firm=f"firm {firm[number]}",
                sector=SECTORS[sector[number]],
                employees=int(sizes[number]),
                counts={theme: count for theme, count in zip(THEMES, counts, strict=True) if count},
            )
        )
    return found


def _zipf(number: int, exponent: float) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, number + 1) ** exponent
    return np.asarray(weights / weights.sum(), dtype=float)
