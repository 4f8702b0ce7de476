"""Desk sessions of staff. The cookie holds a secret, the database a digest of it.

The seed of an unlocked kluis waits in the session, locked under a key made from the cookie's
secret: neither the database nor the key server, nor both, can open it.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from litestar.datastructures import Cookie

from api.settings import Settings
from tenants.audit import record
from tenants.errors import Unauthenticated
from tenants.ids import new_id
from tenants.policy import GATEKEEPER, Action, Actor, Role, require
from tenants.session import TenantSession
from vault import CannotOpen, KeyPair, session_lock, session_unlock

if TYPE_CHECKING:
    from api.house import House


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """`value` is tenant id, session id and secret, separated by full stops."""

    value: str = field(repr=False)
    secure: bool

    def as_cookie(self) -> Cookie:
        """The cookie to set; it ends with the browser, the session by itself when idle."""
        return Cookie(
            key=cookie_name(secure=self.secure),
            value=self.value,
            path="/",
            httponly=True,
            secure=self.secure,
            samesite="strict",
        )


@dataclass(frozen=True, slots=True)
class StaffSession:
    """`unlocked` is the key pair of the counsellor's kluis while it is open."""

    actor: Actor
    session_id: UUID
    language: str
    name: str
    cookie_key: bytes = field(repr=False)
    unlocked: KeyPair | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its owner may see it: when, never from where."""

    id: UUID
    created_at: datetime
    seen_at: datetime


def cookie_name(*, secure: bool) -> str:
    return "__Host-desk" if secure else "desk"


def ended_cookie(settings: Settings) -> Cookie:
    """A cookie that makes the browser forget its session."""
    secure = settings.secure_cookies
    return Cookie(
        key=cookie_name(secure=secure),
        value="",
        path="/",
        httponly=True,
        secure=secure,
        samesite="strict",
        max_age=0,
    )


async def open_session(house: "House", tenant: TenantSession, staff_id: UUID) -> SessionCookie:
    """Open a session for somebody who has proved who they are, whichever way that was."""
    require(tenant.actor, Action.SIGN_IN)
    session_id, secret = new_id(), secrets.token_urlsafe(32)
    await tenant.connection.execute(
        """
        INSERT INTO staff_session (tenant_id, id, staff_id, secret_digest, created_at, seen_at)
             VALUES ($1, $2, $3, $4, $5, $5)
        """,
        tenant.tenant_id,
        session_id,
        staff_id,
        _derive(secret, b"digest"),
        tenant.now,
    )
    await record(tenant, Action.SIGN_IN, "staff", staff_id)
    value = f"{tenant.tenant_id}.{session_id}.{secret}"
    return SessionCookie(value, secure=house.settings.secure_cookies)


async def find_session(house: "House", cookie: str) -> StaffSession:
    """The living session of a cookie, kept alive by this use. Raises Unauthenticated."""
    tenant_id, session_id, secret = _parse(cookie)
    row = await house.tenancy.ask(
        GATEKEEPER,
        "SELECT id, name, role, language, unlocked FROM app.find_staff_session($1, $2, $3, $4, $5)",
        tenant_id,
        session_id,
        _derive(secret, b"digest"),
        datetime.now(UTC),
        house.settings.desk_idle,
    )
    if row is None:
        raise Unauthenticated
    cookie_key = _derive(secret, b"lock")
    return StaffSession(
        Actor(Role(row["role"]), tenant_id, row["id"]),
        session_id,
        row["language"],
        row["name"],
        cookie_key,
        _unlock(cookie_key, session_id, row["unlocked"]),
    )


async def keep_unlocked(house: "House", session: StaffSession, seed: bytes) -> None:
    """Keep the kluis open for as long as the session lives."""
    async with house.tenancy.open(session.actor) as tenant:
        await tenant.connection.execute(
            """
            UPDATE staff_session
               SET unlocked = $4
             WHERE tenant_id = $1 AND id = $2 AND staff_id = $3
            """,
            tenant.tenant_id,
            session.session_id,
            session.actor.id,
            session_lock(session.cookie_key, seed, owner=session.session_id),
        )


async def end_session(
    house: "House", session: StaffSession, session_id: UUID | None = None
) -> None:
    """End this session, or another one of the same person."""
    async with house.tenancy.open(session.actor) as tenant:
        require(tenant.actor, Action.END_OWN_SESSION)
        await tenant.connection.execute(
            "DELETE FROM staff_session WHERE tenant_id = $1 AND id = $2 AND staff_id = $3",
            tenant.tenant_id,
            session_id or session.session_id,
            session.actor.id,
        )
        await record(tenant, Action.END_OWN_SESSION, "staff", session.actor.id)


async def list_sessions(house: "House", session: StaffSession) -> list[OwnSession]:
    """The person's own sessions that are still alive, the last used first."""
    async with house.tenancy.open(session.actor) as tenant:
        require(tenant.actor, Action.END_OWN_SESSION)
        rows = await tenant.connection.fetch(
            """
            SELECT id, created_at, seen_at
              FROM staff_session
             WHERE tenant_id = $1 AND staff_id = $2 AND seen_at > $3::timestamptz - $4::interval
             ORDER BY seen_at DESC
            """,
            tenant.tenant_id,
            session.actor.id,
            tenant.now,
            house.settings.desk_idle,
        )
    return [OwnSession(**row) for row in rows]


def _parse(cookie: str) -> tuple[UUID, UUID, str]:
    try:
        tenant_id, session_id, secret = cookie.split(".")
        return UUID(tenant_id), UUID(session_id), secret
    except ValueError:
        raise Unauthenticated from None


def _derive(secret: str, purpose: bytes) -> bytes:
    """32 bytes for one purpose; 256 random bits need no stretching."""
    return hmac.digest(secret.encode(), b"gesprekspunt staff session " + purpose, "sha256")


def _unlock(cookie_key: bytes, session_id: UUID, locked: bytes | None) -> KeyPair | None:
    if locked is None:
        return None
    try:
        return KeyPair.from_seed(session_unlock(cookie_key, locked, owner=session_id))
    except CannotOpen:
        return None
