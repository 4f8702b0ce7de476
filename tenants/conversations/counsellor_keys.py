"""The life of a counsellor's keys: another secret, a code for when it is lost, a new key pair.

The seed of the key pair lies under up to two locks: the unlock secret, and a recovery code. To
change either leaves every conversation as it is. Only a new key pair closes them, until each
client's own session seals them anew.
"""

import asyncio
import secrets
from uuid import UUID

from tenants.audit import record
from tenants.conversations.kluis import check_secret, own_id, unlock_kluis
from tenants.errors import NotFound, Unauthenticated
from tenants.policy import Action, require
from tenants.session import TenantSession
from vault import CannotOpen, KdfParameters, KeyPair, lock, new_code, unlock
from vault.codes import read_code

#: what a lock is for goes into its key and its place: neither opens where the other belongs
RECOVERY = "recovery"


async def change_secret(
    tenant: TenantSession,
    secret: str,
    new_secret: str,
    *,
    session_id: UUID | None = None,
    parameters: KdfParameters | None = None,
) -> None:
    """Lock the same seed under another secret, and end all sessions but `session_id`.

    Raises Unauthenticated for a wrong `secret`, Invalid for a short new one.
    """
    require(tenant.actor, Action.UNLOCK_KLUIS)
    check_secret(new_secret)
    seed = await unlock_kluis(tenant, secret)
    await _lock_anew(tenant, seed, new_secret, parameters)
    await _end_sessions(tenant, session_id)
    await record(
        tenant, Action.UNLOCK_KLUIS, "counsellor", tenant.actor.id, purpose="secret-changed"
    )


async def make_recovery_code(
    tenant: TenantSession, secret: str, *, parameters: KdfParameters | None = None
) -> str:
    """A code of 130 random bits that opens the kluis as well, to be shown once and printed.

    An earlier code opens nothing any more. Raises Unauthenticated for a wrong secret.
    """
    require(tenant.actor, Action.UNLOCK_KLUIS)
    seed = await unlock_kluis(tenant, secret)
    code = new_code()
    owner = own_id(tenant)
    locked = await asyncio.to_thread(
        lock,
        read_code(code),
        seed,
        owner=owner,
        parameters=parameters or KdfParameters(),
        purpose=RECOVERY,
    )
    await tenant.connection.execute(
        "UPDATE counsellor SET recovery_seed = $3 WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        owner,
        locked,
    )
    await record(tenant, Action.UNLOCK_KLUIS, "counsellor", owner, purpose="recovery-code-made")
    return code


async def recover_kluis(
    tenant: TenantSession,
    code: str,
    new_secret: str,
    *,
    session_id: UUID | None = None,
    parameters: KdfParameters | None = None,
) -> None:
    """Set a new secret with the recovery code, which holds until another is made.

    Raises Unauthenticated, alike for a wrong code and where none was made; Invalid.
    """
    require(tenant.actor, Action.UNLOCK_KLUIS)
    check_secret(new_secret)
    owner = own_id(tenant)
    locked = await tenant.connection.fetchval(
        "SELECT recovery_seed FROM counsellor WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        owner,
    )
    try:
        seed = await asyncio.to_thread(
            unlock, read_code(code), locked or b"", owner=owner, purpose=RECOVERY
        )
    except CannotOpen:
        raise Unauthenticated from None
    await _lock_anew(tenant, seed, new_secret, parameters)
    await _end_sessions(tenant, session_id)
    await record(tenant, Action.UNLOCK_KLUIS, "counsellor", owner, purpose="recovered")


async def renew_kluis(
    tenant: TenantSession,
    secret: str,
    *,
    session_id: UUID | None = None,
    parameters: KdfParameters | None = None,
) -> KeyPair:
    """A new key pair after a loss. Every conversation closes to the counsellor who acts.

    Each waits until its client comes back and says yes: whoever stole the login reads nothing.
    Old seals, the old recovery code and all sessions but `session_id` end. Raises Invalid, and
    NotFound where there was no kluis yet.
    """
    require(tenant.actor, Action.UNLOCK_KLUIS)
    check_secret(secret)
    owner = own_id(tenant)
    seed = secrets.token_bytes(96)
    pair = KeyPair.from_seed(seed)
    renewed = await tenant.connection.fetchval(
        """
           UPDATE counsellor
              SET public_key = $3, recovery_seed = NULL
            WHERE tenant_id = $1 AND id = $2 AND public_key IS NOT NULL
        RETURNING id
        """,
        tenant.actor.tenant_id,
        owner,
        pair.public,
    )
    if renewed is None:
        raise NotFound
    await _lock_anew(tenant, seed, secret, parameters)
    # Over all organisations at once: the wall admits the counsellor's own rows.
    await tenant.connection.execute("DELETE FROM seal WHERE holder_id = $1", owner)
    await tenant.connection.execute(
        """
        UPDATE conversation
           SET counsellor_key = 'lost'
         WHERE counsellor_id = $1 AND counsellor_key = 'held'
        """,
        owner,
    )
    await _end_sessions(tenant, session_id)
    await record(tenant, Action.UNLOCK_KLUIS, "counsellor", owner, purpose="new-key-pair")
    return pair


async def _lock_anew(
    tenant: TenantSession, seed: bytes, secret: str, parameters: KdfParameters | None
) -> None:
    owner = own_id(tenant)
    locked = await asyncio.to_thread(
        lock, secret, seed, owner=owner, parameters=parameters or KdfParameters()
    )
    await tenant.connection.execute(
        "UPDATE counsellor SET locked_seed = $3 WHERE tenant_id = $1 AND id = $2",
        tenant.actor.tenant_id,
        owner,
        locked,
    )


async def _end_sessions(tenant: TenantSession, but: UUID | None) -> None:
    """Whoever knew the old secret may sit at another desk: each signs in and unlocks again."""
    await tenant.connection.execute(
        """
        DELETE FROM staff_session
         WHERE tenant_id = $1 AND staff_id = $2 AND id IS DISTINCT FROM $3
        """,
        tenant.actor.tenant_id,
        tenant.actor.id,
        but,
    )
