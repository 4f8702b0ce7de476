"""What the benchmark is made of: figures already aggregated inside each tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one firm saw at one organisation in one period.

    `counts` holds people by the primary theme of their support track; zero may be left out.
    An organisation with two firms contributes twice, with the same sector and employees.
    """

    organisation: str
    firm: str
    sector: str
    employees: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows and leaf columns of the table: fixed beforehand, the same in every edition.

    A column that appeared only when somebody talked about it would give the talk away. A theme
    counts under its longest listed prefix, else under `<parent>.other` where that is listed.
    """

    sectors: tuple[str, ...]
    themes: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.sectors)) < len(self.sectors) or len(set(self.themes)) < len(self.themes):
            raise ValueError("a layout names a sector or theme twice")
        if any(a.startswith(f"{b}.") for a in self.themes for b in self.themes):
            raise ValueError("a layout lists a theme and one of its parts")


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
