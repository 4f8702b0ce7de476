"""Waiting for what has to come, for as long as a busy machine may take, and no longer than that."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 60.0


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Raises TimeoutError where it never holds."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():
            await asyncio.sleep(0.02)


def wait_until(condition: Callable[[], object]) -> None:
    """The same, where no loop runs."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.02)
