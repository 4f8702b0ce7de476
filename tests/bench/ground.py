"""What a group of figures stands on: a PostgreSQL of its own that does fsync, a house, servers."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from pydantic import SecretStr
from rich.console import Console

from api.embedded import EmbeddedPostgres, open_embedded
from api.house import House, open_house
from api.settings import Settings
from migrations import migrate
from tests.ports import free_port

#: how many there are where it is about many; BENCH_ORGANISATIONS=500 for a shorter look
ORGANISATIONS = int(os.environ.get("BENCH_ORGANISATIONS", "10000"))


@dataclass(frozen=True, slots=True)
class Ground:
    """`house` runs in this process; `directory` goes when the group is done."""

    console: Console
    directory: Path
    postgres: EmbeddedPostgres
    settings: Settings
    house: House


@dataclass(frozen=True, slots=True)
class Served:
    """Server processes, each on a port of its own."""

    ports: list[int]
    processes: list[psutil.Process]

    def cpu(self) -> float:
        """Seconds of processor that they have used together."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)

    def memory(self) -> float:
        """The largest of them, in MB."""
        return max(process.memory_info().rss for process in self.processes) / 1e6


@contextlib.asynccontextmanager
async def open_ground(console: Console) -> AsyncIterator[Ground]:
    """A fresh database with every migration and nobody in it, and a house with a local keystore."""
    with tempfile.TemporaryDirectory(prefix="gesprekspunt-bench-") as name:
        directory = Path(name)
        with open_embedded(directory / "postgres") as postgres:
            with console.status("PostgreSQL with fsync, migrations"):
                migrate(postgres.url)
            settings = Settings(
                database_url=SecretStr(postgres.app_url),
                data_directory=directory,
                passphrase_kdf="argon2id:64:1:1",
                connections_per_door=1,
                vault_addr=None,
            )
            async with open_house(settings) as house:
                yield Ground(console, directory, postgres, settings, house)


def environment(ground: Ground) -> dict[str, str]:
    """For a command of the product on this ground's database and keystore."""
    others = {name: value for name, value in os.environ.items() if name != "VAULT_ADDR"}
    return others | {
        "DATABASE_URL": ground.postgres.app_url,
        "GESPREKSPUNT_DATA_DIRECTORY": str(ground.directory),
    }


@contextlib.contextmanager
def serve(ground: Ground, *, processes: int) -> Iterator[Served]:
    """So many server processes on this ground's database and keystore."""
    ports = [free_port() for _ in range(processes)]
    started = [
        subprocess.Popen([sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
                         env=environment(ground))
        for port in ports
    ]  # fmt: skip
    try:
        for port in ports:
            _wait(port)
        yield Served(ports, [psutil.Process(process.pid) for process in started])
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/livez")
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")
