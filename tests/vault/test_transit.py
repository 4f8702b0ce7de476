"""What only a real Vault server can show: policies, tokens, sealing, restarts."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest

from tests import vault_server
from tests.vault.roles import ask
from vault import KeyKind, KeyNotFound, KeyRefused, KeyServiceUnavailable, login
from vault.transit import Transit

MAY_ONLY_OPEN = 'path "transit/decrypt/*" { capabilities = ["update"] }'
MAY_USE_KEYS = """
path "transit/keys/*"    { capabilities = ["create", "read", "update"] }
path "transit/encrypt/*" { capabilities = ["create", "update"] }
path "transit/decrypt/*" { capabilities = ["update"] }
"""


@pytest.fixture(scope="module")
def server(vault_binary: Path) -> Iterator[vault_server.FileServer]:
    with vault_server.file_server(vault_binary) as started:
        yield started


@asynccontextmanager
async def transit(
    address: vault_server.Address, token: str | None = None
) -> AsyncIterator[Transit]:
    service = Transit(address.url, token or address.token)
    try:
        yield service
    finally:
        await service.close()


async def test_a_token_that_may_only_open(vault_address: vault_server.Address) -> None:
    token = vault_server.make_token(vault_address, MAY_ONLY_OPEN)
    async with transit(vault_address) as root, transit(vault_address, token) as reader:
        await root.create_key("policies", KeyKind.WRAPPING)
        wrapped = await root.wrap("policies", b"kek", b"here")
        assert await reader.unwrap("policies", wrapped, b"here") == b"kek"
        for act in (
            reader.create_key("another", KeyKind.WRAPPING),
            reader.wrap("policies", b"kek", b"here"),
            reader.rotate("policies"),
            reader.destroy("policies"),
        ):
            with pytest.raises(KeyRefused):
                await act


async def test_a_token_that_could_create_by_encrypting_does_not(
    vault_address: vault_server.Address,
) -> None:
    token = vault_server.make_token(vault_address, MAY_USE_KEYS)
    async with transit(vault_address, token) as service:
        with pytest.raises(KeyNotFound):
            await service.wrap("never-made", b"kek", b"here")
        with pytest.raises(KeyNotFound):
            await service.describe("never-made")


async def test_a_token_is_renewed_after_two_thirds_of_its_life(
    vault_address: vault_server.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = vault_server.make_token(vault_address, MAY_USE_KEYS, ttl="1h", renewable=True)
    clock = SimpleNamespace(now=1000.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(login, "time", clock)

    def renewed() -> bool:
        told = ask(vault_address, "POST", "auth/token/lookup", {"token": token})
        return bool(told["data"].get("last_renewal_time"))

    async with transit(vault_address, token) as service:
        await service.create_key("renewal", KeyKind.WRAPPING)
        for seconds, expected in ((2300, False), (200, True)):
            clock.now += seconds
            await service.describe("renewal")
            assert renewed() is expected


async def test_an_error_holds_no_secret(vault_address: vault_server.Address) -> None:
    token, wrapped, context = "hvs.NOBODYKNOWSTHIS", "vault:v1:c2VjcmV0", b"secret-context"
    async with transit(vault_address, token) as service:
        with pytest.raises(KeyRefused) as refused:
            await service.unwrap("organisation-1", wrapped, context)
    told = traceback.format_exception(refused.value)
    assert told[-1] == "vault.errors.KeyRefused: the key server refuses\n"
    for secret in (token, "c2VjcmV0", "secret-context"):
        assert secret not in "".join(told)


async def test_a_server_without_the_engine_says_what_to_do(
    vault_address: vault_server.Address,
) -> None:
    service = Transit(vault_address.url, vault_address.token, mount="elsewhere")
    try:
        with pytest.raises(KeyRefused, match="vault secrets enable transit"):
            await service.create_key("organisation-1", KeyKind.WRAPPING)
        await service.mount()
        await service.mount()
        await service.create_key("organisation-1", KeyKind.WRAPPING)
    finally:
        await service.close()


async def test_sealed_killed_restarted_unsealed(server: vault_server.FileServer) -> None:
    async with transit(server.address) as service:
        await service.create_key("outage", KeyKind.WRAPPING)
        wrapped = await service.wrap("outage", b"kek", b"here")

        server.seal()
        assert not await service.health()
        with pytest.raises(KeyServiceUnavailable):
            await service.unwrap("outage", wrapped, b"here")
        server.unseal()
        assert await service.unwrap("outage", wrapped, b"here") == b"kek"

        server.kill()
        assert not await service.health()
        with pytest.raises(KeyServiceUnavailable):
            await service.unwrap("outage", wrapped, b"here")
        server.start()
        with pytest.raises(KeyServiceUnavailable):
            await service.unwrap("outage", wrapped, b"here")
        server.unseal()
        assert await service.unwrap("outage", wrapped, b"here") == b"kek"


async def answering(*answers: bytes | None) -> tuple[asyncio.Server, str]:
    """Gives these raw answers, one a connection: None hangs up, empty stays silent."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        answer = left.pop(0)
        if answer == b"":
            await asyncio.sleep(1)
        if answer:
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


HEALTHY = b'Content-Length: 16\r\n\r\n{"sealed":false}'
PAGE = b"Content-Length: 13\r\n\r\n<h1>Hello</h1>"


@pytest.mark.parametrize(
    ("answers", "healthy"),
    [
        ([HEALTHY], True),
        ([None, HEALTHY], True),
        ([None] * 4 + [HEALTHY], False),  # aiohttp itself asks a GET again as well
        ([b""], False),
        ([PAGE], False),
        ([b"Content-Length: 99\r\n\r\n{}"], False),
    ],
    ids=["answers", "hangs up once", "keeps hanging up", "silent", "another site", "cut off"],
)
async def test_bad_luck_on_the_way(
    answers: list[bytes | None], healthy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.transit.TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    server, url = await answering(*answers)
    service = Transit(url, "token")
    async with server:
        try:
            assert await service.health() is healthy
        finally:
            await service.close()


async def test_a_connection_from_before_a_restart_is_replaced(
    server: vault_server.FileServer,
) -> None:
    async with transit(server.address) as service:
        await service.create_key("restart", KeyKind.WRAPPING)
        server.kill()
        server.start()
        server.unseal()
        assert (await service.describe("restart")).latest_version == 1
