"""Who acts, for which tenant, in one transaction.

The opener is the only place that begins and commits. Each door has a pool whose connections carry
that door's database role from their first byte on; what the role may not read, no code can select.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

import asyncpg

from tenants.errors import NotFound, Unavailable
from tenants.files.storage import Storage
from tenants.policy import Actor, Door
from vault import KeyPair, Keyring

#: the server said so itself; a connection that broke shows by being closed
TURNED_AWAY = (
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    TimeoutError,
)


@dataclass(frozen=True, slots=True)
class TenantSession:
    """One actor's transaction in one tenant: the first parameter of every domain function.

    `person` is the key pair of the client or counsellor whose kluis is unlocked, else None.
    """

    actor: Actor
    tenant_id: UUID
    _connection: asyncpg.Connection = field(repr=False)
    keyring: Keyring = field(repr=False)
    now: datetime
    storage: Storage = field(repr=False)
    person: KeyPair | None = field(default=None, repr=False)
    brief: bool = False

    @property
    def connection(self) -> asyncpg.Connection:
        """In the transaction. A brief session has none around it, and only `ask` works there."""
        if self.brief:
            raise RuntimeError("a brief session enters no tenant: ask a function that does")
        return self._connection

    async def ask(self, statement: str, *arguments: object) -> asyncpg.Record | None:
        """A row of a function of the database whose $1 to $4 are the actor's way into the tenant.

        In a brief session the function enters, acts and commits in this one trip. Elsewhere it acts
        in the transaction that has entered already. Raises NotFound where nobody may enter.
        """
        firm, home = (_firm_of(self.actor), self.actor.tenant_id) if self.brief else (None, None)
        try:
            return await self._connection.fetchrow(
                statement, self.tenant_id, self.actor.id, firm, home, *arguments
            )
        except asyncpg.NoDataFoundError:
            raise NotFound from None

    async def beside(self, firm_id: UUID) -> Self:
        """The same session, in which rows of this firm's public face may be read as well."""
        await self.connection.execute(_enter(self.tenant_id, self.actor, firm_id))
        return self

    async def within(self, tenant_id: UUID) -> Self:
        """The same actor and transaction in another tenant, where the wall admits the actor."""
        try:
            await self.connection.execute(_enter(tenant_id, self.actor, _firm_of(self.actor)))
        except asyncpg.NoDataFoundError:
            raise NotFound from None
        return replace(self, tenant_id=tenant_id)

    async def hold(self, name: str) -> None:
        """Let one act at a time read and write this thing of the tenant, until the session ends."""
        await self.connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{self.tenant_id}/{name}"
        )

    async def share(self, name: str) -> None:
        """Let whoever holds this thing wait for this session, and others who share it not."""
        await self.connection.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
            f"{self.tenant_id}/{name}",
        )

    async def become(self, actor: Actor) -> Self:
        """Another actor of the same tenant and door, in the same transaction: a new client."""
        if actor.door is not self.actor.door or actor.tenant_id != self.actor.tenant_id:
            raise NotFound
        await self.connection.execute(_enter(self.tenant_id, actor, _firm_of(actor)))
        return replace(self, actor=actor)


class Tenancy:
    """The database, opened per door.

    `url` is a postgresql:// address of a login that may become every door's role.
    """

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        *,
        connections_per_door: int = 8,
        storage: Storage | None = None,
    ) -> None:
        self._url = url
        self._connections = connections_per_door
        self._pools: dict[Door, asyncpg.Pool] = {}
        self._opening = asyncio.Lock()
        self.keyring = keyring
        self.storage = storage or Storage()

    @asynccontextmanager
    async def open(
        self,
        actor: Actor,
        tenant_id: UUID | None = None,
        *,
        person: KeyPair | None = None,
        now: datetime | None = None,
        brief: bool = False,
    ) -> AsyncIterator[TenantSession]:
        """Begin, act, commit; any error rolls back.

        A `brief` session is for an act that is one function of the database: each `ask` commits.
        `tenant_id` defaults to where the actor belongs. Raises Unavailable when the database does
        not answer, before or during the act: then nothing of it was kept.
        """
        tenant_id = tenant_id or actor.tenant_id
        connection = await self._connect(actor.door)
        try:
            if not brief:
                await _begin(connection, tenant_id, actor)
            yield TenantSession(
                actor,
                tenant_id,
                connection,
                self.keyring,
                now or datetime.now(UTC),
                self.storage,
                person,
                brief,
            )
            if not brief and await connection.execute("COMMIT") != "COMMIT":
                # A feature went on after an error of the database: PostgreSQL kept nothing.
                raise RuntimeError("the transaction had failed before it was to be committed")
        except Exception as error:
            if connection.is_closed():
                # The others of this pool have lost the same server: the next act begins afresh.
                await self._pools[actor.door].expire_connections()
                raise Unavailable from error
            if isinstance(error, TURNED_AWAY):
                raise Unavailable from error
            raise
        finally:
            await self._give_back(actor.door, connection)

    async def ask(self, actor: Actor, statement: str, *arguments: object) -> asyncpg.Record | None:
        """A row of one statement that is a transaction by itself: it must set its own tenant.

        One trip instead of three, for what every request asks. Raises Unavailable.
        """
        connection = await self._connect(actor.door)
        try:
            return await connection.fetchrow(statement, *arguments)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if connection.is_closed():
                await self._pools[actor.door].expire_connections()
                raise Unavailable from error
            if isinstance(error, TURNED_AWAY):
                raise Unavailable from error
            raise
        finally:
            await self._give_back(actor.door, connection)

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            connection = await self._connect(Door.ENTRANCE)
        except Unavailable:
            return False
        try:
            return await connection.fetchval("SELECT true", timeout=2)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        finally:
            await self._give_back(Door.ENTRANCE, connection)

    async def close(self) -> None:
        for pool in self._pools.values():
            await asyncio.wait_for(pool.close(), timeout=10)
        self._pools.clear()

    async def _connect(self, door: Door) -> asyncpg.Connection:
        try:
            return await (await self._pool(door)).acquire(timeout=10)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable from error

    async def _give_back(self, door: Door, connection: asyncpg.Connection) -> None:
        try:
            if connection.is_in_transaction():
                await connection.execute("ROLLBACK", timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection.terminate()
        await self._pools[door].release(connection)

    async def _pool(self, door: Door) -> asyncpg.Pool:
        if pool := self._pools.get(door):
            return pool
        async with self._opening:
            if door not in self._pools:
                self._pools[door] = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._connections,
                    # Every setting is local to its transaction: there is nothing to reset.
                    reset=_nothing,
                    server_settings={
                        "role": door.value,
                        "application_name": f"gesprekspunt {door}",
                    },
                    command_timeout=30,
                    timeout=10,
                )
            return self._pools[door]


async def _nothing(_: asyncpg.Connection) -> None: ...


def _firm_of(actor: Actor) -> UUID | None:
    return actor.tenant_id if actor.door in {Door.FIRM, Door.DESK} else None


async def _begin(connection: asyncpg.Connection, tenant_id: UUID, actor: Actor) -> None:
    # One trip: the simple protocol takes all three. UUIDs are the only thing put in.
    try:
        await connection.execute(f"BEGIN; {_enter(tenant_id, actor, _firm_of(actor))}")
    except asyncpg.NoDataFoundError:
        await connection.execute("ROLLBACK")
        raise NotFound from None


def _enter(tenant_id: UUID, actor: Actor, firm_id: UUID | None) -> str:
    tenant, party, firm, home = (
        f"'{value}'" if value else "NULL"
        for value in (tenant_id, actor.id, firm_id, actor.tenant_id)
    )
    return f"SELECT app.set_tenant({tenant}, {party}, {firm}); SELECT app.admit({home})"
