"""Where an organisation stands itself: a quarter, for itself alone, and only if it wants to know.

It is reckoned when an edition is released, against the quartiles that are printed, and kept in the
organisation's own part of the house. No other door has a right to the table.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tenants.insight.contributing import Member
from tenants.insight.disclosure import TOTAL, Contribution
from tenants.insight.disclosure.positions import OwnYear, position
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.tabulation import size_of
from tenants.policy import Action, require
from tenants.session import TenantSession

Strata = Mapping[tuple[str, ...], Quantiles]


@dataclass(frozen=True, slots=True)
class OwnPosition:
    """`among` is all, sector or size; `position` None where it may not be told."""

    period: int
    among: str
    position: str | None


async def keep_positions(
    tenant: TenantSession,
    period: int,
    members: Iterable[Member],
    years: Mapping[int, Sequence[Contribution]],
    published: Strata,
) -> None:
    """Of each member that wants to know; `years` are frozen contributions up to this one."""
    require(tenant.actor, Action.RELEASE_EDITION)
    own = _own_years(years)
    for member in members:
        if not member.own_position:
            continue
        places = {
            "all": (TOTAL, TOTAL),
            "sector": (member.section, TOTAL),
            "size": (TOTAL, size_of(member.employees)),
        }
        await tenant.connection.executemany(
            """
            INSERT INTO benchmark_position (tenant_id, period, among, position)
                 VALUES ($1, $2, $3, $4)
            """,
            [
                (
                    member.organisation_id,
                    period,
                    among,
                    position(own[str(member.organisation_id)], period, published[place]),
                )
                for among, place in places.items()
            ],
        )


async def list_positions(tenant: TenantSession) -> list[OwnPosition]:
    """Of the session's organisation, newest edition first."""
    require(tenant.actor, Action.READ_POSITION)
    rows = await tenant.connection.fetch(
        """
        SELECT period, among, position
          FROM benchmark_position
         WHERE tenant_id = $1
         ORDER BY period DESC, among
        """,
        tenant.tenant_id,
    )
    return [OwnPosition(**row) for row in rows]


def _own_years(years: Mapping[int, Sequence[Contribution]]) -> dict[str, dict[int, OwnYear]]:
    """By organisation; whoever has two firms contributed twice, with the same employees."""
    own: dict[str, dict[int, OwnYear]] = defaultdict(dict)
    for year, contributions in years.items():
        for one in contributions:
            before = own[one.organisation].get(year, OwnYear(0, one.employees))
            people = before.people + sum(one.counts.get("theme", {}).values())
            own[one.organisation][year] = OwnYear(people, one.employees)
    return own
