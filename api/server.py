"""Serving: a database to stand on, the application under uvicorn, an end when one is asked for."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from pydantic import SecretStr

from api.embedded import open_embedded
from api.house import House, SettingsError, open_house
from api.settings import Settings
from migrations import migrate

#: seconds that requests may still take after the signal to stop; Kubernetes grants 30
GRACE = 25


@contextlib.contextmanager
def open_database(settings: Settings) -> Iterator[Settings]:
    """The settings with a database in them: the one that they name, or the embedded one.

    The embedded database is migrated first. Raises EmbeddedError, and SettingsError in production.
    """
    if settings.database_url is not None:
        yield settings
        return
    if settings.environment == "production":
        raise SettingsError("production needs DATABASE_URL: a PostgreSQL server of its own")
    with open_embedded(settings.data_directory / "postgres") as server:
        migrate(server.url)
        yield settings.model_copy(update={"database_url": SecretStr(server.app_url)})


@contextlib.contextmanager
def open_as_owner(settings: Settings) -> Iterator[str]:
    """The address of the database as the owner of its tables, who has brought it up to date.

    It is the embedded one where no other is named. Raises EmbeddedError, SettingsError.
    """
    if url := settings.migrations_database_url:
        migrate(url.get_secret_value())
        yield url.get_secret_value()
    elif settings.environment == "production":
        raise SettingsError("MIGRATIONS_DATABASE_URL says as whom to migrate: the tables' owner")
    else:
        with open_embedded(settings.data_directory / "postgres") as server:
            migrate(server.url)
            yield server.url


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, to be taken before anything slow begins. Raises SettingsError."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise SettingsError(f"cannot listen on {host}:{port}: {reason}") from error


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C, then let requests finish."""
    with stop_on_signal() as stop:
        async with open_house(settings) as house, open_server(house, listener):
            await stop.wait()


async def work(settings: Settings) -> None:
    """Do jobs until SIGTERM or Ctrl-C, then finish those begun."""
    with stop_on_signal() as stop:
        from api.worker import run_worker  # a server needs no queue

        async with open_house(settings) as house:
            await run_worker(house, stop)


@contextlib.asynccontextmanager
async def open_server(house: House, listener: socket.socket) -> AsyncIterator[None]:
    """The application, answering on this socket for as long as the block lasts."""
    from api.app import create_app  # a worker needs no routes

    server = _Server(
        uvicorn.Config(
            create_app(house.settings, house=house),
            http="httptools",
            log_config=None,
            # An access log would hold the addresses of those who want to talk.
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
    )
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    # What was made until now stays: no round of the collector has to look at it again.
    gc.freeze()
    try:
        yield
    finally:
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def open_worker(house: House) -> AsyncIterator[None]:
    """The worker, inside this process, for as long as the block lasts."""
    from api.worker import run_worker

    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(house, stop))
    try:
        yield
    finally:
        stop.set()
        await working


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to whoever opened it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def stop_on_signal() -> Iterator[asyncio.Event]:
    """An event for the first signal to end, or a closed terminal; the second ends at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def begin_to_stop() -> None:
        stop.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, begin_to_stop)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
