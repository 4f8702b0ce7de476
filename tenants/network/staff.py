"""People who work for a tenant and sign in: managers, counsellors, HR, analysts, operators."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tenants.audit import record
from tenants.errors import Conflict, Invalid, NotFound
from tenants.ids import new_id
from tenants.network.directory import get_tenant
from tenants.network.invitations import Invitation, invite
from tenants.policy import Action, Role, require
from tenants.session import TenantSession

ROLES = {
    "platform": {Role.OPERATOR},
    "firm": {Role.COUNSELLOR, Role.FIRM_MANAGER},
    "organisation": {Role.HR, Role.MANAGEMENT, Role.WORKS_COUNCIL, Role.PREVENTION_OFFICER},
    "advisor": {Role.ANALYST},
}


@dataclass(frozen=True, slots=True)
class Staff:
    id: UUID
    name: str
    email: str
    role: Role
    language: str
    state: str


async def enrol_staff(
    tenant: TenantSession,
    *,
    name: str,
    email: str,
    role: Role,
    language: str,
) -> tuple[Staff, Invitation]:
    """Enrol a person in the session's tenant, and invite them to make a login.

    Raises Conflict `email-taken`, Invalid role.
    """
    require(tenant.actor, Action.MANAGE_STAFF)
    kind = (await get_tenant(tenant, tenant.tenant_id)).kind
    if role not in ROLES[kind]:
        raise Invalid({"role": f"is not a role of {kind} staff"})
    staff = Staff(new_id(), name, email.strip().lower(), role, language, "invited")
    try:
        await tenant.connection.execute(
            "INSERT INTO login (handle, kind, tenant_id, subject_id) VALUES ($1, 'staff', $2, $3)",
            staff.email,
            tenant.tenant_id,
            staff.id,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("email-taken") from None
    await tenant.connection.execute(
        """
        INSERT INTO staff (tenant_id, id, name, email, role, language)
             VALUES ($1, $2, $3, $4, $5, $6)
        """,
        tenant.tenant_id,
        staff.id,
        name,
        staff.email,
        role,
        language,
    )
    await record(tenant, Action.MANAGE_STAFF, "staff", staff.id, purpose="invited")
    return staff, await invite(tenant, staff.id, staff.email)


async def list_staff(tenant: TenantSession) -> list[Staff]:
    require(tenant.actor, Action.MANAGE_STAFF)
    rows = await tenant.connection.fetch(
        """
        SELECT id, name, email, role, language, state
          FROM staff
         WHERE tenant_id = $1
         ORDER BY id
        """,
        tenant.tenant_id,
    )
    return [Staff(**row) for row in rows]


async def end_staff(tenant: TenantSession, staff_id: UUID) -> None:
    """End somebody's access; their login stops working at once, and no client can choose them."""
    require(tenant.actor, Action.END_LOGIN)
    role = await tenant.connection.fetchval(
        """
           UPDATE staff
              SET state = 'ended'
            WHERE tenant_id = $1 AND id = $2 AND state IN ('invited', 'active')
        RETURNING role
        """,
        tenant.tenant_id,
        staff_id,
    )
    if role is None:
        raise NotFound
    if role == Role.COUNSELLOR:
        await tenant.connection.execute(
            "UPDATE counsellor SET available = false WHERE tenant_id = $1 AND id = $2",
            tenant.tenant_id,
            staff_id,
        )
    await tenant.connection.execute(
        "DELETE FROM staff_invitation WHERE tenant_id = $1 AND staff_id = $2",
        tenant.tenant_id,
        staff_id,
    )
    await tenant.connection.execute(
        "DELETE FROM login WHERE tenant_id = $1 AND subject_id = $2", tenant.tenant_id, staff_id
    )
    await record(tenant, Action.END_LOGIN, "staff", staff_id, purpose="ended")
