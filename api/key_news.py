"""News of keys: a process forgets what it holds of one that was rotated or destroyed elsewhere."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg

from tenants.network.keys import CHANNEL
from tenants.policy import Door
from vault import Keyring

#: seconds between looking whether the connection still lives, and between trying for a new one
LOOK = 30
AGAIN = 2
#: seconds that a server which may be gone is given to say goodbye
GOODBYE = 2
TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


@contextlib.asynccontextmanager
async def hear_key_news(url: str, keyring: Keyring) -> AsyncIterator[None]:
    """Listen in the background. Where that fails, the keyring's own bound holds."""
    listening = asyncio.create_task(_listen(url, keyring))
    try:
        yield
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _listen(url: str, keyring: Keyring) -> None:
    while True:
        with contextlib.suppress(*TROUBLE):
            await _hear(url, keyring)
        await asyncio.sleep(AGAIN)


async def _hear(url: str, keyring: Keyring) -> None:
    connection = await asyncpg.connect(
        url,
        server_settings={"role": Door.ENTRANCE.value, "application_name": "gesprekspunt key news"},
        timeout=10,
        command_timeout=10,
    )
    try:
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(
            CHANNEL, lambda _connection, _pid, _channel, told: keyring.forget(UUID(told))
        )
        # What was told before now, nobody here heard.
        keyring.forget_all()
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), LOOK)
            if not ended.is_set():
                await connection.execute("SELECT")
    finally:
        with contextlib.suppress(*TROUBLE):
            await connection.close(timeout=GOODBYE)
