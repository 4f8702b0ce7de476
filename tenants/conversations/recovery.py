"""Ways back for a client who lost the words, without anybody asking who they are.

A recovery sheet is made beforehand and opens the whole account; an entry (`entries.py`) opens one
conversation. Either ends in new words, and what was lost stops working.
"""

from datetime import date

import asyncpg

from tenants.conversations.clients import Client, end_client_sessions, replace_words
from tenants.conversations.codes import derive_both, lookup_of
from tenants.conversations.entries import use_entry
from tenants.conversations.kluis import kek_for_sealing, own_id, seal_binding
from tenants.errors import Conflict, Unauthenticated
from tenants.policy import Action, Actor, Role, require
from tenants.session import TenantSession
from vault import (
    CannotOpen,
    ClientSecrets,
    CodeSecrets,
    KeyPair,
    new_code,
    open_seal,
    recovery_lock,
    recovery_unlock,
    seal,
)


async def make_recovery_sheet(tenant: TenantSession, seed: bytes) -> str:
    """The code of a new sheet for the acting client, whose seed this is; an earlier one ends.

    Raises Unauthenticated where the words of this session were replaced in the meantime.
    """
    require(tenant.actor, Action.MAKE_RECOVERY_SHEET)
    client_id = tenant.actor.id
    current = await tenant.connection.fetchval(
        "SELECT public_key FROM client WHERE tenant_id = $1 AND id = $2 FOR SHARE",
        tenant.tenant_id,
        client_id,
    )
    if client_id is None or current != KeyPair.from_seed(seed).public:
        raise Unauthenticated
    code = new_code()
    sheet, _ = await derive_both(tenant, code)
    await tenant.connection.execute(
        """
        INSERT INTO client_recovery (tenant_id, client_id, lookup, locked_seed, made_on)
             VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, client_id)
      DO UPDATE SET lookup = excluded.lookup, locked_seed = excluded.locked_seed,
                    made_on = excluded.made_on
        """,
        tenant.tenant_id,
        client_id,
        await lookup_of(tenant, sheet),
        recovery_lock(sheet.key, seed, tenant_id=tenant.tenant_id, owner=client_id),
        tenant.now.date(),
    )
    return code


async def find_recovery_sheet(tenant: TenantSession) -> date | None:
    """The day on which the acting client's sheet was made; None without one."""
    require(tenant.actor, Action.MAKE_RECOVERY_SHEET)
    made_on: date | None = await tenant.connection.fetchval(
        "SELECT made_on FROM client_recovery WHERE tenant_id = $1 AND client_id = $2",
        tenant.tenant_id,
        tenant.actor.id,
    )
    return made_on


async def check_code(tenant: TenantSession, code: str) -> None:
    """Raises Unauthenticated unless this code opens something now; it is not used up by that."""
    require(tenant.actor, Action.RECOVER)
    sheet, entry = await derive_both(tenant, code)
    if not await tenant.connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM client_recovery WHERE tenant_id = $1 AND lookup = $2)
            OR EXISTS (SELECT
                         FROM conversation_entry
                        WHERE tenant_id = $1 AND lookup = $3 AND expires_at > $4)
        """,
        tenant.tenant_id,
        await lookup_of(tenant, sheet),
        await lookup_of(tenant, entry),
        tenant.now,
    ):
        raise Unauthenticated


async def recover(tenant: TenantSession, code: str, words: ClientSecrets) -> Client:
    """Use up the code of a sheet or an entry: from now on `words` open what it opened.

    Raises Unauthenticated, the same for a code that is wrong, unknown, used or too old.
    """
    require(tenant.actor, Action.RECOVER)
    sheet, entry = await derive_both(tenant, code)
    try:
        client = await _recover_with_sheet(tenant, sheet, words) or await use_entry(
            tenant, entry, words
        )
    except CannotOpen:
        # Sealed with a key that has been lost since: the code leads nowhere.
        raise Unauthenticated from None
    except asyncpg.UniqueViolationError:
        raise Conflict("words-taken") from None
    if client is None:
        raise Unauthenticated
    return client


async def _recover_with_sheet(
    tenant: TenantSession, sheet: CodeSecrets, words: ClientSecrets
) -> Client | None:
    row = await tenant.connection.fetchrow(
        """
        DELETE FROM client_recovery
         WHERE tenant_id = $1 AND lookup = $2
     RETURNING client_id, locked_seed
        """,
        tenant.tenant_id,
        await lookup_of(tenant, sheet),
    )
    if row is None:
        return None
    client_id = row["client_id"]
    former = KeyPair.from_seed(
        recovery_unlock(sheet.key, row["locked_seed"], tenant_id=tenant.tenant_id, owner=client_id)
    )
    mine = await tenant.become(Actor(Role.CLIENT, tenant.tenant_id, client_id))
    client = await replace_words(mine, former.public, words)
    await _reseal_own(mine, former, KeyPair.from_seed(words.seed).public)
    await end_client_sessions(mine)
    return client


async def _reseal_own(tenant: TenantSession, former: KeyPair, public: bytes) -> None:
    # Locked first: a conversation that is just being started or handed over is waited for.
    await tenant.connection.execute(
        "SELECT FROM conversation WHERE tenant_id = $1 AND client_id = $2 ORDER BY id FOR UPDATE",
        tenant.tenant_id,
        tenant.actor.id,
    )
    kek = await kek_for_sealing(tenant)
    seals = await tenant.connection.fetch(
        "SELECT conversation_id, sealed FROM seal WHERE tenant_id = $1 AND holder_id = $2",
        tenant.tenant_id,
        tenant.actor.id,
    )
    made = []
    for row in seals:
        binding = seal_binding(tenant.tenant_id, row["conversation_id"], own_id(tenant))
        data_key = open_seal(row["sealed"], kek=kek, key_pair=former, binding=binding)
        made.append(
            (
                tenant.tenant_id,
                row["conversation_id"],
                tenant.actor.id,
                seal(data_key, kek=kek, recipient=public, binding=binding),
            )
        )
    await tenant.connection.executemany(
        """
        UPDATE seal
           SET sealed = $4
         WHERE tenant_id = $1 AND conversation_id = $2 AND holder_id = $3
        """,
        made,
    )
