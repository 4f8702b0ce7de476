"""From what somebody sends to what may be kept: type found, bounds held, metadata taken out."""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from tenants.errors import FileRefused, Unavailable
from tenants.files.recordings import Mp3Cleaner, Mp4Cleaner
from tenants.files.refusals import REASONS
from tenants.files.types import HEAD, FileType, Kind, find_type, is_text

MEGABYTE = 1_000_000
#: so many files that have to be there whole, at a time in one process
IN_HAND = 4
#: so long the sender may take for one of those, and whoever waits for a place
SENDING, WAITING = 300, 20
#: longer than its own bound on processor time
CLEANING = 90


@dataclass(frozen=True, slots=True)
class FileLimits:
    """`largest` bytes for a file, `largest_whole` for a picture or PDF.

    A conversation holds `most` files, of `most_bytes` as they are stored.
    """

    largest: int = 50 * MEGABYTE
    largest_whole: int = 20 * MEGABYTE
    kinds: frozenset[Kind] = frozenset(Kind)
    most: int = 50
    most_bytes: int = 500 * MEGABYTE


@dataclass(slots=True)
class Hands:
    """How many files a process holds whole, and how many it takes to pieces, at a time."""

    holding: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_HAND))
    cleaning: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))


class Cleaner(Protocol):
    """What cleans a file as it streams by."""

    def feed(self, content: bytes) -> Iterator[bytes]: ...
    def finish(self) -> Iterator[bytes]: ...


class TextCleaner:
    """Passes a text on, and refuses what turns out to be none."""

    def feed(self, content: bytes) -> Iterator[bytes]:
        if not is_text(content):
            raise FileRefused("not-taken")
        yield content

    def finish(self) -> Iterator[bytes]:
        yield from ()


STREAMING: dict[str, Callable[[], Cleaner]] = {
    "txt": TextCleaner,
    "mp3": Mp3Cleaner,
    "m4a": Mp4Cleaner,
    "mp4": Mp4Cleaner,
}


async def open_file(
    content: AsyncIterator[bytes], limits: FileLimits, hands: Hands
) -> tuple[FileType, AsyncGenerator[bytes]]:
    """What it is, and the stream of what may be kept. Raises FileRefused, then or while read.

    Unavailable where too many hold pictures and PDFs already.
    """
    head = bytearray()
    async for part in content:
        head += part
        if len(head) >= HEAD:
            break
    found = find_type(bytes(head[:HEAD]))
    if found.kind not in limits.kinds:
        raise FileRefused("not-taken")
    most = limits.largest_whole if found.whole else limits.largest
    bounded = _bounded(bytes(head), content, most)
    if found.whole:
        return found, _cleaned_whole(found.kind, bounded, hands)
    return found, _cleaned(STREAMING[found.extension](), bounded)


async def _bounded(head: bytes, rest: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    size = len(head)
    yield head
    async for part in rest:
        size += len(part)
        if size > most:
            raise FileRefused("too-large")
        yield part


async def _cleaned(cleaner: Cleaner, content: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    async for part in content:
        for clean in cleaner.feed(part):
            yield clean
    for clean in cleaner.finish():
        yield clean


async def _cleaned_whole(
    kind: Kind, content: AsyncIterator[bytes], hands: Hands
) -> AsyncGenerator[bytes]:
    try:
        await asyncio.wait_for(hands.holding.acquire(), WAITING)
    except TimeoutError:
        raise Unavailable(retry_after=30) from None
    try:
        whole = bytearray()
        try:
            async with asyncio.timeout(SENDING):
                async for part in content:
                    whole += part
        except TimeoutError:
            raise FileRefused("too-slow") from None
        async with hands.cleaning:
            cleaned = await clean_apart(kind, bytes(whole))
        whole.clear()
        yield cleaned
    finally:
        hands.holding.release()


async def clean_apart(kind: Kind, content: bytes) -> bytes:
    """A picture or PDF made anew in a process apart. Raises FileRefused."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "tenants.files", kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )  # fmt: skip
    try:
        async with asyncio.timeout(CLEANING):
            cleaned, _ = await process.communicate(content)
    except TimeoutError:
        raise FileRefused("broken") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise FileRefused(REASONS.get(process.returncode or 0, "broken"))
    return cleaned
