"""Registrations: what figures are made of, with no way back to the conversation they are about.

The id is random and the date a quarter. The one link, for correcting a registration, is kept
encrypted inside the conversation, where the counsellor's own secret opens it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenants.audit import record
from tenants.errors import NotFound
from tenants.ids import new_timeless_id
from tenants.insight.facets import (
    Cause,
    Channel,
    Depth,
    Duration,
    Facets,
    FeltHeard,
    FormalRoute,
    LastTalked,
    NextStep,
    Outcome,
    Requester,
    Since,
    Source,
    Waited,
    check_facets,
)
from tenants.network.hours import quarter_of
from tenants.policy import Action, require
from tenants.session import TenantSession
from tenants.themes import EDITION

#: held while an organisation's registrations are written anew
SHUFFLING = "registrations"


async def register(tenant: TenantSession, facets: Facets) -> UUID:
    """Register a support track in the present quarter. Raises Invalid."""
    require(tenant.actor, Action.REGISTER)
    check_facets(facets)
    registration_id = new_timeless_id()
    await tenant.connection.execute(
        """
        INSERT INTO registration
                    (tenant_id, id, firm_id, quarter, edition, primary_theme, themes, requester,
                     source, channel, depth, duration, since, cause, next_step, outcome,
                     felt_heard, formal_route, first_of_year, first_response, first_talk,
                     last_talked)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                     $18, $19, $20, $21, $22)
        """,
        tenant.tenant_id,
        registration_id,
        tenant.actor.tenant_id,
        quarter_of(tenant.now.date()),
        EDITION,
        *_values(facets),
    )
    await _record(tenant)
    return registration_id


async def correct_registration(
    tenant: TenantSession, registration_id: UUID, facets: Facets
) -> None:
    """Replace the facets; the quarter stays. What was released stays as it is. Raises Invalid."""
    require(tenant.actor, Action.REGISTER)
    check_facets(facets)
    await tenant.share(SHUFFLING)
    corrected = await tenant.connection.fetchval(
        """
           UPDATE registration
              SET edition = $4, primary_theme = $5, themes = $6, requester = $7, source = $8,
                  channel = $9, depth = $10, duration = $11, since = $12, cause = $13,
                  next_step = $14, outcome = $15, felt_heard = $16, formal_route = $17,
                  first_of_year = $18, first_response = $19, first_talk = $20, last_talked = $21
            WHERE tenant_id = $1 AND id = $2 AND firm_id = $3
        RETURNING true
        """,
        tenant.tenant_id,
        registration_id,
        tenant.actor.tenant_id,
        EDITION,
        *_values(facets),
    )
    if not corrected:
        raise NotFound
    await _record(tenant)


async def get_registration(tenant: TenantSession, registration_id: UUID) -> Facets:
    require(tenant.actor, Action.REGISTER)
    row = await tenant.connection.fetchrow(
        """
        SELECT primary_theme, themes, requester, source, channel, depth, duration, since, cause,
               next_step, outcome, felt_heard, formal_route, first_of_year, first_response,
               first_talk, last_talked
          FROM registration
         WHERE tenant_id = $1 AND id = $2 AND firm_id = $3
        """,
        tenant.tenant_id,
        registration_id,
        tenant.actor.tenant_id,
    )
    if row is None:
        raise NotFound
    return _facets(row)


async def shuffle_registrations(tenant: TenantSession) -> int:
    """Write this organisation's registrations anew, in the order of their random ids; how many.

    A row keeps the number of the transaction that wrote it. Afterwards all have one, so that no
    table and no dump tells with which conversation a registration was written.
    """
    require(tenant.actor, Action.SHUFFLE_REGISTRATIONS)
    await tenant.hold(SHUFFLING)
    return await tenant.connection.fetchval("SELECT app.shuffle_registrations()")


async def _record(tenant: TenantSession) -> None:
    # An entry has a time of day. Beside the organisation it would tell that, and when, somebody
    # there had talked; so it stands with the firm, names a quarter, and no organisation or id.
    home = await tenant.within(tenant.actor.tenant_id)
    await record(home, Action.REGISTER, "quarter", quarter_of(tenant.now.date()))
    await home.within(tenant.tenant_id)


def _values(facets: Facets) -> tuple[Any, ...]:
    return (
        facets.primary_theme,
        sorted(facets.themes),
        facets.requester,
        facets.source,
        facets.channel,
        facets.depth,
        facets.duration,
        facets.since,
        facets.cause,
        facets.next_step,
        facets.outcome,
        facets.felt_heard,
        facets.formal_route,
        facets.first_of_year,
        facets.first_response,
        facets.first_talk,
        facets.last_talked,
    )


def _facets(row: Mapping[str, Any]) -> Facets:
    return Facets(
        primary_theme=row["primary_theme"],
        themes=tuple(row["themes"]),
        requester=Requester(row["requester"]),
        channel=Channel(row["channel"]),
        first_of_year=row["first_of_year"],
        last_talked=LastTalked(row["last_talked"]),
        source=Source(row["source"]),
        depth=Depth(row["depth"]),
        duration=Duration(row["duration"]),
        since=Since(row["since"]),
        cause=Cause(row["cause"]),
        next_step=NextStep(row["next_step"]),
        outcome=Outcome(row["outcome"]),
        felt_heard=FeltHeard(row["felt_heard"]),
        formal_route=FormalRoute(row["formal_route"]),
        first_response=Waited(row["first_response"]),
        first_talk=Waited(row["first_talk"]),
    )
