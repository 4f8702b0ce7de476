"""Which cells are sensitive by themselves, and how wide their interval has to be.

The rules of Hundepool et al., Statistical Disclosure Control (2012), chapter 4: minimum frequency,
dominance and the p% rule, each once for organisations and once for firms, because a firm knows all
its clients and so is a coalition by itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.tables import Counts, Table

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Per cell: is it structurally empty or sensitive, and its required interval [low, high].

    The required interval of a cell that is not sensitive applies once it is suppressed for the
    sake of others: one person to each side, so that no suppressed figure can be found exactly.
    """

    empty: Flags
    sensitive: Flags
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Contributors:
    """Per cell: how many contribute, and the largest and second largest contribution."""

    number: Counts
    first: Counts
    second: Counts


def judge(table: Table, rules: BenchmarkRules) -> Sensitivity:
    people = table.people
    organisations = contributors(table, by_firm=False)
    firms = contributors(table, by_firm=True)
    share = rules.p / 100

    sensitive = people < rules.k
    sensitive |= table.members.sum(axis=1) < rules.organisations
    margin = np.ones(people.shape)
    for who in (organisations, firms):
        rest = people - who.first - who.second
        sensitive |= who.number < rules.contributors
        sensitive |= people - who.first < rules.k
        sensitive |= rest < share * who.first
        margin = np.maximum(margin, share * who.first - rest)
    sensitive |= _dominated(table, rules)

    few = people < rules.k
    empty = table.members.sum(axis=1) == 0
    return Sensitivity(
        empty=empty,
        sensitive=sensitive & ~empty,
        low=np.where(few, 0, np.maximum(0, people - margin)),
        high=np.where(few, rules.k, people + margin),
    )


def contributors(table: Table, *, by_firm: bool) -> Contributors:
    """Cells are taken in blocks: dense, ten thousand organisations would be 100 MB at once."""
    given = (table.by_firm if by_firm else table.by_organisation).T.tocsr()
    number, first, second = [], [], []
    for start in range(0, len(table.cells), 128):
        block = (table.sums[start : start + 128] @ given).toarray()
        number.append((block > 0).sum(axis=1))
        two = -np.partition(-np.pad(block, ((0, 0), (0, 2))), 1, axis=1)
        first.append(two[:, 0])
        second.append(two[:, 1])
    return Contributors(np.concatenate(number), np.concatenate(first), np.concatenate(second))


def _dominated(table: Table, rules: BenchmarkRules) -> Flags:
    """The denominator: the largest employer rules the stratum, or fails the p% rule."""
    sizes = np.where(table.members, table.employees, 0)
    two = -np.partition(-np.pad(sizes, ((0, 0), (0, 2))), 1, axis=1)
    total, first, second = sizes.sum(axis=1), two[:, 0], two[:, 1]
    rest = total - first - second
    ruled = (first > rules.dominance * total) | (rest < rules.p / 100 * first) | (total == 0)
    return np.asarray(ruled, dtype=bool)
