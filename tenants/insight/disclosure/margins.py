"""The annual report of one organisation: exact figures, coarsened until nobody is in them.

Left out: crossings of two margins, such as theme by quarter. They need the linear programs of the
benchmark and are not published until they have them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from tenants.insight.disclosure.safe_cut import Block, safe_cut, tree_of

LEAST_OUTSIDE = 3
YEARS = 3


@dataclass(frozen=True, slots=True)
class ReleasedReport:
    """`people` is None for "fewer than k"; a margin that is None shows no more than the total."""

    k: int
    people: int | None
    margins: Mapping[str, tuple[Block, ...] | None]

    @property
    def suppressed(self) -> bool:
        return self.people is None


def release_margins(
    margins: Mapping[str, Mapping[str, int]], people: int, k: int = 5
) -> ReleasedReport:
    """Each margin maps every code of its list, zero included, to people; k is 10 where the report
    leaves the organisation. People under a code that has parts become its part "unspecified".

    Raises ValueError where a margin does not add up to `people`: what is missing would be one more
    figure, and an unprotected one. Have a code for "not recorded".
    """
    for name, counts in margins.items():
        if any(count < 0 for count in counts.values()) or sum(counts.values()) != people:
            raise ValueError(f"margin {name} does not add up to the number of people")
    if people < k:
        return ReleasedReport(k, None, dict.fromkeys(margins))
    cuts: dict[str, tuple[Block, ...] | None] = {}
    for name, given in margins.items():
        counts = _leaves(given)
        blocks = safe_cut(tree_of(counts), counts, k)
        cuts[name] = tuple(blocks) if _hides_a_group(blocks, people) else None
    for one, other in combinations(margins, 2):
        if _exposes(cuts[one], cuts[other], people):
            cuts[other] = None
    return ReleasedReport(k, people, cuts)


def certain_overlap(one: int, other: int, people: int) -> int:
    """Fréchet lower bound: how many people are certainly in both of two blocks."""
    return max(0, one + other - people)


def pooling_years(
    people: Mapping[int, int], released: Collection[int], year: int, k: int = 5
) -> tuple[int, ...]:
    """The years to report on as one: `year` alone, or the unreleased ones up to two before it.

    Never a year that is in an earlier release, since the difference of two pools is a year. Empty
    where the pool is too small, or so large that years known to be below k are nearly determined.
    """
    if people.get(year, 0) >= k:
        return (year,)
    window: list[int] = []
    for back in range(year, year - YEARS, -1):
        if back in released or people.get(back, k) >= k:
            break
        window.append(back)
    total = sum(people[back] for back in window)
    fits = k <= total <= len(window) * (k - 1) - (LEAST_OUTSIDE - 1)
    return tuple(sorted(window)) if fits else ()


def _leaves(counts: Mapping[str, int]) -> dict[str, int]:
    inner = set(tree_of(counts).values())
    return {f"{c}.unspecified" if c in inner else c: n for c, n in counts.items()}


def _hides_a_group(blocks: list[Block], people: int) -> bool:
    """Group disclosure: enough people must be outside the largest block."""
    return people - max(block.people for block in blocks) >= LEAST_OUTSIDE


def _exposes(one: tuple[Block, ...] | None, other: tuple[Block, ...] | None, people: int) -> bool:
    """Two margins together put nearly a whole block of one into a block of the other."""
    return any(
        min(a.people, b.people) - certain_overlap(a.people, b.people, people) < LEAST_OUTSIDE
        for a in one or ()
        for b in other or ()
    )
