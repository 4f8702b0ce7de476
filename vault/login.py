"""How we prove to Vault who we are: a token, an AppRole, or a Kubernetes service account."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import hvac.exceptions
from hvac.adapters import Adapter
from hvac.api.auth_methods import AppRole, Kubernetes, Token

from vault.errors import KeyRefused, KeyServiceUnavailable, VaultError

#: after a renewal that failed, the next try (seconds)
AGAIN = 30
#: the part of a token's life after which it is renewed
RENEWAL = 2 / 3
NEVER = float("inf")


class Login(Protocol):
    async def refresh(self, adapter: Adapter) -> None:
        """Put a living token on the adapter, renewed or new where it is time."""

    async def again(self, adapter: Adapter, refused: str | None) -> bool:
        """Whether the refused token had died, and another one is on the adapter."""


class TokenLogin:
    """A token handed to us, renewed after two thirds of its life where Vault allows that."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._due = 0.0
        self._renewable: bool | None = None

    async def refresh(self, adapter: Adapter) -> None:
        """A failure shows in the call that the token was wanted for."""
        adapter.token = self._token
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + AGAIN
        try:
            if self._renewable is None:
                state = (await Token(adapter).lookup_self())["data"]
                # A root token lives for ever: it has a life of 0, and does not say "renewable".
                life = state["ttl"]
                self._renewable = life > 0 and state.get("renewable", False)
            else:
                life = (await Token(adapter).renew_self())["auth"]["lease_duration"]
        except (VaultError, hvac.exceptions.VaultError):
            return
        self._due = now + life * RENEWAL if self._renewable else NEVER

    async def again(self, _: Adapter, __: str | None) -> bool:
        """Never: who was handed a token has nothing to get another with."""
        return False


class _RoleLogin:
    """A token fetched for a role of ours: renewed in time, and fetched anew where that fails."""

    def __init__(self) -> None:
        self._token: str | None = None
        self._due = 0.0
        self._ends = 0.0
        self._turn = asyncio.Lock()

    async def refresh(self, adapter: Adapter) -> None:
        """Raises KeyRefused where Vault does not know us, KeyServiceUnavailable where it is away.

        A token that still lives serves on when renewing it fails.
        """
        if time.monotonic() >= self._due:
            async with self._turn:
                await self._keep_alive(adapter, time.monotonic())
        adapter.token = self._token

    async def again(self, adapter: Adapter, refused: str | None) -> bool:
        async with self._turn:
            if self._token != refused:
                adapter.token = self._token  # somebody else's turn brought a new one
                return True
            try:
                await Token(adapter).lookup_self()
            except hvac.exceptions.Forbidden:
                await self._enter(adapter, time.monotonic())
                return True
            except (VaultError, hvac.exceptions.VaultError):
                return False
            return False

    async def _keep_alive(self, adapter: Adapter, now: float) -> None:
        if now < self._due:
            return
        if now >= self._ends:
            await self._enter(adapter, now)
            return
        adapter.token = self._token
        if await self._renew(adapter, now):
            return
        try:
            await self._enter(adapter, now)
        except VaultError:
            self._due = min(now + AGAIN, self._ends)

    async def _renew(self, adapter: Adapter, now: float) -> bool:
        """Whether the token lives on for a while: near its utmost age Vault adds ever less."""
        whole = self._ends - now
        try:
            renewed = (await Token(adapter).renew_self())["auth"]
        except (VaultError, hvac.exceptions.VaultError):
            return False
        if renewed["lease_duration"] <= whole:
            return False
        self._live(now, renewed["lease_duration"])
        return True

    async def _enter(self, adapter: Adapter, now: float) -> None:
        try:
            given = (await self._fetch(adapter))["auth"]
        except (hvac.exceptions.InvalidRequest, hvac.exceptions.Forbidden):
            refusal: VaultError = KeyRefused("the key server does not let this role log in")
        except hvac.exceptions.VaultError:
            refusal = KeyServiceUnavailable("the key server cannot answer now")
        else:
            adapter.token = self._token = str(given["client_token"])
            self._live(now, given["lease_duration"])
            return
        # Raised out here, so that the answer of the server is in no traceback.
        raise refusal

    def _live(self, now: float, seconds: int) -> None:
        self._ends = now + seconds if seconds else NEVER
        self._due = now + seconds * RENEWAL if seconds else NEVER

    async def _fetch(self, adapter: Adapter) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(eq=False)
class AppRoleLogin(_RoleLogin):
    """An AppRole: its role id, and a secret id that an administrator made for this process."""

    role_id: str
    secret_id: str = field(repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    async def _fetch(self, adapter: Adapter) -> dict[str, Any]:
        # hvac would read the token from an answer that is yet to come: we do.
        return await AppRole(adapter).login(self.role_id, self.secret_id, use_token=False)


@dataclass(eq=False)
class KubernetesLogin(_RoleLogin):
    """The pod's service account. Its token is a file that Kubernetes replaces: read each time."""

    role: str
    token_file: Path

    def __post_init__(self) -> None:
        super().__init__()

    async def _fetch(self, adapter: Adapter) -> dict[str, Any]:
        try:
            token = self.token_file.read_text().strip()
        except OSError:
            raise KeyRefused(f"there is no service account token in {self.token_file}") from None
        return await Kubernetes(adapter).login(self.role, token, use_token=False)


def choose_login(
    *,
    token: str | None,
    role_id: str | None,
    secret_id: str | None,
    kubernetes_role: str | None,
    token_file: Path,
) -> Login:
    """The one login that was given; ValueError for none, for half of one and for two."""
    if bool(role_id) != bool(secret_id):
        raise ValueError("an AppRole needs both VAULT_ROLE_ID and VAULT_SECRET_ID")
    given: list[Login] = []
    if token:
        given.append(TokenLogin(token))
    if role_id and secret_id:
        given.append(AppRoleLogin(role_id, secret_id))
    if kubernetes_role:
        given.append(KubernetesLogin(kubernetes_role, token_file))
    if len(given) != 1:
        raise ValueError(
            "VAULT_ADDR needs one login: VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, "
            "or VAULT_KUBERNETES_ROLE"
        )
    return given[0]
