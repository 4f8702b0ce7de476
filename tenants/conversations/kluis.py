"""The kluis of a counsellor, and the data key of one conversation.

A conversation opens with two locks: the organisation's key-encryption key, which only the key
server unwraps, and the private key of the client or the counsellor, which only that person's secret
unlocks.
"""

import asyncio
import secrets
from collections.abc import Callable
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, Invalid, Locked, NotFound, Unauthenticated
from tenants.policy import Action, require
from tenants.session import TenantSession
from vault import (
    CannotOpen,
    ContentBinding,
    Contents,
    KdfParameters,
    KeyPair,
    SealBinding,
    encrypt,
    lock,
    open_seal,
    unlock,
)

SHORTEST_SECRET = 12
#: shared by whoever seals; who replaces the organisation's key holds it
KEK_IN_USE = "kek"


async def enrol_kluis(
    tenant: TenantSession, secret: str, *, parameters: KdfParameters | None = None
) -> KeyPair:
    """Make the acting counsellor's key pair, its private half locked under `secret`.

    Raises Invalid for a secret under 12 characters, Conflict `kluis-exists`.
    """
    require(tenant.actor, Action.UNLOCK_KLUIS)
    check_secret(secret)
    seed = secrets.token_bytes(96)
    owner = own_id(tenant)
    locked = await asyncio.to_thread(
        lock, secret, seed, owner=owner, parameters=parameters or KdfParameters()
    )
    pair = KeyPair.from_seed(seed)
    made = await tenant.connection.fetchval(
        """
           UPDATE counsellor
              SET public_key = $3, locked_seed = $4
            WHERE tenant_id = $1 AND id = $2 AND public_key IS NULL
        RETURNING id
        """,
        tenant.actor.tenant_id,
        owner,
        pair.public,
        locked,
    )
    if made is None:
        raise Conflict("kluis-exists")
    await record(tenant, Action.UNLOCK_KLUIS, "counsellor", owner, purpose="enrolled")
    return pair


def check_secret(secret: str) -> None:
    """Raise Invalid for an unlock secret that is too short."""
    if len(secret) < SHORTEST_SECRET:
        raise Invalid({"secret": f"use at least {SHORTEST_SECRET} characters"})


async def has_kluis(tenant: TenantSession) -> bool:
    """Whether the acting counsellor has made the own kluis."""
    require(tenant.actor, Action.UNLOCK_KLUIS)
    return (
        await tenant.connection.fetchval(
            "SELECT public_key IS NOT NULL FROM counsellor WHERE tenant_id = $1 AND id = $2",
            tenant.actor.tenant_id,
            tenant.actor.id,
        )
        or False
    )


async def unlock_kluis(tenant: TenantSession, secret: str) -> bytes:
    """The acting counsellor's 96-byte seed. Raises Unauthenticated for a wrong secret."""
    require(tenant.actor, Action.UNLOCK_KLUIS)
    owner = own_id(tenant)
    locked = await tenant.connection.fetchval(
        "SELECT locked_seed FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        owner,
    )
    if locked is None:
        raise NotFound
    try:
        seed = await asyncio.to_thread(unlock, secret, locked, owner=owner)
    except CannotOpen:
        raise Unauthenticated from None
    await record(tenant, Action.UNLOCK_KLUIS, "counsellor", owner)
    return seed


async def open_data_key(
    tenant: TenantSession, conversation_id: UUID, sealed: bytes, wrapped_kek: str
) -> bytes:
    """The data key from the actor's own seal, with both locks. Raises Locked without a person."""
    if tenant.person is None:
        raise Locked
    kek = await tenant.keyring.kek(tenant.tenant_id, wrapped_kek)
    return open_seal(
        sealed,
        kek=kek,
        key_pair=tenant.person,
        binding=seal_binding(tenant.tenant_id, conversation_id, own_id(tenant)),
    )


async def kek_for_sealing(tenant: TenantSession) -> bytes:
    """The organisation's key-encryption key, to close a seal with.

    No other takes its place until this act ends: what is closed with it is there to be found.
    """
    await tenant.share(KEK_IN_USE)
    wrapped = await tenant.connection.fetchval(
        "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", tenant.tenant_id
    )
    return await tenant.keyring.kek(tenant.tenant_id, wrapped)


async def find_data_key(tenant: TenantSession, conversation_id: UUID) -> bytes:
    """Fetch the actor's seal and open it. Raises NotFound where the actor holds none."""
    row = await tenant.ask(
        "SELECT sealed, wrapped_kek FROM app.find_seal($1, $2, $3, $4, $5)", conversation_id
    )
    if row is None:
        raise NotFound
    return await open_data_key(tenant, conversation_id, row["sealed"], row["wrapped_kek"])


def seal_binding(tenant_id: UUID, conversation_id: UUID, holder_id: UUID) -> SealBinding:
    return SealBinding(tenant_id, conversation_id, holder_id)


def encrypt_text(
    tenant: TenantSession, data_key: bytes, conversation_id: UUID, row_id: UUID, column: str,
    text: str,
) -> bytes:  # fmt: skip
    """A text as the database may hold it: it opens in this row and column alone."""
    binding = ContentBinding(tenant.tenant_id, conversation_id, row_id, column)
    return encrypt(data_key, text.encode(), binding=binding)


def decrypt_text(
    tenant: TenantSession, data_key: bytes, conversation_id: UUID, row_id: UUID, column: str,
    blob: bytes,
) -> str:  # fmt: skip
    return text_opener(tenant, data_key, conversation_id)(row_id, column, blob)


def text_opener(
    tenant: TenantSession, data_key: bytes, conversation_id: UUID
) -> Callable[[UUID, str, bytes], str]:
    """Opens many texts of one conversation, each by its row and column."""
    contents = Contents(data_key)

    def opened(row_id: UUID, column: str, blob: bytes) -> str:
        binding = ContentBinding(tenant.tenant_id, conversation_id, row_id, column)
        return contents.decrypt(blob, binding=binding).decode()

    return opened


def own_id(tenant: TenantSession) -> UUID:
    """Whose key it is. Raises Locked where nobody acts."""
    if tenant.actor.id is None:
        raise Locked
    return tenant.actor.id
