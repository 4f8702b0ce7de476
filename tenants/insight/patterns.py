"""Patterns: coded facets that stand together more often than chance would have it (R29).

For the counsellors of one organisation, as a reason to look and to advise, never as a finding: what
stands together need not cause one another. Codes alone are counted; no word of a talk is read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from tenants.insight.disclosure.margins import LEAST_OUTSIDE
from tenants.insight.facets import Cause, Requester, Since, Source
from tenants.network.hours import quarter_of
from tenants.policy import Action, require
from tenants.session import TenantSession

#: Four quarters touch two calendar years at most and a person counts once in each, so that ten
#: that are counted are five people at the least.
LEAST = 10
FALSE_ALARMS = 0.05  # the share of patterns shown that may be chance (Benjamini & Hochberg 1995)

#: These say nothing.
SILENT = {
    Source.NOT_RECORDED,
    Cause.NOT_RECORDED,
    Cause.NONE_SEEN,
    Since.NOT_RECORDED,
    Requester.OTHER,
    "T9",
}

Code = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Two codes of two facets; `people` have both, of `expected` if they had nothing to do with
    each other. A code is a pair: the facet, and its code.
    """

    one: Code
    other: Code
    people: int
    expected: float


@dataclass(frozen=True, slots=True)
class Patterns:
    """What stood out from `first` up to, and not including, `end`; strongest first."""

    first: date
    end: date
    found: tuple[Pattern, ...]


async def list_patterns(tenant: TenantSession) -> Patterns:
    """The patterns of the last four quarters that have ended, of this firm's talks here."""
    require(tenant.actor, Action.READ_PATTERNS)
    end = quarter_of(tenant.now.date())
    first = end.replace(year=end.year - 1)
    rows = await tenant.connection.fetch(
        """
        SELECT array_to_string((string_to_array(primary_theme, '.'))[1:2], '.') AS theme,
               requester, source, cause, since, count(*)::int AS people
          FROM registration
         WHERE tenant_id = $1 AND firm_id = $2 AND quarter >= $3 AND quarter < $4
           AND first_of_year
         GROUP BY 1, requester, source, cause, since
        """,
        tenant.tenant_id,
        tenant.actor.tenant_id,
        first,
        end,
    )
    coded = ((list(row.items())[:-1], row["people"]) for row in rows)
    return Patterns(first, end, tuple(find_patterns(coded)))


def find_patterns(counted: Iterable[tuple[Iterable[Code], int]]) -> Iterator[Pattern]:
    """Pairs of codes above chance and thresholds, from people counted by their codes."""
    alone: Counter[Code] = Counter()
    together: Counter[frozenset[Code]] = Counter()
    total = 0
    for codes, people in counted:
        total += people
        for code in (telling := [code for code in codes if _says(code)]):
            alone[code] += people
        for two in combinations(telling, 2):
            together[frozenset(two)] += people
    chances = _chances(alone, together, total)
    for pair in _beyond_chance(chances):
        one, other = sorted(pair, key=lambda code: (code[0] != "theme", code))
        people = together[pair]
        if people >= LEAST and total - people >= LEAST_OUTSIDE:
            yield Pattern(one, other, people, alone[one] * alone[other] / total)


def _says(code: Code) -> bool:
    return not {code[1], code[1].partition(".")[0]} & SILENT


def _chances(
    alone: Mapping[Code, int], together: Mapping[frozenset[Code], int], total: int
) -> dict[frozenset[Code], float]:
    """How likely so many, or more, would stand together by chance: Fisher's exact test.

    Every pair of codes that occur is a question that was asked, also where nobody has both.
    """
    from scipy.stats import hypergeom  # 50 MB that no other page needs

    by_facet: dict[str, list[Code]] = defaultdict(list)
    for code in alone:
        by_facet[code[0]].append(code)
    return {
        (pair := frozenset((one, other))): float(
            hypergeom.sf(together.get(pair, 0) - 1, total, alone[one], alone[other])
        )
        for these, those in combinations(by_facet.values(), 2)
        for one in these
        for other in those
    }


def _beyond_chance(chances: Mapping[frozenset[Code], float]) -> list[frozenset[Code]]:
    """Those that hold when so many questions are asked at once, the least likely first."""
    ranked = sorted(chances, key=lambda pair: (chances[pair], sorted(pair)))
    holding = [
        rank
        for rank, pair in enumerate(ranked, 1)
        if chances[pair] <= FALSE_ALARMS * rank / len(ranked)
    ]
    return ranked[: max(holding, default=0)]
