"""What the readers of an edition know beyond what is printed in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.primary import Floats, contributors
from tenants.insight.disclosure.tables import Counts, Table


@dataclass(frozen=True, slots=True)
class Reader:
    """At least `floor` in each atom, and at least `least` in each row that is open.

    `members` are the insiders that are taken together, i x a what each gave to each atom; none for
    outsiders.
    """

    name: str
    floor: Floats
    least: Floats
    members: sparse.csr_array

    @property
    def is_alone(self) -> bool:
        return self.members.shape[0] < 2


def readers(table: Table, rules: BenchmarkRules) -> Iterator[Reader]:
    """Who knows most comes first: what is wide enough for them mostly is for the others.

    Strangers know what is printed and the rules, outsiders reports that are public as well: what
    is open is at least k without those who publish, and at least k without any one insider more.
    Whoever knows more may be shown less room, so strangers have to be protected by themselves.

    Insiders are taken together: each atom is at least its largest single contribution. Acts have no
    k, but contributors: each of them did at least one.
    """
    if rules.insiders:
        yield _reader(table, rules, "firms", table.known, table.private.by_firm)
        yield _reader(table, rules, "organisations", table.known, table.private.by_organisation)
    yield outsiders(table, rules)
    if table.known.any():
        yield _reader(table, rules, "strangers", np.zeros_like(table.known))


def outsiders(table: Table, rules: BenchmarkRules) -> Reader:
    """What they know every insider knows as well."""
    return _reader(table, rules, "outsiders", table.known)


def halves(table: Table, rules: BenchmarkRules, reader: Reader) -> Iterator[Reader]:
    """The same insiders in two groups, who do not know of one another."""
    half = reader.members.shape[0] // 2
    for members in np.split(np.arange(reader.members.shape[0]), [half]):
        yield some_of(table, rules, reader, members)


def _reader(
    table: Table,
    rules: BenchmarkRules,
    name: str,
    known: Counts,
    members: sparse.csr_array | None = None,
) -> Reader:
    if members is None:
        members = sparse.csr_array((0, table.sums.shape[1]), dtype=np.int64)
    floor = known.astype(float)
    own = table.sums @ known
    if members.shape[0]:
        own += contributors(table.sums, members).first
        floor += members.max(axis=0).toarray().ravel()
    least = least_of(table, rules, np.arange(len(own)), own[:, None])
    return Reader(name, floor, least.ravel(), members)


def least_of(table: Table, rules: BenchmarkRules, rows: Counts, own: Floats) -> Floats:
    """Rows x readers: what an open row is at least, for one who knows so much of it."""
    acts = (table.people[rows] < 0)[:, None]
    known = (table.sums[rows] @ table.known)[:, None]
    others = np.where(acts, rules.contributors - (own > known), rules.k)
    return own + others


def some_of(table: Table, rules: BenchmarkRules, reader: Reader, members: Counts) -> Reader:
    """These insiders, who do not know of the others."""
    return _reader(table, rules, reader.name, table.known, reader.members[members])
