"""The annual report of one organisation: exact figures, coarsened until nobody is in them.

Several margins of the same people need no rule of their own. At least `LEAST_OUTSIDE` people are
outside the largest block of each, so the Fréchet bounds leave as many of every block a of one
margin outside every block b of another: a - (a + b - n) = n - b, and so on for three and more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tenants.insight.disclosure.safe_cut import ROOT, Block, safe_cut, tree_of

LEAST_OUTSIDE = 3
LEAST_CROSSED = 50  # people, before two margins are told together
YEARS = 3
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """`cells` by row and column; None is hidden, whatever the reason, zero included."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class ReleasedReport:
    """`people` is None for "fewer than k"; a margin that is None shows no more than the total."""

    k: int
    people: int | None
    margins: Mapping[str, tuple[Block, ...] | None]
    crossing: Crossing | None = None

    @property
    def suppressed(self) -> bool:
        return self.people is None


def release_margins(
    margins: Mapping[str, Mapping[str, int]],
    people: int,
    k: int = 5,
    *,
    together: Mapping[str, Sequence[Codes]] = MappingProxyType({}),
    crossing: tuple[str, str, Mapping[tuple[str, str], int]] | None = None,
) -> ReleasedReport:
    """Each margin maps every code of its list, zero included, to people; k is 10 where the report
    leaves the organisation. People under a code that has parts become its part "unspecified".
    `together` names, for a margin, top-level codes that are told as one before any of them is told
    with others; `crossing` names two margins and counts people by a code of each.

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
        blocks = _cut(counts, together.get(name, ()), k)
        cuts[name] = blocks if hides_a_group(blocks, people) else None
    crossed = None
    if crossing is not None:
        # A report without one needs no solver.
        from tenants.insight.disclosure.crossings import cross

        one, other, pairs = crossing
        crossed = cross(cuts[one], cuts[other], pairs, k)
    return ReleasedReport(k, people, cuts, crossed)


def hides_a_group(blocks: Collection[Block], people: int) -> bool:
    """Group disclosure: enough people must be outside the largest block."""
    return people - max(block.people for block in blocks) >= LEAST_OUTSIDE


def may_pool(people: int, years: Collection[range], k: int = 5) -> bool:
    """Whether three years may be told as one number of people, each counted once.

    `years` are what a reader knows each to be, from the gate it did not pass and from invoices. The
    sum must leave every year its whole range.
    """
    if len(years) != YEARS:
        return False
    most = sum(year[-1] for year in years)
    whole = all(year[-1] <= people <= most - (year[-1] - year[0]) for year in years)
    return people >= k and whole


def _cut(counts: Mapping[str, int], together: Sequence[Codes], k: int) -> tuple[Block, ...]:
    """The safe cut of a tree in which `together` are branches of their own, without their names."""
    tree = tree_of(counts)
    groups = {"+".join(codes): codes for codes in sorted(together, key=len)}
    for name, codes in reversed(groups.items()):  # the smallest that holds a code is its parent
        tree |= dict.fromkeys(codes, name)
        tree[name] = next((n for n, c in groups.items() if {*codes} < {*c}), ROOT)
    blocks = [
        Block(
            ROOT if block.within in groups else block.within,
            tuple(sorted(leaf for code in block.codes for leaf in groups.get(code, (code,)))),
            block.people,
        )
        for block in safe_cut(tree, counts, k)
    ]
    return tuple(sorted(blocks, key=lambda block: block.codes))


def _leaves(counts: Mapping[str, int]) -> dict[str, int]:
    inner = set(tree_of(counts).values())
    return {f"{c}.unspecified" if c in inner else c: n for c, n in counts.items()}
