"""A server as `gesprekspunt vault setup` leaves it, and logins for its roles."""

import json
import urllib.request
from typing import Any

from api.house import PLATFORM_KEYS
from tests import vault_server
from vault.login import AppRoleLogin, TokenLogin
from vault.setup import Administration, Cluster


async def prepare(address: vault_server.Address, cluster: Cluster | None = None) -> list[str]:
    """Set the server up as its administrator; what was said."""
    async with Administration.open(address.url, TokenLogin(address.token)) as server:
        return [line async for line in server.setup(PLATFORM_KEYS, cluster)]


def enter(address: vault_server.Address, role: str, **limits: object) -> AppRoleLogin:
    """A login for this role, with a secret id of its own."""
    role_id = ask(address, "GET", f"auth/approle/role/{role}/role-id")["data"]["role_id"]
    if limits:
        ask(address, "POST", f"auth/approle/role/{role}", limits)
    secret = ask(address, "POST", f"auth/approle/role/{role}/secret-id", {})["data"]["secret_id"]
    if limits:
        ask(address, "POST", f"auth/approle/role/{role}", dict.fromkeys(limits, 0))
    return AppRoleLogin(role_id, secret)


def ask(
    address: vault_server.Address, method: str, path: str, body: object = None
) -> dict[str, Any]:
    """What the server answers its administrator."""
    request = urllib.request.Request(  # noqa: S310 (a server of our own)
        f"{address.url}/v1/{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"X-Vault-Token": address.token},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return dict(json.loads(answer.read() or b"{}"))
