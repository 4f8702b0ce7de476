"""Client organisations of a firm: a draft until there is a role statement, a mandate and a pool."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.network.directory import create_tenant
from tenants.policy import Action, require
from tenants.session import TenantSession

SECTOR_SCHEMES = {("SBI", "2008"), ("SBI", "2025"), ("NACE", "2"), ("NACE", "2.1")}


@dataclass(frozen=True, slots=True)
class Sector:
    """A code within a scheme and edition: sections moved between editions, so all three count."""

    scheme: str
    edition: str
    code: str


@dataclass(frozen=True, slots=True)
class Organisation:
    tenant_id: UUID
    firm_id: UUID
    name: str
    sector: Sector
    country: str
    languages: tuple[str, ...]
    state: str
    slug: str | None = None


async def create_organisation(
    tenant: TenantSession,
    *,
    slug: str,
    name: str,
    sector: Sector,
    country: str,
    languages: Sequence[str],
    kdf: str,
) -> Organisation:
    """Create an organisation and its own key in the key server.

    `kdf` is how its clients' passphrases are stretched. Raises Invalid, Conflict `slug-taken`.
    """
    require(tenant.actor, Action.CREATE_ORGANISATION)
    check_sector(sector)
    if not languages:
        raise Invalid({"languages": "name at least one"})
    created = await create_tenant(tenant, "organisation", slug)
    # A key without an organisation, where the transaction fails after this, opens nothing.
    wrapped_kek = await tenant.keyring.new_kek(created.id)
    await tenant.connection.execute(
        """
        INSERT INTO organisation
                    (tenant_id, firm_id, name, sector_scheme, sector_edition, sector_code,
                     country, languages, passphrase_salt, passphrase_kdf, wrapped_kek)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        created.id,
        tenant.actor.tenant_id,
        name,
        sector.scheme,
        sector.edition,
        sector.code,
        country,
        list(languages),
        secrets.token_bytes(32),
        kdf,
        wrapped_kek,
    )
    await record(tenant, Action.CREATE_ORGANISATION, "organisation", created.id)
    return Organisation(
        created.id, tenant.actor.tenant_id, name, sector, country, tuple(languages), "draft", slug
    )


def check_sector(sector: Sector) -> None:
    """Raise Invalid for an unknown scheme, or a bare section letter without its division."""
    if (sector.scheme, sector.edition) not in SECTOR_SCHEMES:
        raise Invalid({"sector": "use SBI 2008, SBI 2025, NACE 2 or NACE 2.1"})
    if not sector.code[:2].isdigit():
        raise Invalid(
            {"sector": "use a code of two digits or more; letters moved between editions"}
        )


async def get_organisation(tenant: TenantSession) -> Organisation:
    """The organisation of the session."""
    require(tenant.actor, Action.READ_ORGANISATION)
    row = await tenant.connection.fetchrow(
        f"SELECT {COLUMNS} FROM organisation JOIN tenant ON tenant.id = tenant_id "
        "WHERE tenant_id = $1",
        tenant.tenant_id,
    )
    if row is None:
        raise NotFound
    return organisation_of(row)


async def list_organisations(
    tenant: TenantSession, *, after: UUID | None = None, limit: int = 50
) -> list[Organisation]:
    """The firm's organisations in the order in which they came."""
    require(tenant.actor, Action.READ_ORGANISATION)
    rows = await tenant.connection.fetch(
        f"""
        SELECT {COLUMNS}
          FROM organisation
          JOIN tenant ON tenant.id = tenant_id
         WHERE firm_id = $1 AND ($2::uuid IS NULL OR tenant_id > $2)
         ORDER BY tenant_id
         LIMIT $3
        """,
        tenant.actor.tenant_id,
        after,
        limit,
    )
    return [organisation_of(row) for row in rows]


async def open_organisation(tenant: TenantSession) -> Organisation:
    """Go live. Raises Conflict `no-role-statement`, `no-mandate` or `no-pool` where one lacks."""
    require(tenant.actor, Action.OPEN_ORGANISATION)
    await get_organisation(tenant)
    for table, reason in (
        ("role_statement", "no-role-statement"),
        ("mandate", "no-mandate"),
        ("pool_member", "no-pool"),
    ):
        if not await tenant.connection.fetchval(
            f"SELECT EXISTS (SELECT FROM {table} WHERE tenant_id = $1)", tenant.tenant_id
        ):
            raise Conflict(reason)
    opened = await tenant.connection.fetchval(
        """
           UPDATE organisation
              SET state = 'live'
            WHERE tenant_id = $1 AND state = 'draft'
        RETURNING tenant_id
        """,
        tenant.tenant_id,
    )
    if opened is None:
        raise Conflict("not-a-draft")
    await record(tenant, Action.OPEN_ORGANISATION, "organisation", tenant.tenant_id)
    return await get_organisation(tenant)


COLUMNS = (
    "tenant_id, firm_id, name, sector_scheme, sector_edition, sector_code, country, languages, "
    "state, slug"
)


def organisation_of(row: Mapping[str, Any]) -> Organisation:
    """A row of COLUMNS as what it means."""
    sector = Sector(row["sector_scheme"], row["sector_edition"], row["sector_code"])
    return Organisation(
        row["tenant_id"],
        row["firm_id"],
        row["name"],
        sector,
        row["country"],
        tuple(row["languages"]),
        row["state"],
        row["slug"],
    )
