"""From quick advice to a deep talk: how deep talks went and how long they took, once a year.

Two margins of the people of an organisation, cut as those of an annual report are, from ten people
on also where that report begins at five: whatever is told here, the report tells the number of
people, and a year that is not told here is one that the report may hide. It is told once, of a year
that has ended, and frozen: a correction afterwards would show by the difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from tenants.insight.canonical import canonical
from tenants.insight.disclosure.margins import release_margins
from tenants.insight.disclosure.safe_cut import Block
from tenants.insight.facets import Depth, Duration
from tenants.policy import Action, require
from tenants.session import TenantSession

LEAST = 10  # people: as many as where a report leaves the organisation
MARGINS: Mapping[str, tuple[str, ...]] = {"depth": tuple(Depth), "duration": tuple(Duration)}


@dataclass(frozen=True, slots=True)
class EffortShare:
    """So many people over these codes together."""

    codes: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class EffortOverview:
    """A margin that is empty may not be told: too few people, or nearly all of them alike."""

    organisation_id: UUID
    year: int
    depth: tuple[EffortShare, ...]
    duration: tuple[EffortShare, ...]


async def tell_effort(tenant: TenantSession) -> None:
    """Freeze the year that ended last, where it is not yet; nothing for who is no organisation."""
    require(tenant.actor, Action.TELL_EFFORT)
    year = tenant.now.year - 1
    firm_id = await tenant.connection.fetchval(
        """
        SELECT o.firm_id
          FROM organisation o
         WHERE o.tenant_id = $1
           AND NOT EXISTS (SELECT FROM effort_overview e WHERE e.tenant_id = $1 AND e.year = $2)
        """,
        tenant.tenant_id,
        year,
    )
    if firm_id is None:
        return
    counts = await count_effort(tenant, year)
    told = release_margins(counts, sum(counts["depth"].values()), LEAST).margins
    await tenant.connection.execute(
        """
        INSERT INTO effort_overview (tenant_id, year, firm_id, content)
             VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING
        """,
        tenant.tenant_id,
        year,
        firm_id,
        canonical({name: _told(blocks or ()) for name, blocks in told.items()}).decode(),
    )


async def list_effort_overviews(tenant: TenantSession, year: int) -> list[EffortOverview]:
    """Of the firm's organisations, those of which anything may be told."""
    require(tenant.actor, Action.READ_HOURS)
    rows = await tenant.connection.fetch(
        """
        SELECT tenant_id, year, content
          FROM effort_overview
         WHERE firm_id = $1 AND year = $2
         ORDER BY tenant_id
        """,
        tenant.actor.tenant_id,
        year,
    )
    found = []
    for row in rows:
        content = msgspec.json.decode(row["content"], type=dict[str, tuple[EffortShare, ...]])
        if any(content.values()):
            found.append(EffortOverview(row["tenant_id"], row["year"], **content))
    return found


async def count_effort(
    tenant: TenantSession, year: int, organisation_id: UUID | None = None
) -> dict[str, dict[str, int]]:
    """People of a year by each margin's codes, each once, with their first talk of the year.

    `organisation_id` is for the one door that counts across tenants.
    """
    rows = await tenant.connection.fetch(
        """
        SELECT margin, code, count(*)::int AS people
          FROM registration r
         CROSS JOIN LATERAL (VALUES ('depth', r.depth), ('duration', r.duration))
                         AS facet (margin, code)
         WHERE r.tenant_id = $1 AND r.first_of_year
           AND r.quarter BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
         GROUP BY margin, code
        """,
        organisation_id or tenant.tenant_id,
        year,
    )
    counts = {name: dict.fromkeys(codes, 0) for name, codes in MARGINS.items()}
    for row in rows:
        counts[row["margin"]][row["code"]] = row["people"]
    return counts


def _told(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"codes": list(block.codes), "people": block.people} for block in blocks]
