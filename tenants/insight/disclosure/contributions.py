"""What the benchmark is made of: figures already aggregated inside each tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one firm saw at one organisation in one period.

    An organisation with two firms contributes twice, with the same facts about itself.

    Attributes:
        stratum: the code of the organisation in each stratum dimension.
        counts: facet → code → number; zero may be left out. Every facet of people adds up to the
            same people.
        public: it publishes its own report, so that everybody may know what it contributes.
        panels: the matched sets of organisations it is a member of.
    """

    organisation: str
    firm: str
    stratum: Mapping[str, str]
    employees: int
    counts: Mapping[str, Mapping[str, int]]
    public: bool = False
    panels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BenchmarkRules:
    """The figures of disclosure control for benchmarks across tenants.

    `p` is the percentage of the p% rule and a secret: whoever knows it reads narrower intervals
    from what is suppressed. `budget` is the largest share of cells that may be suppressed.
    """

    p: float = field(repr=False)
    k: int = 10
    organisations: int = 5
    contributors: int = 3
    dominance: float = 0.5
    base: int = 10
    insiders: bool = True
    budget: float = 1.0
