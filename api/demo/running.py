"""Running the demo: database, keys, cast, server and worker in one process, ended as one."""

import asyncio
import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pyotp
import uvloop
from pydantic import SecretStr
from rich.console import Console
from rich.live import Live

from api.demo.cast import TOTP
from api.demo.guide import print_guide
from api.demo.seed import seed_demo
from api.demo.tour import run_tour
from api.embedded import open_embedded, remove_embedded
from api.house import House, SettingsError, open_house
from api.server import listen, open_server, open_worker, stop_on_signal
from api.settings import Settings
from migrations import migrate


def run_demo(settings: Settings, console: Console, *, port: int, reset: bool) -> None:
    """Run until Ctrl-C; data stay for the next time. Raises SettingsError, EmbeddedError."""
    listener = listen("127.0.0.1", port)
    if reset:
        _forget(settings)
    with _prepare(settings, console, listener, fsync=True) as prepared:
        uvloop.run(_stay(prepared, console, listener))
    console.print("Stopped; nothing is left running. Your data are kept.")


def run_tour_somewhere(settings: Settings, console: Console, url: str | None) -> bool:
    """Walk the tour at `url`, or on a demo that is thrown away; returns whether all went well."""
    if url is not None:
        return uvloop.run(run_tour(url, console=console))
    listener = listen("127.0.0.1", 0)
    with tempfile.TemporaryDirectory(prefix="gesprekspunt-tour-") as directory:
        elsewhere = settings.model_copy(update={"data_directory": Path(directory)})
        with _prepare(elsewhere, console, listener, fsync=False) as prepared:
            return uvloop.run(_walk(prepared, console, listener))


@contextlib.contextmanager
def _prepare(
    settings: Settings, console: Console, listener: socket.socket, *, fsync: bool
) -> Iterator[Settings]:
    if settings.environment == "production":
        raise SettingsError("the demo's secrets are known to everybody: not in production")
    directory = settings.data_directory / _database(settings)
    with contextlib.ExitStack() as stack:
        with _step(console, f"PostgreSQL, embedded, in {directory}"):
            server = stack.enter_context(open_embedded(directory, fsync=fsync))
        with _step(console, "Migrations"):
            migrate(server.url)
        yield settings.model_copy(
            update={
                "database_url": SecretStr(server.app_url),
                "migrations_database_url": SecretStr(server.url),
                "base_url": f"http://127.0.0.1:{listener.getsockname()[1]}",
            }
        )


@contextlib.asynccontextmanager
async def _open(
    settings: Settings, console: Console, listener: socket.socket
) -> AsyncIterator[House]:
    async with open_house(settings) as house:
        keystore = settings.data_directory / "keystore"
        where = f"Vault at {settings.vault_addr}" if settings.vault_addr else f"files in {keystore}"
        with _step(console, f"Keys: {where}"):
            if not await house.keys.health():
                raise SettingsError(f"{where} does not answer, or is sealed")
        with _step(console, "The cast and two years of their work") as progress:
            await seed_demo(house, progress=progress)
        async with open_worker(house), open_server(house, listener):
            yield house


async def _stay(settings: Settings, console: Console, listener: socket.socket) -> None:
    with stop_on_signal() as stop:
        async with _open(settings, console, listener) as house:
            print_guide(console, house.settings.base_url)
            await _show_codes(console, stop)


async def _walk(settings: Settings, console: Console, listener: socket.socket) -> bool:
    async with _open(settings, console, listener):
        return await run_tour(settings.base_url, console=console)


async def _show_codes(console: Console, stop: asyncio.Event) -> None:
    """Show the six digits that the second factor asks for, new every half minute, until `stop`."""
    if not console.is_terminal:
        console.print(f"Code now: {pyotp.TOTP(TOTP).now()}\nReady. Ctrl-C stops it.")
        await stop.wait()
        return
    with Live(console=console, transient=True, auto_refresh=False) as live:
        # A terminal that was closed is none any more, and does not always send a signal.
        while console.file.isatty() and not stop.is_set():
            left = 30 - int(time.time()) % 30
            code = pyotp.TOTP(TOTP).now()
            live.update(f"Code  [bold]{code}[/]  for {left} s    Ctrl-C stops it.", refresh=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)


@contextlib.contextmanager
def _step(console: Console, text: str) -> Iterator[Callable[[str], None]]:
    """Show what is going on, then that it is done and how long it took."""
    began = time.monotonic()
    with console.status(text) as status:
        yield lambda more: status.update(f"{text}: {more}")
    console.print(f"[green]✓[/] {text}  [dim]{time.monotonic() - began:.1f} s[/]")


def _database(settings: Settings) -> str:
    # What one key server locked, the other cannot open: each has its own database.
    return "postgres-with-vault" if settings.vault_addr else "postgres"


def _forget(settings: Settings) -> None:
    remove_embedded(settings.data_directory / _database(settings))
    if not settings.vault_addr:
        shutil.rmtree(settings.data_directory / "keystore", ignore_errors=True)
