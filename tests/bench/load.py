"""A load of HTTP requests that costs little itself: it shares the processors with the server."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from httptools import HttpResponseParser


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it; times are seconds."""

    requests: int
    seconds: float
    median: float
    slowest_percent: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


async def load(
    ports: list[int], request: Callable[[int], bytes], *, status: int, seconds: float, clients: int
) -> Load:
    """Send `request(n)` for n = 0, 1, … from so many connections, for so long.

    Raises RuntimeError where an answer has another status.
    """
    numbers = itertools.count()
    times: list[float] = []
    began = time.perf_counter()
    until = began + seconds

    async def one(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while (sent := time.perf_counter()) < until:
                writer.write(request(next(numbers)))
                await _read(reader, status)
                times.append(time.perf_counter() - sent)
        finally:
            writer.close()

    await asyncio.gather(*(one(ports[n % len(ports)]) for n in range(clients)))
    taken = time.perf_counter() - began
    times.sort()
    return Load(len(times), taken, times[len(times) // 2], times[int(len(times) * 0.99)])


async def _read(reader: asyncio.StreamReader, status: int) -> None:
    answer = _Answer()
    parser = HttpResponseParser(answer)
    while not answer.complete:
        parser.feed_data(await reader.read(65536))
    if parser.get_status_code() != status:
        raise RuntimeError(f"{parser.get_status_code()}: {answer.body[:300]!r}")


class _Answer:
    def __init__(self) -> None:
        self.complete = False
        self.body = b""

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.complete = True
