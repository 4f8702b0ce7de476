"""The own profile of a counsellor: what clients choose by, and whether they can."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.network.counsellors import COLUMNS, Counsellor, check_profile, counsellor_of
from tenants.policy import Action, require
from tenants.session import TenantSession

LONGEST_ABSENCE = timedelta(days=366)


async def get_own_profile(tenant: TenantSession) -> Counsellor:
    """The counsellor who acts, from a session in the own firm."""
    profile = await find_own_profile(tenant)
    if profile is None:
        raise NotFound
    return profile


async def find_own_profile(tenant: TenantSession) -> Counsellor | None:
    """The same, or None for who has signed in and not said yet what clients choose by."""
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    row = await tenant.connection.fetchrow(
        f"SELECT {COLUMNS}, away_until FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        tenant.actor.id,
    )
    return replace(counsellor_of(row), away_until=row["away_until"]) if row else None


async def put_own_profile(
    tenant: TenantSession,
    *,
    name: str,
    introduction: Mapping[str, str],
    languages: Sequence[str],
    themes: Sequence[str],
    channels: Sequence[str],
    hours_per_week: Decimal,
) -> None:
    """Say what clients choose by, for the first time or anew. Raises Invalid.

    Until when somebody is trained is not theirs to say: the firm records it.
    """
    require(tenant.actor, Action.EDIT_OWN_PROFILE)
    check_profile(languages, themes, channels, hours_per_week)
    if not introduction:
        raise Invalid({"introduction": "write it in one language at least"})
    await tenant.connection.execute(
        """
        INSERT INTO counsellor
                    (tenant_id, id, name, introduction, languages, themes, channels,
                     hours_per_week)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, id)
          DO UPDATE SET name = excluded.name, introduction = excluded.introduction,
                        languages = excluded.languages, themes = excluded.themes,
                        channels = excluded.channels, hours_per_week = excluded.hours_per_week
        """,
        tenant.actor.tenant_id,
        tenant.actor.id,
        name,
        msgspec.json.encode(dict(introduction)).decode(),
        list(languages),
        list(themes),
        list(channels),
        hours_per_week,
    )
    await record(tenant, Action.EDIT_OWN_PROFILE, "counsellor", tenant.actor.id)


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
