"""What a mandate is worth: seen from what is done on it, never from the signature alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from tenants.network.mandates import Mandate, list_mandates
from tenants.policy import Action, require
from tenants.session import TenantSession

#: without a preventive activity for this long, a counsellor is not seen by those who work there
SEEN_WITHIN = timedelta(days=183)
DUE_SOON = timedelta(days=60)


class Standing(StrEnum):
    NOT_BEGUN = auto()
    IN_PRACTICE = auto()
    ON_PAPER_ONLY = auto()
    ENDED = auto()


class Review(StrEnum):
    """Both sides look at a mandate again every year."""

    PLANNED = auto()
    DUE_SOON = auto()
    LAPSED = auto()


@dataclass(frozen=True, slots=True)
class MandateStanding:
    mandate: Mandate
    standing: Standing
    review: Review
    last_activity_on: date | None


async def list_standings(tenant: TenantSession) -> list[MandateStanding]:
    """The mandates of the session's organisation with what they are worth today, newest first."""
    require(tenant.actor, Action.READ_MANDATES)
    today = tenant.now.date()
    last = dict(
        await tenant.connection.fetch(
            "SELECT firm_id, max(held_on) FROM activity WHERE tenant_id = $1 GROUP BY firm_id",
            tenant.tenant_id,
        )
    )
    return [
        MandateStanding(
            mandate,
            standing_of(mandate, last.get(mandate.firm_id), today),
            review_of(mandate, today),
            last.get(mandate.firm_id),
        )
        for mandate in await list_mandates(tenant)
    ]


def standing_of(mandate: Mandate, last_activity_on: date | None, today: date) -> Standing:
    if mandate.starts_on > today:
        return Standing.NOT_BEGUN
    if mandate.ends_on is not None and mandate.ends_on < today:
        return Standing.ENDED
    if last_activity_on is None or last_activity_on < today - SEEN_WITHIN:
        return Standing.ON_PAPER_ONLY
    return Standing.IN_PRACTICE


def review_of(mandate: Mandate, today: date) -> Review:
    if mandate.review_on < today:
        return Review.LAPSED
    return Review.DUE_SOON if mandate.review_on <= today + DUE_SOON else Review.PLANNED
