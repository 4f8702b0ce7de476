"""The demo as `make demo` makes it, on the local keystore and on a real Vault server."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.demo.seed import seed_demo
from api.house import House, open_house
from api.server import listen
from tests.conftest import BARE, clone, database_at, settings_for
from tests.vault.conftest import vault_address  # noqa: F401 a fixture
from tests.vault_server import Address


@dataclass(frozen=True, slots=True)
class Demo:
    """`told` is what was said while it was made; `listener` is where it can be served."""

    house: House
    told: tuple[str, ...]
    listener: socket.socket


@pytest.fixture(scope="session")
async def keystore_demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with _open_demo(tmp_path_factory.mktemp("demo")) as made:
        yield made


@pytest.fixture(scope="session")
async def vault_demo(
    vault_address: Address,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Demo]:
    token = SecretStr(vault_address.token)
    directory = tmp_path_factory.mktemp("demo")
    async with _open_demo(directory, vault_addr=vault_address.url, vault_token=token) as made:
        yield made


@pytest.fixture(params=["keystore", pytest.param("vault", marks=pytest.mark.book("D2"))])
def demo(request: pytest.FixtureRequest) -> Demo:
    """The demo on each key server; one that is not there skips the test."""
    return request.getfixturevalue(f"{request.param}_demo")


@asynccontextmanager
async def _open_demo(directory: Path, **settings: object) -> AsyncIterator[Demo]:
    with listen("127.0.0.1", 0) as listener:
        at = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with clone(BARE) as name:
            url = database_at(os.environ["TEST_APP_URL"], name)
            owner = SecretStr(database_at(os.environ["TEST_OWNER_URL"], name))
            told: list[str] = []
            async with open_house(
                settings_for(url, directory, migrations_database_url=owner, **settings).model_copy(
                    update={"base_url": at}
                )
            ) as house:
                await seed_demo(house, progress=told.append)
                yield Demo(house, tuple(told), listener)
