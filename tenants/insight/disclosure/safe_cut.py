"""Cutting a tree of exact counts into blocks that may be published.

Coarsening instead of noise: readers add columns up and know people. The blocks partition the tree,
so totals add up, and each holds at least k people. Whoever knows these rules can reason backwards
("other: 8" over two codes that are both known to be under 5 is 4 and 4), so a block is chosen such
that other years, in which any one of its codes was zero, would be told with the same figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ROOT = ""


@dataclass(frozen=True, slots=True)
class Block:
    """People over `codes`, siblings under `within`; the root is the empty code."""

    within: str
    codes: tuple[str, ...]
    people: int


def tree_of(codes: Mapping[str, int]) -> dict[str, str]:
    """Child to parent, from dotted codes: T1.5.2 is in T1.5, in T1, in the root."""
    tree: dict[str, str] = {}
    for code in codes:
        child = code
        while child:
            parent = child.rpartition(".")[0]
            tree[child] = parent
            child = parent
    return tree


def safe_cut(tree: Mapping[str, str], counts: Mapping[str, int], k: int) -> list[Block]:
    """The finest blocks of at least k people each; none at all where the whole tree is below k.

    `counts` names every leaf of the classification, zero included: a code that is absent when it is
    zero would tell so. Children under k are pooled; a remainder under k, or one that would tell too
    much, takes the smallest siblings along; a parent under k moves up as a whole.
    """
    if unknown := counts.keys() - tree.keys():
        raise ValueError(f"not in the tree: {sorted(unknown)}")
    if inner := counts.keys() & set(tree.values()):
        raise ValueError(f"counts belong to leaves, not to {sorted(inner)}")
    children: dict[str, list[str]] = {}
    for child in sorted(tree):
        children.setdefault(tree[child], []).append(child)
    people = _people(ROOT, children, counts)
    if people[ROOT] < k:
        return []
    return _cut(ROOT, ROOT, children, people, k)


def _people(
    code: str, children: Mapping[str, list[str]], counts: Mapping[str, int]
) -> dict[str, int]:
    totals: dict[str, int] = {}
    for child in children.get(code, ()):
        totals |= _people(child, children, counts)
    own = sum(totals[child] for child in children.get(code, ()))
    return {**totals, code: own if code in children else counts.get(code, 0)}


def _cut(
    code: str,
    parent: str,
    children: Mapping[str, list[str]],
    people: Mapping[str, int],
    k: int,
) -> list[Block]:
    below = children.get(code, [])
    pool = _pool({child: people[child] for child in below}, k)
    if len(pool) == len(below):
        whole = (code,) if code != ROOT else tuple(below)
        return [Block(parent, whole, people[code])]
    blocks = [Block(code, tuple(sorted(pool)), sum(people[c] for c in pool))] if pool else []
    for child in below:
        if child not in pool:
            blocks += _cut(child, code, children, people, k)
    return sorted(blocks, key=lambda block: block.codes)


def _pool(siblings: Mapping[str, int], k: int) -> set[str]:
    """The codes that stand together, so that each could be zero and each could be k - 1 or more."""
    pool = {code for code, people in siblings.items() if people < k}
    rest = sorted((people, code) for code, people in siblings.items() if people >= k)
    if len(pool) == 1 and rest:
        # With the smallest its range would end at the next sibling; nothing ends at the largest.
        most = rest[-1][0]
        largest = {code for people, code in rest if people == most}
        return pool | (largest if not siblings[min(pool)] else {min(largest)})
    while pool and rest and not _is_wide(len(pool), sum(siblings[c] for c in pool), rest[0][0], k):
        least = rest[0][0]  # all of them on a tie: an order of codes would tell
        pool |= {code for people, code in rest if people == least}
        rest = [one for one in rest if one[0] > least]
    return pool


def _is_wide(codes: int, pooled: int, shown: int, k: int) -> bool:
    """Whether a pool, told beside a smallest sibling of `shown` people, leaves any of its codes 0.

    Either all others are below k, or one of them is large, smaller than what is shown, and the
    remainder is on a third.
    """
    if codes < 3 or pooled < k:
        return False
    all_small = pooled <= (codes - 1) * (k - 1)
    one_large = shown > k and pooled - (shown - 1) < k
    return all_small or one_large
