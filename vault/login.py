"""How we prove to Vault who we are."""

import time

import hvac.exceptions
from hvac.adapters import Adapter
from hvac.api.auth_methods.token import Token

from vault.errors import VaultError

#: after a renewal that failed, the next try (seconds)
AGAIN = 30
NEVER = float("inf")


class TokenLogin:
    """A token handed to us; renewed after half its life where Vault allows that.

    A login by AppRole or Kubernetes becomes a class beside this one, with the same method: fetch a
    token, put it on the adapter, and come back before it ends.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._due = 0.0
        self._renewable: bool | None = None

    async def refresh(self, adapter: Adapter) -> None:
        """Put a living token on the adapter; a failure shows in the call it was wanted for."""
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
        self._due = now + life / 2 if self._renewable else NEVER
