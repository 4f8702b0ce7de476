"""What the readers of an edition know beyond what is printed in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.primary import Floats, contributors
from tenants.insight.disclosure.tables import Table


@dataclass(frozen=True, slots=True)
class Reader:
    """At least `floor` in each atom, and at least `least` in each row that is open."""

    name: str
    floor: Floats
    least: Floats


def readers(table: Table, rules: BenchmarkRules) -> Iterator[Reader]:
    """Strangers know what is printed and the rules, outsiders reports that are public as well: what
    is open is at least k without those who publish, and at least k without any one insider more.
    Whoever knows more may be shown less room, so strangers have to be protected by themselves.

    Insiders are taken together: each atom is at least its largest single contribution. Acts have no
    k, but contributors: each of them did at least one.
    """
    acts = table.people < 0
    known = table.known.astype(float)
    others = np.where(acts, rules.contributors, rules.k)
    if known.any():
        yield Reader("strangers", np.zeros_like(known), others.astype(float))
    least = table.sums @ known + others
    yield Reader("outsiders", known, least)
    crowd = table.private
    if rules.insiders and crowd.by_organisation.shape[0]:
        for name, given in (("organisations", crowd.by_organisation), ("firms", crowd.by_firm)):
            own = contributors(table.sums, given).first
            floor = _linked(table, known + given.max(axis=0).toarray().ravel())
            yield Reader(name, floor, least + np.maximum(0, own - acts))


def _linked(table: Table, floor: Floats) -> Floats:
    """Where an atom alone is the people of its link, it is at least the people of finer atoms."""
    links = table.links.tocsr()
    floor = floor.copy()
    for row in range(links.shape[0]):
        atoms = links.indices[links.indptr[row] : links.indptr[row + 1]]
        signs = links.data[links.indptr[row] : links.indptr[row + 1]]
        own = atoms[signs > 0]
        if len(own) == 1:
            floor[own] = np.maximum(floor[own], floor[atoms[signs < 0]].sum())
    return floor
