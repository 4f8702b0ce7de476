"""A real server and a large file: memory stays bounded both ways, and nothing lies on a disk."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.portal.walking import HOME, SAME_ORIGIN, Walker
from tests.conftest import clone, database_at
from tests.ports import free_port
from tests.waiting import until

MEGABYTE = 1_000_000
LARGE = 50 * MEGABYTE
LINE = b"What I wrote down at the time, line after line.\n"
#: chunks on their way and what Python keeps for the next; the file would be 50
MAY_GROW = 20 * MEGABYTE


@pytest.fixture
async def serving(directory: Path, tmp_path: Path) -> AsyncIterator[tuple[str, psutil.Process]]:
    """`gesprekspunt serve`, with a directory for temporary files that is its own."""
    async with clone() as name:
        port = free_port()
        (tmp_path / "tmp").mkdir()
        environment = os.environ | {
            "DATABASE_URL": database_at(os.environ["TEST_APP_URL"], name),
            "GESPREKSPUNT_DATA_DIRECTORY": str(directory),
            "GESPREKSPUNT_ENVIRONMENT": "test",
            "TMPDIR": str(tmp_path / "tmp"),
        }
        environment = {k: v for k, v in environment.items() if not k.startswith("VAULT_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port),
            env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:

                async def answers() -> bool:
                    with suppress(httpx.TransportError):
                        return (await client.get(f"{address}/livez")).is_success
                    return False

                await until(answers)
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()


def form_of(words: str, size: int) -> tuple[dict[str, str], AsyncIterator[bytes]]:
    """A form with a file as a browser sends it, made as it goes."""
    head = (
        b'--part\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + words.encode()
        + b'\r\n--part\r\nContent-Disposition: form-data; name="files"; filename="diary.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\n"
    )  # fmt: skip
    tail = b"\r\n--part--\r\n"

    async def body() -> AsyncIterator[bytes]:
        yield head
        left, piece = size, LINE * 2000
        while left:
            yield piece[:left]
            left -= min(left, len(piece))
        yield tail

    length = len(head) + size + len(tail)
    headers = {"Content-Type": "multipart/form-data; boundary=part", "Content-Length": str(length)}
    return SAME_ORIGIN | headers, body()


class Watch:
    """The most memory that a process took while something was going on."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.before = self.most = process.memory_info().rss

    async def during(self, act):
        going_on = asyncio.ensure_future(act)
        while not going_on.done():
            self.most = max(self.most, self._process.memory_info().rss)
            await asyncio.wait({going_on}, timeout=0.005)
        return going_on.result()

    @property
    def growth(self) -> int:
        return self.most - self.before


async def test_fifty_megabytes_do_not_need_fifty_megabytes(
    serving: tuple[str, psutil.Process], tmp_path: Path
) -> None:
    address, process = serving
    async with httpx.AsyncClient(base_url=address, timeout=120) as browser:
        walker = Walker(browser)
        await walker.start()
        await walker.press("Send", text="So that all is loaded.", files=[("a.txt", LINE)])
        sending, (headers, body) = Watch(process), form_of("Five years.", LARGE)
        headers = headers | {"Origin": address}
        sent = await sending.during(browser.post(walker.path, content=body, headers=headers))
        assert sent.status_code == 303
        page = await walker.visit(walker.path)
        assert "Five years." in page.text

        async def save() -> int:
            length = 0
            async with browser.stream("GET", page.links["Text 2"]) as answer:
                assert answer.headers["content-length"] == str(LARGE)
                async for part in answer.aiter_bytes():
                    length += len(part)
            return length

        saving = Watch(process)
        assert await saving.during(save()) == LARGE
        assert sending.growth < MAY_GROW
        assert saving.growth < MAY_GROW
        assert list((tmp_path / "tmp").iterdir()) == []
        assert str(tmp_path) not in " ".join(file.path for file in process.open_files())


async def test_what_is_too_large_is_said_on_the_page_also_while_it_is_being_sent(
    serving: tuple[str, psutil.Process],
) -> None:
    address, process = serving
    async with httpx.AsyncClient(base_url=address, timeout=120) as browser:
        walker = Walker(browser)
        await walker.start()
        await walker.press("Send", text="So that all is loaded.", files=[("a.txt", LINE)])
        sending, (headers, body) = Watch(process), form_of("Ten years.", 3 * LARGE)
        headers = headers | {"Origin": address}
        answer = await sending.during(browser.post(walker.path, content=body, headers=headers))
        assert answer.status_code == 422
        assert "It is too large." in answer.text
        assert "Ten years." in answer.text
        assert sending.growth < MAY_GROW
        # The connection is of use again.
        assert (await browser.get(f"{HOME}/talk", follow_redirects=True)).status_code == 200
