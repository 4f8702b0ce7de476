"""The one cookie of the portal: which session, and the key that locks the session's row."""

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from api.settings import Settings

KEY_BYTES = 32
#: what the browser is to forget when somebody leaves
CLEAR = {"Clear-Site-Data": '"cache", "cookies", "storage"'}


@dataclass(frozen=True, slots=True)
class SessionCookie:
    session_id: UUID
    key: bytes = field(repr=False)


def new_cookie_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def read_cookie(request: Request) -> SessionCookie | None:
    """The cookie of this request; None where there is none or it cannot be one of ours."""
    session_id, _, key = request.cookies.get(_name(_settings(request)), "").partition(".")
    try:
        return SessionCookie(UUID(session_id), urlsafe_b64decode(key))
    except (ValueError, binascii.Error):
        return None


def write_cookie(request: Request, session_id: UUID, key: bytes) -> Cookie:
    """A cookie that ends with the browser; the session behind it ends by itself when idle."""
    value = f"{session_id}.{urlsafe_b64encode(key).decode()}"
    return Cookie(value=value, **_attributes(_settings(request)))


def ended_cookie(request: Request) -> Cookie:
    return Cookie(value="", max_age=0, **_attributes(_settings(request)))


def _attributes(settings: Settings) -> dict[str, Any]:
    return {
        "key": _name(settings),
        "path": "/",
        "httponly": True,
        "samesite": "strict",
        "secure": settings.secure_cookies,
    }


def _name(settings: Settings) -> str:
    return "__Host-portal" if settings.secure_cookies else "portal"


def _settings(request: Request) -> Settings:
    return request.app.state.settings
