"""Putting a simulated network into a database, by COPY and as the owner of its tables.

No door may COPY into a walled table, and none may write for all tenants. So for the length of one
transaction the owner is let past its own walls; the doors' roles stay where they are, and see
nothing of it before it is complete. What is broken off leaves nothing.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any

import asyncpg

from api.house import SettingsError
from api.simulation.network import Network, Organisation
from api.simulation.rows import OF_EVERYBODY, OF_FIRMS, OF_ORGANISATIONS, Table
from tenants.policy import PLATFORM

#: talks that are in memory at once
BATCH = 50_000
WALLED = [t.name for t in (*OF_EVERYBODY, *OF_FIRMS, *OF_ORGANISATIONS) if t.name != "tenant"]


class NotEmptyError(SettingsError):
    """There are organisations already: what nobody lived never stands beside people who talk."""


def _say_nothing(_: int) -> None: ...


async def load_network(
    url: str, network: Network, *, progress: Callable[[int], None] = _say_nothing
) -> Counter[str]:
    """Load into the migrated, empty database at `url`, its owner's; returns rows by table.

    `progress` hears how many organisations are in. Raises NotEmptyError.
    """
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(), _past_the_walls(connection):
            loaded = await _load(connection, network, progress)
        for table in loaded:
            await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.close()
    return loaded


@asynccontextmanager
async def _past_the_walls(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """The owner's own wall is down until the end of the transaction, which locks the tables."""
    for table in WALLED:
        await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    if await connection.fetchval("SELECT count(*) FROM tenant WHERE kind = 'organisation'"):
        raise NotEmptyError("there are organisations already: a network needs an empty database")
    yield
    for table in WALLED:
        await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


async def _load(
    connection: asyncpg.Connection, network: Network, progress: Callable[[int], None]
) -> Counter[str]:
    loaded: Counter[str] = Counter()

    async def copy(tables: Iterable[Table], those: Iterable[Any]) -> None:
        for table in tables:
            status = await connection.copy_records_to_table(
                table.name,
                columns=table.columns,
                records=chain.from_iterable(table.rows(one) for one in those),
            )
            loaded[table.name] += int(status.split()[-1])

    await connection.execute(
        "INSERT INTO tenant (id, kind, slug) VALUES ($1, 'platform', 'platform') "
        "ON CONFLICT DO NOTHING",
        PLATFORM,
    )
    await copy((*OF_EVERYBODY, *OF_FIRMS), network.firms)
    done = 0
    for batch in _batches(network):
        await copy((*OF_EVERYBODY, *OF_ORGANISATIONS), batch)
        done += len(batch)
        progress(done)
    return loaded


def _batches(network: Network) -> Iterator[list[Organisation]]:
    batch: list[Organisation] = []
    talks = 0
    for organisation in network:
        batch.append(organisation)
        talks += len(organisation.talks)
        if talks >= BATCH or len(batch) >= 500:
            yield batch
            batch, talks = [], 0
    if batch:
        yield batch
