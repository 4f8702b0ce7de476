"""Counsellors: who they are to a client, and how much room they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.policy import Action, Role, require
from tenants.session import TenantSession
from tenants.themes import check_themes

MOST_HOURS = 80
LONGEST_ABSENCE = timedelta(days=366)
CHANNELS = ("messages", "phone", "video", "in_person")


@dataclass(frozen=True, slots=True)
class Counsellor:
    """`introduction` by language; `ready` once the counsellor has made the own kluis."""

    id: UUID
    name: str
    introduction: dict[str, str]
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    hours_per_week: Decimal
    available: bool
    trained_until: date | None
    ready: bool
    away_until: date | None = None


async def create_counsellor(
    tenant: TenantSession,
    *,
    staff_id: UUID,
    name: str,
    introduction: Mapping[str, str],
    languages: Sequence[str],
    themes: Sequence[str],
    channels: Sequence[str],
    hours_per_week: Decimal,
    trained_until: date | None,
) -> Counsellor:
    """Give a staff member of the firm a counsellor's profile; both have the same id."""
    require(tenant.actor, Action.MANAGE_COUNSELLORS)
    check_themes(themes)
    finite = hours_per_week.is_finite()
    if not finite or not 0 < hours_per_week <= MOST_HOURS or hours_per_week * 10 % 1:
        raise Invalid({"hours_per_week": f"is from 0.1 to {MOST_HOURS}, to one decimal"})
    if not (languages and channels):
        raise Invalid({"languages": "name at least one", "channels": "name at least one"})
    if unknown := set(channels) - set(CHANNELS):
        raise Invalid({"channels": f"unknown: {', '.join(sorted(unknown))}"})
    is_staff = await tenant.connection.fetchval(
        """
        SELECT EXISTS (SELECT
                         FROM staff
                        WHERE tenant_id = $1 AND id = $2 AND role = $3 AND state <> 'ended')
        """,
        tenant.tenant_id,
        staff_id,
        Role.COUNSELLOR,
    )
    if not is_staff:
        raise Invalid({"staff_id": "is not a counsellor among your staff"})
    created = await tenant.connection.fetchval(
        """
        INSERT INTO counsellor
                    (tenant_id, id, name, introduction, languages, themes, channels,
                     hours_per_week, trained_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT DO NOTHING
          RETURNING id
        """,
        tenant.tenant_id,
        staff_id,
        name,
        msgspec.json.encode(dict(introduction)).decode(),
        list(languages),
        list(themes),
        list(channels),
        hours_per_week,
        trained_until,
    )
    if created is None:
        raise Conflict("profile-exists")
    await record(tenant, Action.MANAGE_COUNSELLORS, "counsellor", staff_id)
    return await get_counsellor(tenant, staff_id)


async def get_counsellor(tenant: TenantSession, counsellor_id: UUID) -> Counsellor:
    require(tenant.actor, Action.READ_COUNSELLORS)
    row = await tenant.connection.fetchrow(
        f"SELECT {COLUMNS} FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.tenant_id,
        counsellor_id,
    )
    if row is None:
        raise NotFound
    return counsellor_of(row)


async def list_counsellors(
    tenant: TenantSession, *, after: UUID | None = None, limit: int = 50
) -> list[Counsellor]:
    """The firm's counsellors in the order in which they came."""
    require(tenant.actor, Action.READ_COUNSELLORS)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {COLUMNS}
          FROM counsellor
         WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id > $2)
         ORDER BY id
         LIMIT $3
        """,
        tenant.tenant_id,
        after,
        limit,
    )
    return [counsellor_of(row) for row in rows]


async def get_own_profile(tenant: TenantSession) -> Counsellor:
    """The counsellor who acts, from a session in the own firm."""
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    row = await tenant.connection.fetchrow(
        f"SELECT {COLUMNS}, away_until FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        tenant.actor.id,
    )
    if row is None:
        raise NotFound
    return replace(counsellor_of(row), away_until=row["away_until"])


async def set_availability(tenant: TenantSession, *, available: bool) -> None:
    """Say whether new clients may choose the counsellor who acts."""
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    changed = await tenant.connection.fetchval(
        "UPDATE counsellor SET available = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.actor.tenant_id,
        tenant.actor.id,
        available,
    )
    if changed is None:
        raise NotFound
    await record(tenant, Action.EDIT_OWN_PROFILE, "counsellor", tenant.actor.id)


async def set_absence(tenant: TenantSession, until: date | None) -> None:
    """Be away until the end of a day, or be back with None. Raises Invalid for a day gone by.

    Clients read the day; deputies learn that a client waits, if one does.
    """
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    today = tenant.now.date()
    if until is not None and not today <= until <= today + LONGEST_ABSENCE:
        raise Invalid({"away_until": "is a day from today, within a year"})
    changed = await tenant.connection.fetchval(
        "UPDATE counsellor SET away_until = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.actor.tenant_id,
        tenant.actor.id,
        until,
    )
    if changed is None:
        raise NotFound
    await record(tenant, Action.EDIT_OWN_PROFILE, "counsellor", tenant.actor.id)


COLUMNS = (
    "id, name, introduction, languages, themes, channels, hours_per_week, available, "
    "trained_until, public_key IS NOT NULL AS ready"
)


def counsellor_of(row: Mapping[str, Any]) -> Counsellor:
    """A row of COLUMNS as what it means."""
    return Counsellor(
        row["id"],
        row["name"],
        msgspec.json.decode(row["introduction"]),
        tuple(row["languages"]),
        tuple(row["themes"]),
        tuple(row["channels"]),
        row["hours_per_week"],
        row["available"],
        row["trained_until"],
        row["ready"],
    )
