"""The life of an organisation's key after it was made: rotated, re-wrapped, destroyed.

Nothing here ever holds a key. The key server re-wraps an organisation's key-encryption key (KEK)
inside, and says itself how old a key is: no table of ours could differ from it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from uuid import UUID

from tenants.audit import record
from tenants.errors import Conflict, NotFound
from tenants.policy import Action, Actor, require
from tenants.session import Tenancy, TenantSession
from vault import KeyDescription, KeyNotFound, is_being_replaced, newest_of, version_of

#: every process listens here, and forgets the key of the organisation that is named
CHANNEL = "gesprekspunt_keys"
#: Whoever read the old wrapped KEK has opened it by then: no act takes longer.
SETTLING = timedelta(seconds=30)


class Turn(StrEnum):
    """What a rotation found and did."""

    ROTATED = auto()
    FINISHED = auto()  # rotated before, but not yet re-wrapped
    RECENT = auto()
    REPLACING = auto()  # `replacements.py` is at work here: it has rotated the key itself
    DESTROYED = auto()


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """`described` is None for a key that is not there: destroyed, or lost."""

    organisation_id: UUID
    slug: str
    state: str
    made_at: datetime
    wrapped_version: int | None
    being_replaced: bool
    described: KeyDescription | None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do of a rotation or a replacement."""
        key = self.described
        return key is None or (
            not self.being_replaced
            and key.minimum_version == key.latest_version == self.wrapped_version
        )


async def list_organisation_ids(tenant: TenantSession, slug: str | None = None) -> list[UUID]:
    """Every organisation of the house, or the one called `slug`; the oldest first."""
    require(tenant.actor, Action.READ_KEYS)
    rows = await tenant.connection.fetch(
        """
        SELECT id
          FROM tenant
         WHERE kind = 'organisation' AND ($1::text IS NULL OR slug = $1)
         ORDER BY id
        """,
        slug,
    )
    return [row["id"] for row in rows]


async def get_organisation_key(tenant: TenantSession) -> OrganisationKey:
    """How the key of the session's organisation is doing, with nothing of the key."""
    require(tenant.actor, Action.READ_KEYS)
    row = await tenant.connection.fetchrow(
        """
        SELECT t.slug, o.state, t.created_at, o.wrapped_kek
          FROM organisation o
          JOIN tenant t ON t.id = o.tenant_id
         WHERE o.tenant_id = $1
        """,
        tenant.tenant_id,
    )
    if row is None:
        raise NotFound
    try:
        described = await tenant.keyring.describe(tenant.tenant_id)
    except KeyNotFound:
        described = None
    return OrganisationKey(
        tenant.tenant_id,
        row["slug"],
        row["state"],
        row["created_at"],
        version_of(newest_of(row["wrapped_kek"])),
        is_being_replaced(row["wrapped_kek"]),
        described,
    )


async def rotate_key(tenant: TenantSession, *, unless_since: datetime | None = None) -> Turn:
    """Rotate the organisation's key and re-wrap its KEK; a rotation that was cut off is finished.

    A key rotated at `unless_since` or later is left alone. Conversations go on: what was wrapped
    before opens until `close_old_versions`.
    """
    require(tenant.actor, Action.ROTATE_KEY)
    wrapped = await find_wrapped_kek(tenant)
    if wrapped is None:
        raise NotFound
    try:
        key = await tenant.keyring.describe(tenant.tenant_id)
    except KeyNotFound:
        return Turn.DESTROYED
    if is_being_replaced(wrapped):
        return Turn.REPLACING
    turn = Turn.FINISHED
    if version_of(wrapped) == key.latest_version:
        if unless_since and key.rotated_at >= unless_since:
            return Turn.RECENT
        await tenant.keyring.rotate(tenant.tenant_id)
        turn = Turn.ROTATED
    rewrapped = await tenant.keyring.rewrap(tenant.tenant_id, wrapped)
    await put_wrapped_kek(tenant, wrapped, rewrapped)
    await record(tenant, Action.ROTATE_KEY, "organisation", tenant.tenant_id)
    await tell(tenant)
    return turn


async def close_old_versions(tenant: TenantSession) -> None:
    """Raise the minimum to the version that wraps the KEK now: what a backup holds stays closed."""
    require(tenant.actor, Action.ROTATE_KEY)
    wrapped = await tenant.connection.fetchval(
        "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", tenant.tenant_id
    )
    version = version_of(wrapped) if wrapped else None
    if version is None:
        # Two texts while a KEK is replaced: the former would close with the old versions.
        raise Conflict("key-changed") if wrapped else NotFound
    await tenant.keyring.raise_minimum(tenant.tenant_id, version)
    await tell(tenant)


async def destroy_key(tenant: TenantSession) -> None:
    """Shred the organisation for good, backups included; it ends. Harmless a second time.

    A process that held the KEK forgets it when this commits, or at its keyring's bound at latest.
    """
    require(tenant.actor, Action.DESTROY_KEY)
    ended = await tenant.connection.fetchval(
        "UPDATE organisation SET state = 'ended' WHERE tenant_id = $1 RETURNING tenant_id",
        tenant.tenant_id,
    )
    if ended is None:
        raise NotFound
    await record(tenant, Action.DESTROY_KEY, "organisation", tenant.tenant_id)
    # Before the commit, which tells the others to forget: none may fetch it again in between.
    await tenant.keyring.destroy(tenant.tenant_id)
    await tell(tenant)


async def find_wrapped_kek(tenant: TenantSession) -> str | None:
    """What the organisation has, kept from other changes until this transaction ends."""
    # Not FOR UPDATE: that would keep rows that refer to the organisation waiting.
    wrapped: str | None = await tenant.connection.fetchval(
        "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1 FOR NO KEY UPDATE",
        tenant.tenant_id,
    )
    return wrapped


async def put_wrapped_kek(tenant: TenantSession, before: str, after: str) -> None:
    """Raises Conflict `key-changed` where `before` is not what is there."""
    replaced = await tenant.connection.fetchval(
        """
           UPDATE organisation
              SET wrapped_kek = $2
            WHERE tenant_id = $1 AND wrapped_kek = $3
        RETURNING tenant_id
        """,
        tenant.tenant_id,
        after,
        before,
    )
    if replaced is None:
        raise Conflict("key-changed")


async def rotate_keys(
    tenancy: Tenancy,
    operator: Actor,
    organisation_ids: Iterable[UUID],
    *,
    unless_since: datetime | None = None,
    settling: timedelta = SETTLING,
) -> AsyncIterator[tuple[UUID, Turn]]:
    """Rotate and re-wrap each key in turn, then close the old versions of all.

    Yields after each organisation. Wherever it is stopped, everything opens, and running it again
    takes it up: what was rotated since `unless_since` is not rotated once more.
    """
    open_versions: list[UUID] = []
    for organisation_id in organisation_ids:
        async with tenancy.open(operator, organisation_id) as tenant:
            turn = await rotate_key(tenant, unless_since=unless_since)
            settled = (await get_organisation_key(tenant)).is_settled
            if not settled and turn is not Turn.REPLACING:
                open_versions.append(organisation_id)
        yield organisation_id, turn
    if open_versions:
        await asyncio.sleep(settling.total_seconds())
    for organisation_id in open_versions:
        async with tenancy.open(operator, organisation_id) as tenant:
            await close_old_versions(tenant)


async def tell(tenant: TenantSession) -> None:
    """Let every process forget what it holds of this organisation's key, at the commit."""
    await tenant.connection.execute("SELECT pg_notify($1, $2)", CHANNEL, str(tenant.tenant_id))
