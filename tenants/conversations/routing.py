"""Who could be talked to: a choice of up to three with the reasons, never a silent assignment."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from tenants.conversations.conflicts import list_conflicts_of_client
from tenants.network.counsellors import CHANNELS
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.session import TenantSession
from tenants.themes import check_themes, overlap

MOST_PROPOSALS = 3


class Reason(StrEnum):
    """Why somebody is proposed; the door has the words. The order is that of weight."""

    SPEAKS_YOUR_LANGUAGE = "speaks_your_language"
    HAS_ROOM = "has_room"
    KNOWS_THE_THEME = "knows_the_theme"
    OFFERS_YOUR_CHANNEL = "offers_your_channel"
    STANDS_IN = "stands_in"


#: Each outweighs all that come after it together; a deputy comes after everybody else. A theme is
#: said only by who wants somebody to know of it, so it outweighs a channel, which everybody has.
WEIGHTS = {
    Reason.SPEAKS_YOUR_LANGUAGE: 8,
    Reason.HAS_ROOM: 4,
    Reason.KNOWS_THE_THEME: 2,
    Reason.OFFERS_YOUR_CHANNEL: 1,
    Reason.STANDS_IN: -16,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    counsellor_id: UUID
    name: str
    introduction: dict[str, str]
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    themes: tuple[str, ...]
    trained_until: date | None  # of a certificate that holds today
    reasons: tuple[Reason, ...]


async def propose_counsellors(
    tenant: TenantSession,
    *,
    language: str,
    channel: str,
    theme: str | None = None,
    leave_out: Collection[UUID] = (),
    deputies_first: bool = False,
) -> list[Proposal]:
    """Up to three counsellors of the pool, best fit first, without those who are left out.

    Leaving out needs no reason, and is not kept. Whoever is away, has no kluis or cannot be the
    acting client's counsellor is not proposed, and nothing tells one from the other.
    A wish that nobody meets narrows nothing: the reasons then say what does fit. Where a colleague
    is away, deputies come first: it is what they are for. `theme` orders and explains and is
    forgotten: nothing here writes it down. Raises Invalid for a code that is none.
    """
    require(tenant.actor, Action.READ_POOL)
    check_themes([theme] if theme else [], "theme")
    leave_out = {*leave_out, *await list_conflicts_of_client(tenant)}
    proposals = [
        proposal_of(row, language, channel, theme)
        for row in await list_present(tenant)
        if row["available"]
        and not row["conflict"]
        and row["public_key"]
        and row["id"] not in leave_out
    ]
    # Among equals chance decides, so that nobody is always the first.
    order = {proposal.counsellor_id: secrets.randbits(32) for proposal in proposals}
    proposals.sort(
        key=lambda p: (
            deputies_first and Reason.STANDS_IN not in p.reasons,
            -_fit(p),
            order[p.counsellor_id],
        )
    )
    return proposals[:MOST_PROPOSALS]


async def list_present(tenant: TenantSession) -> list[Mapping[str, Any]]:
    """The organisation's pool with each counsellor's public face.

    `away_until` is the last day of an absence, `trained_until` of a certificate; None once gone by.
    """
    organisation = await get_organisation(tenant)
    pool = await tenant.connection.fetch(
        "SELECT counsellor_id, deputy, conflict FROM pool_member WHERE tenant_id = $1",
        tenant.tenant_id,
    )
    beside = await tenant.beside(organisation.firm_id)
    membership = {row["counsellor_id"]: dict(row) for row in pool}
    rows = await beside.connection.fetch(
        """
        SELECT id, name, introduction, languages, themes, channels,
               available AND coalesce(away_until < $3, true) AS available,
               CASE WHEN away_until >= $3 THEN away_until END AS away_until,
               CASE WHEN trained_until >= $3 THEN trained_until END AS trained_until,
               public_key,
               app.has_room(id) AS has_room
          FROM counsellor
         WHERE tenant_id = ANY($1) AND id = ANY($2)
         ORDER BY name, id
        """,
        [organisation.firm_id, tenant.tenant_id],
        list(membership),
        tenant.now.date(),
    )
    return [dict(row) | membership[row["id"]] for row in rows]


def proposal_of(row: Mapping[str, Any], language: str, channel: str, theme: str | None) -> Proposal:
    reasons = {
        Reason.SPEAKS_YOUR_LANGUAGE: language in row["languages"],
        Reason.HAS_ROOM: row["has_room"],
        Reason.KNOWS_THE_THEME: theme is not None
        and any(overlap(theme, known) for known in row["themes"]),
        Reason.OFFERS_YOUR_CHANNEL: channel in row["channels"],
        Reason.STANDS_IN: row["deputy"],
    }
    return Proposal(
        row["id"],
        row["name"],
        msgspec.json.decode(row["introduction"]),
        tuple(row["languages"]),
        tuple(c for c in CHANNELS if c in row["channels"]),
        tuple(row["themes"]),
        row["trained_until"],
        tuple(reason for reason, holds in reasons.items() if holds),
    )


def _fit(proposal: Proposal) -> int:
    return sum(WEIGHTS[reason] for reason in proposal.reasons)
