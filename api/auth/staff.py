"""Signing in of staff: e-mail, passphrase and a code; then a session that a cookie keeps open.

The answer to an unknown e-mail and to a wrong passphrase is the same, and takes as long.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from api.auth.factors import (
    find_step,
    hash_passphrase,
    is_passphrase,
    new_totp,
    unwrap_totp,
    wrap_totp,
)
from api.auth.sessions import (
    OwnSession,
    SessionCookie,
    StaffSession,
    end_session,
    find_session,
    keep_unlocked,
    list_sessions,
    open_session,
)
from tenants.attempts import Limit, count_attempt, count_attempts, find_delay
from tenants.conversations.clients import LOOKUP_KEY
from tenants.errors import Unauthenticated
from tenants.policy import ADDRESSEES, GATEKEEPER, PLATFORM, Action, Role, require
from tenants.session import TenantSession

if TYPE_CHECKING:
    from api.house import House

__all__ = [
    "OwnSession",
    "SessionCookie",
    "StaffSession",
    "end_session",
    "find_session",
    "keep_unlocked",
    "list_sessions",
    "open_session",
    "sign_in",
    "slowed",
]

#: whoever has no page at the desk is not let in to find none: operators are met through the API
AT_THE_DESK = (Role.COUNSELLOR, Role.FIRM_MANAGER, Role.ANALYST, *sorted(ADDRESSEES))
#: wrong codes behind a right passphrase: without a bound, a million codes are soon tried
CODES = Limit(10, 300)


async def sign_in(house: "House", email: str, passphrase: str, code: str) -> SessionCookie:
    """Sign somebody in. Raises Unauthenticated, alike for whatever was wrong."""
    async with slowed(house, "sign-in", email) as login:
        return await _check(house, login, passphrase, code)


@asynccontextmanager
async def slowed(
    house: "House", purpose: str, email: str
) -> AsyncIterator[tuple[UUID, UUID] | None]:
    """Tenant and id of who has this e-mail, or None; wrong secrets for it count, and wait."""
    handle = email.strip().lower()
    subject = f"{purpose}:{(await house.keys.digest(LOOKUP_KEY, handle.encode())).hex()[:32]}"
    async with house.tenancy.open(GATEKEEPER) as platform:
        delay = await find_delay(platform, subject)
        login = await _find_login(platform, handle)
    await asyncio.sleep(delay)
    try:
        yield login
    except Unauthenticated:
        async with house.tenancy.open(GATEKEEPER) as platform:
            await count_attempt(platform, subject)
        raise


async def _find_login(platform: TenantSession, handle: str) -> tuple[UUID, UUID] | None:
    row = await platform.connection.fetchrow(
        "SELECT tenant_id, subject_id FROM login WHERE handle = $1 AND kind = 'staff'", handle
    )
    return (row["tenant_id"], row["subject_id"]) if row else None


async def _check(
    house: "House", login: tuple[UUID, UUID] | None, passphrase: str, code: str
) -> SessionCookie:
    # For a stranger the same is asked of the database, the processor and the key server.
    tenant_id, staff_id = login or (PLATFORM, UUID(int=0))
    async with house.tenancy.open(GATEKEEPER, tenant_id) as tenant:
        row = await tenant.connection.fetchrow(
            """
            SELECT passphrase_hash, wrapped_totp
              FROM staff
             WHERE tenant_id = $1 AND id = $2 AND state = 'active' AND role = ANY($3)
            """,
            tenant_id,
            staff_id,
            AT_THE_DESK,
        )
    if row is None:
        await hash_passphrase(secrets.token_urlsafe())
        await wrap_totp(house.keys, new_totp())
        raise Unauthenticated
    knows_passphrase = await is_passphrase(row["passphrase_hash"], passphrase)
    secret = await unwrap_totp(house.keys, row["wrapped_totp"])
    if not knows_passphrase:
        raise Unauthenticated
    async with house.tenancy.open(GATEKEEPER, tenant_id) as tenant:
        tries = await count_attempts(tenant, f"code:{staff_id}", CODES)
    if tries > CODES.most:
        raise Unauthenticated
    async with house.tenancy.open(GATEKEEPER, tenant_id) as tenant:
        require(tenant.actor, Action.SIGN_IN)
        await _use_step(tenant, staff_id, find_step(secret, code, tenant.now))
        return await open_session(house, tenant, staff_id)


async def _use_step(tenant: TenantSession, staff_id: UUID, step: int | None) -> None:
    """Use the code's step up. Raises Unauthenticated where it was used, or there is none."""
    used = await tenant.connection.fetchval(
        """
           UPDATE staff
              SET totp_step = $3
            WHERE tenant_id = $1 AND id = $2 AND state = 'active' AND totp_step < $3
        RETURNING id
        """,
        tenant.tenant_id,
        staff_id,
        step or 0,
    )
    if used is None:
        raise Unauthenticated
