"""The demo as `make demo` makes it, on the local keystore and on a real Vault server.

To make it takes a minute of arithmetic, so each is made once for all tests.
"""

import os
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.demo.seed import seed_demo
from api.embedded import open_embedded
from api.house import House, open_house
from api.server import listen
from tests.api.commands import environment_of, started, wait_for
from tests.conftest import BARE, clone, database_at, settings_for
from tests.ports import free_port
from tests.vault.conftest import vault_address  # noqa: F401 a fixture
from tests.vault_server import Address
from tests.waiting import PATIENCE


@dataclass(frozen=True, slots=True)
class Demo:
    """`listener` is where it can be served."""

    house: House
    listener: socket.socket


@dataclass(frozen=True, slots=True)
class Made:
    """What the command left in its directory, and what it said until its terminal was closed."""

    directory: Path
    address: str
    said: str
    returncode: int


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A demo that was started for the first time, and ended."""
    directory, port = tmp_path_factory.mktemp("demo") / "data", free_port()
    address = f"http://127.0.0.1:{port}"
    with started(environment_of(directory), "demo", "--port", str(port)) as demo:
        page = wait_for(f"{address}/o/noorderlicht", demo, seconds=20 * PATIENCE)
        demo.send_signal(signal.SIGHUP)
        said, _ = demo.communicate(timeout=PATIENCE)
    assert page.status_code == 200
    return Made(directory, address, said, demo.returncode)


@pytest.fixture
async def keystore_demo(made: Made) -> AsyncIterator[Demo]:
    with (
        listen("127.0.0.1", 0) as listener,
        open_embedded(made.directory / "postgres", fsync=False) as server,
    ):
        settings = settings_for(server.app_url, made.directory, base_url=_address(listener))
        async with open_house(settings) as house:
            yield Demo(house, listener)


@pytest.fixture
async def vault_demo(
    vault_address: Address,  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[Demo]:
    async with clone(BARE) as name:
        with listen("127.0.0.1", 0) as listener:
            settings = settings_for(
                database_at(os.environ["TEST_APP_URL"], name),
                tmp_path,
                base_url=_address(listener),
                migrations_database_url=SecretStr(database_at(os.environ["TEST_OWNER_URL"], name)),
                vault_addr=vault_address.url,
                vault_token=SecretStr(vault_address.token),
            )
            async with open_house(settings) as house:
                await seed_demo(house)
                yield Demo(house, listener)


@pytest.fixture(params=["keystore", pytest.param("vault", marks=pytest.mark.book("D2"))])
def demo(request: pytest.FixtureRequest) -> Demo:
    """The demo on each key server; one that is not there skips the test."""
    return request.getfixturevalue(f"{request.param}_demo")


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
