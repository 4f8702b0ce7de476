"""Mandates: the terms on which a firm works for an organisation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.ids import new_id
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Mandate:
    """`hours_per_year` are hours; `review_on` is when both sides look at it again."""

    id: UUID
    firm_id: UUID
    starts_on: date
    ends_on: date | None
    hours_per_year: int
    board_access: bool
    independence: str
    works_council_consent_on: date | None
    review_on: date


async def create_mandate(
    tenant: TenantSession,
    *,
    starts_on: date,
    ends_on: date | None,
    hours_per_year: int,
    board_access: bool,
    independence: str,
    works_council_consent_on: date | None,
    review_on: date,
) -> Mandate:
    """Record the terms. Raises Invalid where the dates or the hours cannot be."""
    require(tenant.actor, Action.CREATE_MANDATE)
    organisation = await get_organisation(tenant)
    problems = {}
    if ends_on is not None and ends_on < starts_on:
        problems["ends_on"] = "is before the start"
    if review_on < starts_on:
        problems["review_on"] = "is before the start"
    if hours_per_year < 1:
        problems["hours_per_year"] = "must be at least 1"
    if problems:
        raise Invalid(problems)
    mandate = Mandate(
        new_id(),
        organisation.firm_id,
        starts_on,
        ends_on,
        hours_per_year,
        board_access,
        independence,
        works_council_consent_on,
        review_on,
    )
    await tenant.connection.execute(
        f"""
        INSERT INTO mandate (tenant_id, {COLUMNS})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        tenant.tenant_id,
        *(getattr(mandate, column) for column in COLUMNS.split(", ")),
    )
    await record(tenant, Action.CREATE_MANDATE, "mandate", mandate.id)
    return mandate


async def list_mandates(tenant: TenantSession) -> list[Mandate]:
    """Mandates of the session's organisation, newest first."""
    require(tenant.actor, Action.READ_MANDATES)
    rows = await tenant.connection.fetch(
        f"SELECT {COLUMNS} FROM mandate WHERE tenant_id = $1 ORDER BY starts_on DESC, id DESC",
        tenant.tenant_id,
    )
    return [Mandate(**row) for row in rows]


async def get_mandate(tenant: TenantSession, mandate_id: UUID) -> Mandate:
    require(tenant.actor, Action.READ_MANDATES)
    row = await tenant.connection.fetchrow(
        f"SELECT {COLUMNS} FROM mandate WHERE tenant_id = $1 AND id = $2",
        tenant.tenant_id,
        mandate_id,
    )
    if row is None:
        raise NotFound
    return Mandate(**row)


COLUMNS = (
    "id, firm_id, starts_on, ends_on, hours_per_year, board_access, independence, "
    "works_council_consent_on, review_on"
)
