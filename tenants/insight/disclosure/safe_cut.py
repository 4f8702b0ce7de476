"""Cutting a tree of exact counts into blocks that may be published.

Coarsening instead of noise: readers add columns up and know people. The blocks partition the tree,
so totals add up, and each holds at least k people. A block is a set of sibling codes in which
nothing tells the large from the small, because whoever knows these rules can reason backwards:
"other: 8" over two codes that are both known to be under 5 is 4 and 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ROOT = ""
HEADROOM = 2  # how far a pool stays below the most that codes under k can add up to


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
    zero would tell so. Children under k are pooled as "other within parent"; a remainder under k
    joins the smallest sibling that is not; a parent under k moves up as a whole.
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
    large = [c for c in below if people[c] >= k]
    small = [c for c in below if people[c] < k]
    pooled = sum(people[c] for c in small)
    if small and k <= pooled <= len(small) * (k - 1) - HEADROOM:
        groups = [[c] for c in large] + [small]
    elif small and large:
        least = min(people[c] for c in large)  # all of them on a tie: an order of codes would tell
        groups = [[c] for c in large if people[c] > least]
        groups.append([*small, *(c for c in large if people[c] == least)])
    else:
        groups = [[c] for c in large]
    if not large or (len(groups) == 1 and small):
        whole = (code,) if code != ROOT else tuple(below)
        return [Block(parent, whole, people[code])]

    blocks: list[Block] = []
    for group in groups:
        if len(group) == 1:
            blocks += _cut(group[0], code, children, people, k)
        else:
            blocks.append(Block(code, tuple(sorted(group)), sum(people[c] for c in group)))
    return sorted(blocks, key=lambda block: block.codes)
