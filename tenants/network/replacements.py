"""Another key-encryption key (KEK) for an organisation, so that what an old backup holds closes.

While it runs the organisation has two: what is sealed closes with the new one, and both open. The
outer lock of every seal is closed anew in batches; the inner one needs a person, and stays.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from uuid import UUID

from tenants.audit import record
from tenants.conversations.kluis import KEK_IN_USE
from tenants.errors import Conflict, NotFound
from tenants.network.keys import (
    SETTLING,
    close_old_versions,
    find_wrapped_kek,
    get_organisation_key,
    put_wrapped_kek,
    tell,
)
from tenants.policy import Action, Actor, require
from tenants.session import Tenancy, TenantSession
from vault import (
    KeyNotFound,
    SealBinding,
    is_being_replaced,
    newest_of,
    reclose,
    version_of,
    with_former,
)

BATCH = 500
FIRST = (UUID(int=0), UUID(int=0))


class Replacing(StrEnum):
    """What there was to do for one organisation."""

    REPLACED = auto()
    FINISHED = auto()  # begun before, and not yet at its end
    RECENT = auto()
    DESTROYED = auto()


@dataclass(frozen=True, slots=True)
class Progress:
    """`seals` were looked at so far; `outcome` is None until the organisation is done."""

    organisation_id: UUID
    seals: int
    outcome: Replacing | None = None


async def begin_replacement(
    tenant: TenantSession, *, unless_since: datetime | None = None
) -> Replacing:
    """Give the organisation a second KEK, which from the commit on closes every seal.

    Waits for acts that are sealing, so that none of them closes with the former key afterwards.
    """
    require(tenant.actor, Action.REPLACE_KEK)
    await tenant.hold(KEK_IN_USE)
    wrapped = await find_wrapped_kek(tenant)
    if wrapped is None:
        raise NotFound
    if is_being_replaced(wrapped):
        return Replacing.FINISHED
    try:
        key = await tenant.keyring.describe(tenant.tenant_id)
    except KeyNotFound:
        return Replacing.DESTROYED
    if unless_since and await _replaced_since(tenant, unless_since):
        return Replacing.RECENT
    # Made before anything changes: a login that may not is refused here.
    second = await tenant.keyring.second_kek(tenant.tenant_id)
    # A version of its own: closing the older ones later closes the former KEK, in backups too.
    if version_of(wrapped) == key.latest_version:
        await tenant.keyring.rotate(tenant.tenant_id)
    second = await tenant.keyring.rewrap(tenant.tenant_id, second)
    await put_wrapped_kek(tenant, wrapped, with_former(second, wrapped))
    await record(tenant, Action.REPLACE_KEK, "organisation", tenant.tenant_id, purpose="begun")
    await tell(tenant)
    return Replacing.REPLACED


async def reclose_seals(
    tenant: TenantSession, after: tuple[UUID, UUID] = FIRST, *, batch: int = BATCH
) -> tuple[tuple[UUID, UUID], int]:
    """Close the next seals under the newest KEK; where they end, and how many there were."""
    require(tenant.actor, Action.REPLACE_KEK)
    wrapped = await tenant.connection.fetchval(
        "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", tenant.tenant_id
    )
    if not is_being_replaced(wrapped):
        raise Conflict("key-changed")
    kek = await tenant.keyring.kek(tenant.tenant_id, wrapped)
    rows = await tenant.connection.fetch(
        "SELECT conversation_id, holder_id, purpose, sealed FROM app.list_outer_seals($1, $2, $3)",
        *after,
        batch,
    )
    changed = []
    for row in rows:
        binding = SealBinding(
            tenant.tenant_id, row["conversation_id"], row["holder_id"], row["purpose"]
        )
        sealed = reclose(row["sealed"], kek=kek, binding=binding)
        if sealed is not None:
            changed.append((row["conversation_id"], row["holder_id"], row["sealed"], sealed))
    if changed:
        await tenant.connection.execute(
            "SELECT app.put_outer_seals($1, $2, $3, $4)", *map(list, zip(*changed, strict=True))
        )
    end = (rows[-1]["conversation_id"], rows[-1]["holder_id"]) if rows else after
    return end, len(rows)


async def end_replacement(tenant: TenantSession) -> None:
    """Drop the former KEK: nothing is closed with it any more. Raises Conflict `key-changed`."""
    require(tenant.actor, Action.REPLACE_KEK)
    wrapped = await find_wrapped_kek(tenant)
    if wrapped is None or not is_being_replaced(wrapped):
        raise Conflict("key-changed")
    await put_wrapped_kek(tenant, wrapped, newest_of(wrapped))
    await record(tenant, Action.REPLACE_KEK, "organisation", tenant.tenant_id, purpose="ended")
    await tell(tenant)


async def replace_keks(
    tenancy: Tenancy,
    operator: Actor,
    organisation_ids: Iterable[UUID],
    *,
    unless_since: datetime | None = None,
    batch: int = BATCH,
    settling: timedelta = SETTLING,
) -> AsyncIterator[Progress]:
    """Replace the KEK of each organisation in turn, then close the old versions of their keys.

    Yields after each batch. Wherever it is stopped, everything opens, and running it again takes
    it up. A KEK that was replaced at `unless_since` or later is left alone.
    """
    open_versions: list[UUID] = []
    for organisation_id in organisation_ids:
        async with tenancy.open(operator, organisation_id) as tenant:
            outcome = await begin_replacement(tenant, unless_since=unless_since)
        seals = 0
        if outcome in {Replacing.REPLACED, Replacing.FINISHED}:
            after, found = FIRST, batch
            while found:
                async with tenancy.open(operator, organisation_id) as tenant:
                    after, found = await reclose_seals(tenant, after, batch=batch)
                seals += found
                yield Progress(organisation_id, seals)
            async with tenancy.open(operator, organisation_id) as tenant:
                await end_replacement(tenant)
        async with tenancy.open(operator, organisation_id) as tenant:
            if not (await get_organisation_key(tenant)).is_settled:
                open_versions.append(organisation_id)
        yield Progress(organisation_id, seals, outcome)
    if open_versions:
        await asyncio.sleep(settling.total_seconds())
    for organisation_id in open_versions:
        async with tenancy.open(operator, organisation_id) as tenant:
            await close_old_versions(tenant)


async def _replaced_since(tenant: TenantSession, since: datetime) -> bool:
    found: bool = await tenant.connection.fetchval(
        """
        SELECT EXISTS (SELECT
                         FROM audit_entry
                        WHERE tenant_id = $1 AND action = $2 AND purpose = 'ended' AND at >= $3)
        """,
        tenant.tenant_id,
        Action.REPLACE_KEK,
        since,
    )
    return found
