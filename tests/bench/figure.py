"""A figure beside its anchor, measured in the same run; absolute figures only orient."""

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured and what it is held against; the goal is a bound on their ratio."""

    name: str
    ours: float
    anchor: float
    unit: str
    at_least: float = 0
    at_most: float = math.inf

    @property
    def ratio(self) -> float:
        return self.ours / self.anchor

    @property
    def met(self) -> bool:
        return self.at_least <= self.ratio <= self.at_most

    @property
    def goal(self) -> str:
        return f"≥ {self.at_least:.2f}" if self.at_least else f"≤ {self.at_most:.2f}"

    def written(self) -> dict[str, Any]:
        """As it goes into a file."""
        return {
            "name": self.name, "ours": self.ours, "anchor": self.anchor, "unit": self.unit,
            "ratio": self.ratio, "goal": self.goal, "met": self.met,
        }  # fmt: skip
