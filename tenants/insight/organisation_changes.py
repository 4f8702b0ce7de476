"""What changed in an organisation: told beside the figures of a year, and never as their cause."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from tenants.audit import record
from tenants.errors import Invalid, NotFound
from tenants.ids import new_id
from tenants.policy import Action, require
from tenants.session import TenantSession


class ChangeKind(StrEnum):
    REORGANISATION = auto()
    MERGER = auto()
    NEW_MANAGEMENT = auto()
    RELOCATION = auto()
    GROWTH = auto()
    SHRINKAGE = auto()
    NEW_POLICY = auto()
    NEW_WAY_OF_WORKING = auto()


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """No words and no unit: what everybody in the organisation saw happen."""

    id: UUID
    kind: ChangeKind
    happened_on: date


async def record_change(
    tenant: TenantSession, *, kind: str, happened_on: date
) -> OrganisationChange:
    """Note one. Raises Invalid for an unknown kind, a date to come."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    problems = {}
    if kind not in set(ChangeKind):
        problems["kind"] = f"must be one of {', '.join(ChangeKind)}"
    if not date(2000, 1, 1) <= happened_on <= tenant.now.date():
        problems["happened_on"] = "must be from 2000 to today"
    if problems:
        raise Invalid(problems)
    change = OrganisationChange(new_id(), ChangeKind(kind), happened_on)
    await tenant.connection.execute(
        """
        INSERT INTO organisation_change (tenant_id, id, firm_id, kind, happened_on)
             VALUES ($1, $2, $3, $4, $5)
        """,
        tenant.tenant_id,
        change.id,
        tenant.actor.tenant_id,
        kind,
        happened_on,
    )
    await record(tenant, Action.EDIT_ANNUAL_REPORT, "organisation_change", change.id)
    return change


async def remove_change(tenant: TenantSession, change_id: UUID) -> None:
    """Take back what was noted by mistake; what is released stays."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    removed = await tenant.connection.fetchval(
        """
        DELETE FROM organisation_change
              WHERE tenant_id = $1 AND id = $2 AND firm_id = $3
          RETURNING true
        """,
        tenant.tenant_id,
        change_id,
        tenant.actor.tenant_id,
    )
    if not removed:
        raise NotFound
    await record(tenant, Action.EDIT_ANNUAL_REPORT, "organisation_change", change_id)


async def list_changes(tenant: TenantSession, year: int) -> list[OrganisationChange]:
    """What was noted of a year, in its order."""
    require(tenant.actor, Action.EDIT_ANNUAL_REPORT)
    rows = await tenant.connection.fetch(
        """
        SELECT id, kind, happened_on
          FROM organisation_change
         WHERE tenant_id = $1
           AND happened_on BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
         ORDER BY happened_on, id
        """,
        tenant.tenant_id,
        year,
    )
    return [
        OrganisationChange(row["id"], ChangeKind(row["kind"]), row["happened_on"]) for row in rows
    ]
