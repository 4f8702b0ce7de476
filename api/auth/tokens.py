"""Access tokens of machines: JWTs (RFC 9068) signed with ES256 by a key of the key service.

They live ten minutes and are not looked up anywhere: a machine client that is ended keeps its last
token until that has passed.
"""

import asyncio
import time
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from api.auth.scopes import actions_of
from tenants.errors import Unauthenticated
from tenants.ids import new_id
from tenants.policy import Actor, Role
from vault import KeyKind, KeyService

KEY = "gesprekspunt-tokens"
ALGORITHM = "ES256"
LIFETIME = 600
LEEWAY = 30
#: a token with an unknown key makes us look for new ones, at most this often (seconds)
PATIENCE = 10
#: a rotated key signs within this time (seconds)
FRESH = 300

CLAIMS = jwt.JWTClaimsRegistry(leeway=LEEWAY, exp={"essential": True}, iat={"essential": True})


class Tokens:
    """Issues and verifies; `issuer` is the base URL, and the audience as well."""

    def __init__(self, keys: KeyService, issuer: str) -> None:
        self._keys = keys
        self._public: dict[str, dict[str, Any]] = {}
        self._set = KeySet([])
        self._fetched = 0.0
        self._fetching = asyncio.Lock()
        self.issuer = issuer

    async def issue(self, *, client_id: UUID, tenant_id: UUID, role: Role, scope: str) -> str:
        """A token for this machine; `scope` is what it was granted, separated by spaces."""
        await self._refresh(older_than=FRESH)
        version = max(self._public, key=int)
        now = int(time.time())
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": kid_of(version)}
        claims = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": str(client_id),
            "client_id": str(client_id),
            "tenant": str(tenant_id),
            "role": role.value,
            "scope": scope,
            "jti": str(new_id()),
            "iat": now,
            "exp": now + LIFETIME,
        }
        signed = b".".join(_base64(msgspec.json.encode(part)) for part in (header, claims))
        signature = await self._keys.sign(KEY, signed, version=int(version))
        return b".".join((signed, _base64(signature))).decode()

    async def actor_of(self, token: str) -> Actor:
        """Whom a token speaks for; raises Unauthenticated for one that is forged or has ended."""
        await self._refresh(older_than=None if self._public else 0)
        try:
            claims = self._decode(token)
        except (JoseError, ValueError):
            await self._refresh(older_than=PATIENCE)
            try:
                claims = self._decode(token)
            except (JoseError, ValueError):
                raise Unauthenticated from None
        return Actor(
            Role(claims["role"]),
            UUID(claims["tenant"]),
            UUID(claims["sub"]),
            actions_of(claims["scope"]),
        )

    async def jwks(self) -> dict[str, Any]:
        """The public keys, as a JWK set."""
        await self._refresh(older_than=PATIENCE)
        return {"keys": list(self._public.values())}

    def _decode(self, token: str) -> dict[str, Any]:
        decoded = jwt.decode(token, self._set, algorithms=[ALGORITHM])
        if decoded.header.get("typ") != "at+jwt":
            raise ValueError("another kind of token")
        CLAIMS.validate(decoded.claims)
        if decoded.claims.get("iss") != self.issuer or decoded.claims.get("aud") != self.issuer:
            raise ValueError("meant for another house")
        return decoded.claims

    async def _refresh(self, *, older_than: float | None) -> None:
        """Fetch the public keys, unless ours are younger than this; None: keep what there is."""
        if older_than is None or time.monotonic() - self._fetched < older_than:
            return
        async with self._fetching:
            if self._public and time.monotonic() - self._fetched < older_than:
                return
            await self._keys.create_key(KEY, KeyKind.SIGNING)
            keys = await self._keys.public_keys(KEY)
            self._public = {str(version): _jwk(version, pem) for version, pem in keys.items()}
            self._set = KeySet.import_key_set({"keys": list(self._public.values())})
            self._fetched = time.monotonic()


async def actor_of_bearer(tokens: Tokens, authorization: str) -> Actor:
    """Who an Authorization header speaks for; raises Unauthenticated."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return await tokens.actor_of(token.strip())


def kid_of(version: int | str) -> str:
    return f"{KEY}-{version}"


def _jwk(version: int | str, pem: str | bytes) -> dict[str, Any]:
    public = ECKey.import_key(pem).as_dict(private=False)
    return public | {"kid": kid_of(version), "use": "sig", "alg": ALGORITHM}


def _base64(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")
