"""A key server for each test: the local keystore, and a real Vault server where there is one."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests import vault_server
from vault import KeyService
from vault.keystore import Keystore
from vault.transit import Transit


@pytest.fixture(scope="session")
def vault_address() -> Iterator[vault_server.Address]:
    """A running server; without one the test is skipped, or fails where REQUIRE_VAULT=1."""
    match vault_server.find_vault():
        case vault_server.Address() as running:
            vault_server.enable_transit(running)
            yield running
        case Path() as binary:
            with vault_server.dev_server(binary) as started:
                yield started
        case None:
            without_vault()


@pytest.fixture(scope="session")
def vault_binary() -> Path:
    return vault_server.find_binary() or without_vault()


@pytest.fixture(params=["keystore", "vault"])
async def key_service(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[KeyService]:
    service: KeyService
    if request.param == "vault":
        address = request.getfixturevalue("vault_address")
        service = Transit(address.url, address.token)
    else:
        service = Keystore(tmp_path / "keys")
    yield service
    await service.close()


def without_vault() -> NoReturn:
    if os.environ.get("REQUIRE_VAULT") == "1":
        pytest.fail(vault_server.MISSING, pytrace=False)
    pytest.skip(vault_server.MISSING)
