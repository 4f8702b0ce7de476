"""Preparing a Vault server for us, and telling what it lacks; hands out no secret."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import hvac.exceptions

from vault.errors import KeyNotFound, KeyRefused, KeyServiceUnavailable
from vault.login import Login
from vault.policies import GRANTS, MOUNT, ROLES, Power, policy_name, render
from vault.service import KeyKind
from vault.transit import AiohttpAdapter, Transit

#: an hour, renewed until a day has passed; then the role logs in again
TOKEN_LIFE, TOKEN_UTMOST = "1h", "24h"
#: the audience of the pods' tokens: they are of no use towards Kubernetes itself
AUDIENCE = "vault"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Kubernetes that vouches for our pods. `ca` is PEM; None: Vault runs inside and knows."""

    host: str
    namespace: str
    service_account: str
    ca: str | None = None


class Administration:
    """One visit to the server as whoever the login is: `setup` needs an administrator."""

    def __init__(self, adapter: AiohttpAdapter, login: Login, transit: Transit) -> None:
        self._adapter = adapter
        self._login = login
        self._transit = transit

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, login: Login) -> AsyncIterator[Self]:
        adapter = AiohttpAdapter(url)
        transit = Transit(url, login)
        try:
            yield cls(adapter, login, transit)
        finally:
            await adapter.aclose()
            await transit.close()

    async def setup(
        self, platform_keys: Mapping[str, KeyKind], cluster: Cluster | None = None
    ) -> AsyncIterator[str]:
        """Write all that the service needs, saying each thing; safe to run again.

        Raises KeyRefused where the login is no administrator's.
        """
        await self._transit.mount()
        yield f"The engine transit is on at {MOUNT}/."
        for name, kind in platform_keys.items():
            await self._transit.create_key(name, kind)
            yield f"The key {name} is there, for {kind}."
        for power in Power:
            await self._ask(
                "put", f"sys/policies/acl/{policy_name(power)}", {"policy": render(power)}
            )
            yield f"The policy {policy_name(power)} is written."
        await self._enable("approle")
        for role, powers in ROLES.items():
            await self._ask("post", f"auth/approle/role/{role}", _token_of(powers))
            found = await self._ask("get", f"auth/approle/role/{role}/role-id")
            yield f"The AppRole {role} may: {', '.join(powers)}. Its id: {found['data']['role_id']}"
        if cluster:
            await self._enable("kubernetes")
            trust = (
                {"kubernetes_ca_cert": cluster.ca, "disable_local_ca_jwt": True}
                if cluster.ca
                else {}
            )
            await self._ask(
                "post", "auth/kubernetes/config", {"kubernetes_host": cluster.host, **trust}
            )
            role = next(iter(ROLES))
            await self._ask(
                "post",
                f"auth/kubernetes/role/{role}",
                _token_of(ROLES[role])
                | {
                    "bound_service_account_names": [cluster.service_account],
                    "bound_service_account_namespaces": [cluster.namespace],
                    "audience": AUDIENCE,
                },
            )
            yield (
                f"The Kubernetes role {role} is for the account {cluster.service_account} "
                f"in {cluster.namespace}."
            )

    async def list_powers(self) -> dict[Power, list[str]]:
        """For each power the paths that this login lacks of it; none means it has the power."""
        wanted = [
            (power, grant)
            for power, grants in GRANTS.items()
            for grant in grants
            if grant.capability != "deny"
        ]
        paths = [f"{MOUNT}/{_example(grant.path)}" for _, grant in wanted]
        able = (await self._ask("post", "sys/capabilities-self", {"paths": paths}))["data"]
        lacking: dict[Power, list[str]] = {power: [] for power in Power}
        for (power, grant), path in zip(wanted, paths, strict=True):
            if not {grant.capability, "root"} & set(able[path]):
                lacking[power].append(f"{grant.capability} {MOUNT}/{grant.path}")
        return lacking

    async def is_administrator(self) -> bool:
        """Whether this login sees policies and roles, and so what is missing of them."""
        path = f"sys/policies/acl/{policy_name(Power.API)}"
        able = (await self._ask("post", "sys/capabilities-self", {"paths": [path]}))["data"]
        return bool({"read", "root"} & set(able[path]))

    async def list_missing(self, platform_keys: Mapping[str, KeyKind]) -> list[str]:
        """What `setup` would write and is not there. Raises KeyRefused to no administrator."""
        wanted = {f"{MOUNT}/keys/{name}": f"the key {name}" for name in platform_keys}
        for power in Power:
            wanted[f"sys/policies/acl/{policy_name(power)}"] = f"the policy {policy_name(power)}"
        for role in ROLES:
            wanted[f"auth/approle/role/{role}"] = f"the AppRole {role}"
        found = {path: await self._find(path) for path in wanted}
        missing = [named for path, named in wanted.items() if found[path] is None]
        for power in Power:
            policy = found[f"sys/policies/acl/{policy_name(power)}"]
            if policy and policy["policy"] != render(power):
                missing.append(f"the policy {policy_name(power)} as it should be")
        return missing

    async def health(self) -> bool:
        return await self._transit.health()

    async def _enable(self, method: str) -> None:
        there = await self._ask("get", "sys/auth")
        if f"{method}/" not in there["data"]:
            await self._ask("post", f"sys/auth/{method}", {"type": method})

    async def _find(self, path: str) -> dict[str, Any] | None:
        try:
            return (await self._ask("get", path))["data"]
        except KeyNotFound:
            return None

    async def _ask(self, verb: str, path: str, body: Any = None) -> dict[str, Any]:
        await self._login.refresh(self._adapter)
        try:
            return await self._adapter.request(verb, f"/v1/{path}", json=body)
        except hvac.exceptions.InvalidPath:
            refusal: Exception = KeyNotFound(f"the server has nothing at {path}")
        except (hvac.exceptions.Forbidden, hvac.exceptions.InvalidRequest):
            refusal = KeyRefused(f"the key server refuses: {verb} {path}")
        except hvac.exceptions.VaultError:
            refusal = KeyServiceUnavailable("the key server cannot answer now")
        raise refusal


def _token_of(powers: tuple[Power, ...]) -> dict[str, Any]:
    return {
        "token_policies": [policy_name(power) for power in powers],
        "token_ttl": TOKEN_LIFE,
        "token_max_ttl": TOKEN_UTMOST,
    }


def _example(path: str) -> str:
    """A path that the pattern stands for: capabilities are asked of one."""
    return path.replace("+", "organisation-example").replace("*", "example")
