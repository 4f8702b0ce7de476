"""Counsellors: who they are to a client, and how much room they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    check_profile(languages, themes, channels, hours_per_week)
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


async def record_training(
    tenant: TenantSession, counsellor_id: UUID, trained_until: date | None
) -> Counsellor:
    """Say until when a counsellor of the firm is trained, or that it is not known."""
    require(tenant.actor, Action.MANAGE_COUNSELLORS)
    changed = await tenant.connection.fetchval(
        "UPDATE counsellor SET trained_until = $3 WHERE tenant_id = $1 AND id = $2 RETURNING id",
        tenant.tenant_id,
        counsellor_id,
        trained_until,
    )
    if changed is None:
        raise NotFound
    await record(tenant, Action.MANAGE_COUNSELLORS, "counsellor", counsellor_id)
    return await get_counsellor(tenant, counsellor_id)


def check_profile(
    languages: Sequence[str],
    themes: Sequence[str],
    channels: Sequence[str],
    hours_per_week: Decimal,
) -> None:
    """Raise Invalid for what no client could choose by, or no conversation be given room for."""
    check_themes(themes)
    problems = {
        name: "name at least one"
        for name, chosen in (("languages", languages), ("channels", channels))
        if not chosen
    }
    finite = hours_per_week.is_finite()
    if not finite or not 0 < hours_per_week <= MOST_HOURS or hours_per_week * 10 % 1:
        problems["hours_per_week"] = f"is from 0.1 to {MOST_HOURS}, to one decimal"
    if unknown := set(channels) - set(CHANNELS):
        problems["channels"] = f"unknown: {', '.join(sorted(unknown))}"
    if problems:
        raise Invalid(problems)


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
