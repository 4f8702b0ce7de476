"""Which rows are sensitive by themselves, and how wide their interval has to be.

The rules of Hundepool et al., Statistical Disclosure Control (2012), chapter 4: minimum frequency,
dominance and the p% rule, each once for organisations and once for firms, because a firm knows all
its clients and so is a coalition by itself; and each once more without the organisations that
publish reports themselves, because everybody can take those off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.crowd import Crowd
from tenants.insight.disclosure.tables import Counts, Flags, Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Per row: is it sensitive, and its required interval [low, high], of whole numbers.

    The required interval of a row that is not sensitive applies once it is suppressed for the
    sake of others: one person to each side, so that no suppressed figure can be found exactly.
    """

    sensitive: Flags
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Contributors:
    """Per row: how many contribute, and the largest and second largest contribution."""

    number: Counts
    first: Counts
    second: Counts


def judge(table: Table, rules: BenchmarkRules) -> Sensitivity:
    """The strictest of what holds with and without those that publish reports themselves."""
    judged = _judge(table, table.everybody, rules, np.zeros_like(table.values))
    if table.private is table.everybody:
        return judged
    known = table.sums @ table.known
    other = _judge(table, table.private, rules, known)
    return Sensitivity(
        judged.sensitive | other.sensitive,
        np.minimum(judged.low, other.low),
        np.maximum(judged.high, other.high),
    )


def _judge(table: Table, crowd: Crowd, rules: BenchmarkRules, known: Counts) -> Sensitivity:
    values = table.values - known
    share = rules.p / 100
    people = np.where(table.people < 0, np.iinfo(np.int64).max, values[table.people])
    counts_people = table.people == np.arange(len(values))

    few = people < rules.k
    sensitive = few | _thin(table, crowd, rules)
    margin = np.ones(values.shape)
    for given in (crowd.by_organisation, crowd.by_firm):
        who = contributors(table.sums, given)
        rest = values - who.first - who.second
        sensitive |= who.number < rules.contributors
        sensitive |= counts_people & (values - who.first < rules.k)
        sensitive |= rest < share * who.first
        margin = np.maximum(margin, share * who.first - rest)
    behind = table.people >= 0
    sensitive[behind] |= sensitive[table.people[behind]]

    low, high = np.floor(values - margin), np.ceil(values + margin)
    low = np.where(few, 0, np.maximum(0, low))
    high = np.where(few, np.maximum(rules.k, values), high)
    somebody = crowd.members.sum(axis=1)[table.stratum] > 0
    return Sensitivity(
        sensitive & somebody,
        np.where(somebody, known + low, table.values),
        np.where(somebody, known + high, table.values),
    )


def contributors(sums: sparse.csr_array, given: sparse.csr_array) -> Contributors:
    """Of each row, from the contributions to its atoms."""
    return largest(sparse.csr_array(sums @ given.T))


def largest(parts: sparse.csr_array) -> Contributors:
    """Of each row of a matrix without negative numbers."""
    parts.eliminate_zeros()
    number = np.diff(parts.indptr).astype(np.int64)
    row = np.repeat(np.arange(len(number)), number)
    ranked = np.append(parts.data[np.lexsort((-parts.data, row))], 0)
    start = parts.indptr[:-1]
    first = np.where(number > 0, ranked[np.minimum(start, len(ranked) - 1)], 0)
    second = np.where(number > 1, ranked[np.minimum(start + 1, len(ranked) - 1)], 0)
    return Contributors(number, first, second)


def _thin(table: Table, crowd: Crowd, rules: BenchmarkRules) -> Flags:
    """Per row: few organisations in the stratum or among those who are not in its panel, or one
    employer that rules it or fails the p% rule: the denominator is a figure as well.
    """
    members = crowd.members.sum(axis=1)
    sizes = sparse.csr_array(crowd.members * crowd.employees[None, :])
    total, top = sizes.sum(axis=1), largest(sizes)
    thin = members < rules.organisations
    thin |= top.first > rules.dominance * total
    thin |= total - top.first - top.second < rules.p / 100 * top.first
    thin |= total == 0
    changed = np.where(table.others >= 0, members[table.others], 0)
    thin |= (changed > 0) & (changed < rules.organisations)
    return np.asarray(table.places @ thin > 0)
