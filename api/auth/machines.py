"""Machine clients as the token endpoint knows them, and how they prove who they are."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from api.auth.scopes import MACHINE_ROLES
from tenants.errors import Invalid
from tenants.policy import GATEKEEPER, Action, Role, require
from tenants.session import Tenancy


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine client that has not been ended, with what its proof is checked against."""

    id: UUID
    tenant_id: UUID
    role: Role
    scopes: tuple[str, ...]
    secret_hash: str | None = field(repr=False)
    public_jwk: dict[str, Any] | None

    def has_secret(self, secret: str) -> bool:
        return self.secret_hash is not None and hmac.compare_digest(
            self.secret_hash, hash_secret(secret)
        )


def new_secret() -> tuple[str, str]:
    """A client secret of 256 random bits, to be shown once, and its hash, to be stored."""
    secret = secrets.token_urlsafe(32)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """So many random bits cannot be guessed: a plain hash is as good as a slow one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def check_public_jwk(jwk: dict[str, Any]) -> None:
    """Raise Invalid for what is not a public key, or is too weak: EC, OKP or RSA of 2048 bits."""
    try:
        # Before it is imported: the library would only warn.
        is_weak = jwk.get("kty") == "RSA" and len(urlsafe_b64decode(jwk["n"] + "==")) * 8 < 2048
        key = None if is_weak else import_key(jwk)
        is_fit = isinstance(key, ECKey | OKPKey | RSAKey) and not key.is_private
    except (JoseError, ValueError, KeyError, TypeError):
        is_fit = False
    if not is_fit:
        raise Invalid({"public_jwk": "must be a public key: EC, OKP, or RSA of 2048 bits or more"})


async def find_machine(tenancy: Tenancy, client_id: str) -> Machine | None:
    """The living machine client with this id."""
    async with tenancy.open(GATEKEEPER) as platform:
        require(platform.actor, Action.SIGN_IN)
        login = await platform.connection.fetchrow(
            """
            SELECT l.tenant_id, l.subject_id, t.kind
              FROM login l
              JOIN tenant t ON t.id = l.tenant_id
             WHERE l.handle = $1 AND l.kind = 'machine'
            """,
            client_id,
        )
        if login is None:
            return None
        tenant = await platform.within(login["tenant_id"])
        row = await tenant.connection.fetchrow(
            """
            SELECT id, tenant_id, scopes, secret_hash, public_jwk
              FROM machine_client
             WHERE tenant_id = $1 AND id = $2 AND state = 'active'
            """,
            tenant.tenant_id,
            login["subject_id"],
        )
    if row is None:
        return None
    return Machine(
        row["id"],
        row["tenant_id"],
        MACHINE_ROLES[login["kind"]],
        tuple(row["scopes"]),
        row["secret_hash"],
        msgspec.json.decode(row["public_jwk"]) if row["public_jwk"] else None,
    )
