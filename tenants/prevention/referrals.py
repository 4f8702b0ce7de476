"""The referral directory: who else can help. Kept by the firm, hidden from employers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec

from tenants.audit import record
from tenants.errors import Invalid
from tenants.ids import new_id
from tenants.policy import Action, require
from tenants.session import TenantSession
from tenants.themes import check_themes

FRESH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Referral:
    """`description` by language; hidden once it was last verified more than a year ago."""

    id: UUID
    name: str
    contact: str
    description: dict[str, str]
    themes: tuple[str, ...]
    region: str
    languages: tuple[str, ...]
    crisis: bool
    verified_on: date


async def add_referral(
    tenant: TenantSession,
    *,
    name: str,
    contact: str,
    description: Mapping[str, str],
    themes: Sequence[str],
    region: str,
    languages: Sequence[str],
    crisis: bool,
    verified_on: date,
) -> Referral:
    """Add an entry to the firm's directory. Raises Invalid for a future date or unknown theme."""
    require(tenant.actor, Action.MANAGE_REFERRALS)
    check_themes(themes)
    if verified_on > tenant.now.date():
        raise Invalid({"verified_on": "is in the future"})
    referral = Referral(
        new_id(), name, contact, dict(description), tuple(themes), region, tuple(languages), crisis,
        verified_on,
    )  # fmt: skip
    await tenant.connection.execute(
        f"""
        INSERT INTO referral (tenant_id, {COLUMNS})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        tenant.tenant_id,
        referral.id,
        name,
        contact,
        msgspec.json.encode(referral.description).decode(),
        list(themes),
        region,
        list(languages),
        crisis,
        verified_on,
    )
    await record(tenant, Action.MANAGE_REFERRALS, "referral", referral.id)
    return referral


async def list_referrals(tenant: TenantSession, firm_id: UUID) -> list[Referral]:
    """The firm's directory, crisis lines first; stale entries are hidden."""
    require(tenant.actor, Action.READ_REFERRALS)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {COLUMNS}
          FROM referral
         WHERE tenant_id = $1 AND verified_on >= $2
         ORDER BY crisis DESC, name
        """,
        firm_id,
        tenant.now.date() - FRESH,
    )
    return [
        Referral(
            **dict(row)
            | {
                "description": msgspec.json.decode(row["description"]),
                "themes": tuple(row["themes"]),
                "languages": tuple(row["languages"]),
            }
        )
        for row in rows
    ]


COLUMNS = "id, name, contact, description, themes, region, languages, crisis, verified_on"
