"""What the keys cost: the two locks on an act, calls of the key server, a rotation of them all.

The locks are measured alone, from the seed that waits behind the cookie to the text, and beside the
whole act through REST: processor time of the service and of PostgreSQL, without that of the browser
which asks for it here.
"""

import asyncio
import contextlib
import dataclasses
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import psutil

from api.app import create_app
from api.house import House, open_house
from tenants.conversations.messages import post_message
from tenants.network.keys import Turn, rotate_keys
from tenants.policy import PLATFORM, Actor, Role
from tests import vault_server
from tests.api.conftest import sit_at_desk
from tests.bench.figure import Figure
from tests.bench.ground import ORGANISATIONS, Ground
from tests.people import Talk, seed_cast, start_talk
from vault import (
    ContentBinding,
    Contents,
    KdfParameters,
    KeyPair,
    KeyService,
    SealBinding,
    new_data_key,
    open_seal,
    seal,
    session_lock,
    session_unlock,
)

TEXT = ("I have thought about what you asked, and I think I know what to do next. " * 7)[:500]
MESSAGES = 50
ACTS = 1000
SAMPLE = 200
OPERATOR = Actor(Role.OPERATOR, PLATFORM)


class Counted:
    """A key server that counts what is asked of it."""

    def __init__(self, service: KeyService) -> None:
        self._service, self.calls = service, 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self._service, name)


async def measure_acts(ground: Ground) -> list[Figure]:
    """The two locks beside posting and reading, and how often the key server is asked."""
    kdf = KdfParameters(memory_kib=64, iterations=1, lanes=1)
    with ground.console.status("the cast"):
        cast = await seed_cast(ground.house, kdf=kdf)
        talks = [await start_talk(ground.house, cast) for _ in range(4)]
        talks += [await start_talk(ground.house, cast, organisation="havenwerk")]
        for talk in talks:
            async with ground.house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                for _ in range(MESSAGES):
                    await post_message(tenant, talk.id, TEXT)
    counted = Counted(ground.house.keys)
    house = dataclasses.replace(ground.house, keys=counted)  # type: ignore[arg-type]
    house.keyring._service = counted  # type: ignore[assignment]
    house.keyring.forget_all()
    app = create_app(ground.settings, house=house)
    transport = httpx.ASGITransport(app)
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser,
    ):
        await sit_at_desk(house, cast, browser, "amina")
        return await _acts(ground, house, browser, talks, counted)


async def _acts(
    ground: Ground, house: House, browser: httpx.AsyncClient, talks: list[Talk], counted: Counted
) -> list[Figure]:
    numbers = count()

    def path(talk: Talk) -> str:
        return f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}"

    async def read() -> None:
        answer = await browser.get(path(talks[0]))
        assert answer.status_code == 200

    async def post() -> None:
        talk = talks[next(numbers) % 4 + 1]
        key = {"Idempotency-Key": f"bench-{uuid4()}"}
        answer = await browser.post(f"{path(talk)}/messages", json={"text": TEXT}, headers=key)
        assert answer.status_code == 201

    async def ask_nothing() -> None:
        await browser.get("/livez")

    assert len((await browser.get(path(talks[0]))).json()["messages"]) == MESSAGES
    house.keyring.forget_all()
    counted.calls = 0
    with ground.console.status("reading and posting"):
        nothing = await _cost(ask_nothing)
        reading, posting = await _cost(read) - nothing, await _cost(post) - nothing
    asked = counted.calls * 1000 / (2 * ACTS + 20)
    with ground.console.status("the locks alone"):
        lock_of_reading = await _cost(_locks_of_reading(house, talks[0]))
        lock_of_posting = await _cost(_locks_of_posting(house, talks[0]))
    return [
        Figure("the two locks in posting 500 bytes", lock_of_posting, posting,
               "ms of processor", at_most=0.15),
        Figure("the two locks in reading 50 messages", lock_of_reading, reading,
               "ms of processor", at_most=0.15),
        Figure("calls of the key server for 1,000 acts", asked, 1000, "calls", at_most=0.01),
    ]  # fmt: skip


async def _cost(act: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds of this process and of PostgreSQL's for one act."""
    for _ in range(10):
        await act()
    before = _spent()
    for _ in range(ACTS):
        await act()
    return (_spent() - before) / ACTS * 1000


def _spent() -> float:
    """Seconds of processor so far. Whoever serves the database was started by this process."""
    servers = psutil.Process().children(recursive=True)
    return time.process_time() + sum(sum(each.cpu_times()[:2]) for each in servers)


def _locks_of_posting(house: House, talk: Talk) -> Callable[[], Awaitable[None]]:
    opened = _opener(house, talk)

    async def act() -> None:
        contents = Contents(await opened())
        contents.encrypt(TEXT.encode(), binding=_row(talk))

    return act


def _locks_of_reading(house: House, talk: Talk) -> Callable[[], Awaitable[None]]:
    opened = _opener(house, talk)
    rows: list[tuple[ContentBinding, bytes]] = []

    async def act() -> None:
        contents = Contents(await opened())
        if not rows:
            places = [_row(talk) for _ in range(MESSAGES)]
            rows.extend((row, contents.encrypt(TEXT.encode(), binding=row)) for row in places)
        for binding, blob in rows:
            contents.decrypt(blob, binding=binding)

    return act


def _row(talk: Talk) -> ContentBinding:
    return ContentBinding(talk.organisation_id, talk.id, uuid4(), "body")


def _opener(house: House, talk: Talk) -> Callable[[], Awaitable[bytes]]:
    """Opens a seal with both locks, as every act does; the KEK comes from the keyring."""
    owner, cookie_key, seed = uuid4(), secrets.token_bytes(32), secrets.token_bytes(96)
    locked, public = session_lock(cookie_key, seed, owner=owner), KeyPair.from_seed(seed).public
    binding = SealBinding(talk.organisation_id, talk.id, talk.counsellor.id)  # type: ignore[arg-type]
    data_key = new_data_key()
    sealed: list[tuple[str, bytes]] = []

    async def opened() -> bytes:
        if not sealed:
            async with house.tenancy.open(OPERATOR, talk.organisation_id) as tenant:
                wrapped = await tenant.connection.fetchval(
                    "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", tenant.tenant_id
                )
            kek = await house.keyring.kek(talk.organisation_id, wrapped)
            sealed.append((wrapped, seal(data_key, kek=kek, recipient=public, binding=binding)))
        wrapped, blob = sealed[0]
        kek = await house.keyring.kek(talk.organisation_id, wrapped)
        person = KeyPair.from_seed(session_unlock(cookie_key, locked, owner=owner))
        return open_seal(blob, kek=kek, key_pair=person, binding=binding)

    return opened


async def measure_rotation(ground: Ground) -> list[Figure]:
    """Every organisation's key rotated and re-wrapped, beside the bare calls of the key server."""
    async with _keyed(ground) as house:
        with ground.console.status(f"{ORGANISATIONS:,} organisations, on {house.keys.name}"):
            ids = await _organisations(ground, house)
            bare = await _bare(house, SAMPLE) / SAMPLE * ORGANISATIONS
        with ground.console.status("rotating"):
            began = time.monotonic()
            turns = rotate_keys(house.tenancy, OPERATOR, ids, settling=timedelta(0))
            assert {turn async for _, turn in turns} == {Turn.ROTATED}
            took = time.monotonic() - began
    name = f"rotate the keys of {ORGANISATIONS:,} organisations, {house.keys.name}"
    return [Figure(name, took, bare, "seconds", at_most=3)]


@contextlib.asynccontextmanager
async def _keyed(ground: Ground) -> AsyncIterator[House]:
    """The house on a real Vault server where there is one, else on the local keystore.

    A server that is started here keeps its keys in memory.
    """
    found = vault_server.find_vault()
    if found is None:
        yield ground.house
        return
    with contextlib.ExitStack() as stack:
        if isinstance(found, Path):
            found = stack.enter_context(vault_server.dev_server(found))
        vault_server.enable_transit(found)
        others = {"vault_addr": found.url, "vault_token": found.token}
        settings = ground.settings.model_validate(
            ground.settings.model_dump(by_alias=False) | others
        )
        async with open_house(settings) as house:
            yield house


async def _organisations(ground: Ground, house: House) -> list[UUID]:
    """So many organisations with a key each, written straight into the tables."""
    ids = sorted(uuid4() for _ in range(ORGANISATIONS))
    at_once = asyncio.Semaphore(16)

    async def keyed(organisation_id: UUID) -> tuple[UUID, str]:
        async with at_once:
            return organisation_id, await house.keyring.new_kek(organisation_id)

    wrapped = await asyncio.gather(*map(keyed, ids))
    owner = await asyncpg.connect(ground.postgres.url)
    try:
        await owner.executemany(
            "INSERT INTO tenant (id, kind, slug) VALUES ($1, 'organisation', $2)",
            [(id_, f"o-{id_.hex}") for id_ in ids],
        )
        await owner.execute("ALTER TABLE organisation NO FORCE ROW LEVEL SECURITY")
        await owner.executemany(
            """
            INSERT INTO organisation
                        (tenant_id, firm_id, name, sector_scheme, sector_edition, sector_code,
                         country, languages, passphrase_salt, passphrase_kdf, wrapped_kek)
                 VALUES ($1, $1, 'x', 'SBI', '2025', '8610', 'NL', '{nl}', $2, 'x', $3)
            """,
            [(id_, bytes(32), text) for id_, text in wrapped],
        )
        await owner.execute("ALTER TABLE organisation FORCE ROW LEVEL SECURITY")
    finally:
        await owner.close()
    return ids


async def _bare(house: House, number: int) -> float:
    """Seconds for what so many rotations ask of the key server, one call after the other."""
    ids = [uuid4() for _ in range(number)]
    wrapped = [await house.keyring.new_kek(organisation_id) for organisation_id in ids]
    began = time.monotonic()
    for organisation_id, text in zip(ids, wrapped, strict=True):
        await house.keyring.describe(organisation_id)
        await house.keyring.rotate(organisation_id)
        await house.keyring.rewrap(organisation_id, text)
        await house.keyring.describe(organisation_id)
        await house.keyring.raise_minimum(organisation_id, 2)
    return time.monotonic() - began
