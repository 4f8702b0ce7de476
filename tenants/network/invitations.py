"""Invitations: how somebody who was enrolled comes to a login that nobody else has ever known.

Whoever enrols hands over a code that works once and for a week. Its holder sets the passphrase and
the second factor. A login that was lost begins again in the same way, and opens no kluis.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tenants.audit import record
from tenants.conversations.clients import LOOKUP_KEY
from tenants.errors import Conflict, NotFound, Unauthenticated
from tenants.policy import Action, Role, require
from tenants.session import TenantSession
from vault import CannotOpen, new_code, read_code

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """`code` is shown once, to whoever is to hand it over."""

    staff_id: UUID
    email: str
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a code invites."""

    staff_id: UUID
    name: str
    language: str


async def invite(tenant: TenantSession, staff_id: UUID, email: str) -> Invitation:
    """A code for somebody who has no login yet; an earlier one ends."""
    require(tenant.actor, Action.MANAGE_STAFF)
    code, expires_at = new_code(), tenant.now + LASTS
    await tenant.connection.execute(
        """
        INSERT INTO staff_invitation (tenant_id, staff_id, lookup, expires_at)
             VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, staff_id)
      DO UPDATE SET lookup = $3, expires_at = $4
        """,
        tenant.tenant_id,
        staff_id,
        await _lookup(tenant, staff_id, code),
        expires_at,
    )
    return Invitation(staff_id, email, code, expires_at)


async def renew_invitation(tenant: TenantSession, staff_id: UUID) -> Invitation:
    """Another code for who has not used one. Raises Conflict `login-in-use` where they have."""
    require(tenant.actor, Action.END_LOGIN)
    return await _invite_again(tenant, staff_id, "invited", "login-in-use")


async def reset_login(tenant: TenantSession, staff_id: UUID) -> Invitation:
    """End somebody's passphrase, second factor and sessions; the code leads to new ones.

    Their kluis stays as shut as it was. Raises Conflict `no-login` where there is none to end.
    """
    require(tenant.actor, Action.END_LOGIN)
    return await _invite_again(tenant, staff_id, "active", "no-login")


async def _invite_again(
    tenant: TenantSession, staff_id: UUID, state: str, otherwise: str
) -> Invitation:
    row = await tenant.connection.fetchrow(
        """
           UPDATE staff
              SET state = 'invited'
            WHERE tenant_id = $1 AND id = $2 AND state = $3
        RETURNING email
        """,
        tenant.tenant_id,
        staff_id,
        state,
    )
    if row is None:
        if await tenant.connection.fetchval(
            "SELECT true FROM staff WHERE tenant_id = $1 AND id = $2 AND state <> 'ended'",
            tenant.tenant_id,
            staff_id,
        ):
            raise Conflict(otherwise)
        raise NotFound
    if state == "active":
        await record(tenant, Action.END_LOGIN, "staff", staff_id, purpose="reset")
    else:
        await record(tenant, Action.MANAGE_STAFF, "staff", staff_id, purpose="invited again")
    return await invite(tenant, staff_id, row["email"])


async def find_invited(tenant: TenantSession, staff_id: UUID, code: str) -> Invited:
    """Whom this code invites now; it is not used up by that. Raises Unauthenticated."""
    require(tenant.actor, Action.ACCEPT_INVITATION)
    row = await tenant.connection.fetchrow(
        """
        SELECT s.id AS staff_id, s.name, s.language
          FROM staff_invitation i
          JOIN staff s ON s.tenant_id = i.tenant_id AND s.id = i.staff_id
         WHERE i.tenant_id = $1 AND i.staff_id = $2 AND i.lookup = $3 AND i.expires_at > $4
           AND s.state = 'invited'
        """,
        tenant.tenant_id,
        staff_id,
        await _lookup(tenant, staff_id, code),
        tenant.now,
    )
    if row is None:
        raise Unauthenticated
    return Invited(**row)


async def accept_invitation(
    tenant: TenantSession,
    staff_id: UUID,
    code: str,
    *,
    passphrase_hash: str,
    wrapped_totp: str,
    totp_step: int,
) -> Role:
    """Use the code up: from now on these sign the person in. Raises Unauthenticated.

    `totp_step` is the step of the second factor that showed it works; it is used up as well.
    """
    require(tenant.actor, Action.ACCEPT_INVITATION)
    used = await tenant.connection.fetchval(
        """
        DELETE FROM staff_invitation
         WHERE tenant_id = $1 AND staff_id = $2 AND lookup = $3 AND expires_at > $4
     RETURNING true
        """,
        tenant.tenant_id,
        staff_id,
        await _lookup(tenant, staff_id, code),
        tenant.now,
    )
    role = used and await tenant.connection.fetchval(
        """
           UPDATE staff
              SET state = 'active', passphrase_hash = $3, wrapped_totp = $4, totp_step = $5
            WHERE tenant_id = $1 AND id = $2 AND state = 'invited'
        RETURNING role
        """,
        tenant.tenant_id,
        staff_id,
        passphrase_hash,
        wrapped_totp,
        totp_step,
    )
    if not role:
        raise Unauthenticated
    # Sessions slept while the login was ended; they do not wake with the new one.
    await tenant.connection.execute(
        "DELETE FROM staff_session WHERE tenant_id = $1 AND staff_id = $2",
        tenant.tenant_id,
        staff_id,
    )
    await record(tenant, Action.ACCEPT_INVITATION, "staff", staff_id)
    return Role(role)


async def _lookup(tenant: TenantSession, staff_id: UUID, code: str) -> bytes:
    try:
        letters = read_code(code)
    except CannotOpen:
        raise Unauthenticated from None
    place = b"invitation" + tenant.tenant_id.bytes + staff_id.bytes
    return await tenant.keyring.digest(LOOKUP_KEY, place + letters.encode())
