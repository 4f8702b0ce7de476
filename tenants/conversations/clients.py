"""Clients: a pseudonym, a key pair from six words, and nothing that says who they are.

The words never reach the database. What finds a client again is a keyed hash of one derivation of
the words; what opens the conversations is a key pair from another.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tenants.errors import NotFound, Unauthenticated
from tenants.ids import new_id, new_timeless_id
from tenants.policy import Action, require
from tenants.session import TenantSession
from vault import (
    CannotOpen,
    ClientSecrets,
    KdfParameters,
    KeyPair,
    derive,
    session_lock,
    session_unlock,
)

LOOKUP_KEY = "gesprekspunt-lookup"
ADJECTIVES = ("amber", "blue", "calm", "clear", "coral", "early", "gentle", "green", "light",
              "mild", "olive", "quiet", "rose", "silver", "soft", "still", "warm", "white",
              "yellow")  # fmt: skip
NOUNS = ("bay", "birch", "bridge", "brook", "cloud", "dune", "elm", "fern", "field", "harbour",
         "heron", "hill", "isle", "lake", "lark", "maple", "meadow", "moss", "path", "pine",
         "reed", "river", "shell", "shore", "stone", "swan", "tern", "tide", "willow",
         "wren")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    id: UUID
    pseudonym: str


def new_pseudonym() -> str:
    """Random, made anew in every organisation: nothing links the same person elsewhere."""
    return f"{secrets.choice(ADJECTIVES)} {secrets.choice(NOUNS)} {secrets.randbelow(900) + 100}"


async def derive_secrets(tenant: TenantSession, passphrase: str) -> ClientSecrets:
    """What the words give in this organisation; takes some 0.1 s of one core, in a thread."""
    salt, parameters = await kdf_of(tenant)
    return await asyncio.to_thread(derive, passphrase, salt=salt, parameters=parameters)


async def kdf_of(tenant: TenantSession) -> tuple[bytes, KdfParameters]:
    """The salt of this organisation, and what its words and codes cost to derive."""
    row = await tenant.connection.fetchrow(
        "SELECT passphrase_salt, passphrase_kdf FROM organisation WHERE tenant_id = $1",
        tenant.tenant_id,
    )
    if row is None:
        raise NotFound
    return row["passphrase_salt"], KdfParameters.parse(row["passphrase_kdf"])


async def create_client(
    tenant: TenantSession, secret: ClientSecrets, language: str, *, pseudonym: str | None = None
) -> Client:
    """Create a client from the derivation of new words; the row holds no word of it."""
    client = Client(new_timeless_id(), pseudonym or new_pseudonym())
    await tenant.connection.execute(
        """
        INSERT INTO client (tenant_id, id, lookup, public_key, pseudonym, language)
             VALUES ($1, $2, $3, $4, $5, $6)
        """,
        tenant.tenant_id,
        client.id,
        await _lookup(tenant, secret),
        KeyPair.from_seed(secret.seed).public,
        client.pseudonym,
        language,
    )
    return client


async def replace_words(tenant: TenantSession, former: bytes, secret: ClientSecrets) -> Client:
    """Let new words stand for the acting client whose public key was `former`.

    Raises Unauthenticated where it is another by now.
    """
    row = await tenant.connection.fetchrow(
        """
           UPDATE client
              SET lookup = $4, public_key = $5
            WHERE tenant_id = $1 AND id = $2 AND public_key = $3
        RETURNING id, pseudonym
        """,
        tenant.tenant_id,
        tenant.actor.id,
        former,
        await _lookup(tenant, secret),
        KeyPair.from_seed(secret.seed).public,
    )
    if row is None:
        raise Unauthenticated
    return Client(**row)


async def return_with_passphrase(tenant: TenantSession, secret: ClientSecrets) -> Client:
    """The client whose words these are. Raises Unauthenticated, the same for wrong and unknown."""
    require(tenant.actor, Action.RETURN_WITH_PASSPHRASE)
    row = await tenant.connection.fetchrow(
        "SELECT id, pseudonym FROM client WHERE tenant_id = $1 AND lookup = $2",
        tenant.tenant_id,
        await _lookup(tenant, secret),
    )
    if row is None:
        raise Unauthenticated
    return Client(**row)


async def open_client_session(
    tenant: TenantSession, client_id: UUID, seed: bytes, cookie_key: bytes
) -> UUID:
    """Keep the seed on the server locked under a key that only the cookie holds; returns the id."""
    session_id = new_id()
    await tenant.connection.execute(
        """
        INSERT INTO client_session (tenant_id, id, client_id, locked_seed, seen_at)
             VALUES ($1, $2, $3, $4, $5)
        """,
        tenant.tenant_id,
        session_id,
        client_id,
        session_lock(cookie_key, seed, owner=session_id),
        tenant.now,
    )
    return session_id


async def find_client_session(
    tenant: TenantSession, session_id: UUID, cookie_key: bytes, *, idle: timedelta
) -> tuple[UUID, KeyPair] | None:
    """Client id and key pair of a living session, which this use keeps alive; else None."""
    found = await find_session_seed(tenant, session_id, cookie_key, idle=idle)
    return found and (found[0], KeyPair.from_seed(found[1]))


async def find_session_seed(
    tenant: TenantSession, session_id: UUID, cookie_key: bytes, *, idle: timedelta
) -> tuple[UUID, bytes] | None:
    """The same with the seed itself, to be locked once more for a recovery sheet."""
    row = await tenant.connection.fetchrow(
        """
           UPDATE client_session
              SET seen_at = $3
            WHERE tenant_id = $1 AND id = $2 AND seen_at > $4
        RETURNING client_id, locked_seed
        """,
        tenant.tenant_id,
        session_id,
        tenant.now,
        tenant.now - idle,
    )
    if row is None:
        return None
    try:
        seed = session_unlock(cookie_key, row["locked_seed"], owner=session_id)
    except CannotOpen:
        return None
    return row["client_id"], seed


async def end_client_session(tenant: TenantSession, session_id: UUID) -> None:
    await tenant.connection.execute(
        "DELETE FROM client_session WHERE tenant_id = $1 AND id = $2", tenant.tenant_id, session_id
    )


async def end_client_sessions(tenant: TenantSession) -> None:
    """All of the acting client's: what they hold a key to is sealed to another by now."""
    await tenant.connection.execute(
        "DELETE FROM client_session WHERE tenant_id = $1 AND client_id = $2",
        tenant.tenant_id,
        tenant.actor.id,
    )


async def _lookup(tenant: TenantSession, secret: ClientSecrets) -> bytes:
    # Keyed by the key server: the same words give another value in every house.
    return await tenant.keyring.digest(LOOKUP_KEY, tenant.tenant_id.bytes + secret.lookup)
