"""Callers of the API: the machine of each tenant of the cast, and a counsellor at the desk."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from api.auth.scopes import scopes_for
from api.auth.staff import GATEKEEPER, find_session, keep_unlocked, open_session
from api.house import House
from tenants.conversations.kluis import unlock_kluis
from tests.api.browsers import chromium, home
from tests.people import UNLOCK_SECRET, Cast

__all__ = ["chromium", "home"]  # fixtures of a real browser


@pytest.fixture(scope="session")
async def past_the_walls(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The clone's owner, for whom TRUNCATE knows no row-level security."""
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


@pytest.fixture(autouse=True)
async def nobody_guessed_yet(past_the_walls: asyncpg.Connection) -> None:
    """What earlier tests guessed wrong would make this one wait, seconds at a time."""
    await past_the_walls.execute("TRUNCATE attempt")


class Machine:
    """A system that calls the API with the token of its tenant."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self._client.get(path, headers=self.headers | headers)

    async def put(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._client.put(path, json=body, headers=self.headers | headers)

    async def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        headers = self.headers | {"Idempotency-Key": key or str(uuid4())}
        return await self._client.post(path, json=body, headers=headers)

    async def delete(self, path: str) -> httpx.Response:
        return await self._client.delete(path, headers=self.headers)


MachineOf = Callable[..., Awaitable[Machine]]


@pytest.fixture
def machine_of(house: House, client: httpx.AsyncClient, cast: Cast) -> MachineOf:
    """The machine of a tenant of the cast by its slug, with all its scopes or with fewer."""

    async def machine(slug: str, scope: str = "") -> Machine:
        actor = cast.machine(slug)
        token = await house.tokens.issue(
            client_id=actor.id,
            tenant_id=actor.tenant_id,
            role=actor.role,
            scope=scope or " ".join(scopes_for(actor.role)),
        )
        return Machine(client, token)

    return machine


@pytest.fixture
async def vertrouwd(machine_of: MachineOf) -> Machine:
    return await machine_of("vertrouwd")


@pytest.fixture
async def klankbord(machine_of: MachineOf) -> Machine:
    return await machine_of("klankbord")


@pytest.fixture
async def noorderlicht(machine_of: MachineOf) -> Machine:
    return await machine_of("noorderlicht")


@pytest.fixture
async def platform(machine_of: MachineOf) -> Machine:
    return await machine_of("platform")


async def sit_at_desk(
    house: House, cast: Cast, client: httpx.AsyncClient, name: str, *, unlock: bool = True
) -> None:
    """Give the browser a desk session of this counsellor, with the kluis open."""
    client.cookies.set("desk", await desk_cookie(house, cast, name, unlock=unlock))


async def desk_cookie(house: House, cast: Cast, name: str, *, unlock: bool) -> str:
    """A session at the desk, with the kluis open or not."""
    async with house.tenancy.open(GATEKEEPER, cast.homes[name]) as tenant:
        cookie = await open_session(house, tenant, cast.staff[name])
    if unlock:
        session = await find_session(house, cookie.value)
        async with house.tenancy.open(session.actor) as tenant:
            seed = await unlock_kluis(tenant, UNLOCK_SECRET)
        await keep_unlocked(house, session, seed)
    return cookie.value
