"""The keyring: one call for many who wait, bounded in time, uses and number, and outages."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests import vault_server
from vault import (
    CannotOpen,
    KeyKind,
    KeyNotFound,
    Keyring,
    KeyService,
    KeyServiceUnavailable,
    version_of,
)
from vault.keyring import key_name
from vault.keystore import Keystore
from vault.transit import Transit


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class CountedKeystore(Keystore):
    """The keystore, which answers when it may, and counts how often it opened something."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.opened = 0
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def unwrap(self, name: str, wrapped: str, context: bytes) -> bytes:
        self.asked.set()
        await self.may_answer.wait()
        self.opened += 1
        return await super().unwrap(name, wrapped, context)


@pytest.fixture
def keystore(tmp_path: Path) -> CountedKeystore:
    return CountedKeystore(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tenant() -> UUID:
    return uuid4()


def ring(service: KeyService, clock: Clock | None = None, **bounds: int) -> Keyring:
    return Keyring(
        service,
        max_age=timedelta(seconds=bounds.get("seconds", 60)),
        max_uses=bounds.get("uses", 1000),
        max_keys=bounds.get("keys", 10),
        clock=clock or Clock(),
    )


@pytest.mark.book("R15")
async def test_each_organisation_has_a_key_of_its_own(key_service: KeyService) -> None:
    keys = ring(key_service)
    one, two = uuid4(), uuid4()
    wrapped_one, wrapped_two = await keys.new_kek(one), await keys.new_kek(two)
    kek_one, kek_two = await keys.kek(one, wrapped_one), await keys.kek(two, wrapped_two)
    assert len(kek_one) == 32
    assert kek_one != kek_two
    with pytest.raises(CannotOpen):
        await keys.kek(two, wrapped_one)


@pytest.mark.book("D2")
async def test_rotating_and_rewrapping_keeps_the_kek(key_service: KeyService, tenant: UUID) -> None:
    keys = ring(key_service)
    wrapped = await keys.new_kek(tenant)
    kek = await keys.kek(tenant, wrapped)
    await key_service.rotate(key_name(tenant))
    again = await key_service.rewrap(
        key_name(tenant), wrapped, b"gesprekspunt/1/kek/" + tenant.bytes
    )
    assert version_of(again) == 2
    assert await keys.kek(tenant, again) == kek


async def test_many_who_wait_share_one_call(keystore: CountedKeystore, tenant: UUID) -> None:
    keys = ring(keystore)
    wrapped = await keys.new_kek(tenant)
    keks = await asyncio.gather(*(keys.kek(tenant, wrapped) for _ in range(50)))
    assert len(set(keks)) == 1
    await keys.kek(tenant, wrapped)
    assert keystore.opened == 1


async def test_one_who_goes_away_takes_nothing_from_the_others(
    keystore: CountedKeystore, tenant: UUID
) -> None:
    keys = ring(keystore)
    wrapped = await keys.new_kek(tenant)
    keystore.may_answer.clear()
    first, *others = [asyncio.create_task(keys.kek(tenant, wrapped)) for _ in range(5)]
    await keystore.asked.wait()
    first.cancel()
    keystore.may_answer.set()
    assert len(set(await asyncio.gather(*others))) == 1
    with pytest.raises(asyncio.CancelledError):
        await first
    assert keystore.opened == 1


async def test_all_gone_before_the_answer(keystore: CountedKeystore, tenant: UUID) -> None:
    """The failure nobody waited for is not reported as lost."""
    lost: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, told: lost.append(told))
    try:
        keys = ring(keystore)
        await keys.new_kek(tenant)
        keystore.may_answer.clear()
        waiting = asyncio.create_task(keys.kek(tenant, "keystore:v9:AAAA"))
        await keystore.asked.wait()
        waiting.cancel()
        keystore.may_answer.set()
        while keys._flights:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
    finally:
        loop.set_exception_handler(None)
    assert waiting.cancelled()
    assert lost == []


async def test_a_failure_reaches_all_and_is_not_kept(
    keystore: CountedKeystore, tenant: UUID
) -> None:
    keys = ring(keystore)
    wrapped = await keys.new_kek(tenant)
    await keystore.destroy(key_name(tenant))
    waiting = (keys.kek(tenant, wrapped) for _ in range(5))
    for outcome in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(outcome, KeyNotFound)
    assert keystore.opened == 1
    with pytest.raises(KeyNotFound):
        await keys.kek(tenant, wrapped)
    assert keystore.opened == 2


async def test_bounded_in_time(keystore: CountedKeystore, clock: Clock, tenant: UUID) -> None:
    keys = ring(keystore, clock, seconds=60)
    wrapped = await keys.new_kek(tenant)
    await keys.kek(tenant, wrapped)
    clock.now += 59.9
    await keys.kek(tenant, wrapped)
    assert keystore.opened == 1
    clock.now += 0.1
    await keys.kek(tenant, wrapped)
    assert keystore.opened == 2


async def test_it_leaves_the_memory_though_nobody_asks(
    keystore: CountedKeystore, tenant: UUID
) -> None:
    keys = Keyring(keystore, max_age=timedelta(milliseconds=300), max_uses=10, max_keys=10)
    await keys.kek(tenant, await keys.new_kek(tenant))
    assert keys._held
    while keys._held:
        await asyncio.sleep(0.05)


async def test_bounded_in_uses(keystore: CountedKeystore, tenant: UUID) -> None:
    keys = ring(keystore, uses=3)
    wrapped = await keys.new_kek(tenant)
    for _ in range(7):
        await keys.kek(tenant, wrapped)
    assert keystore.opened == 3


async def test_bounded_in_number_the_least_used_goes(keystore: CountedKeystore) -> None:
    keys = ring(keystore, keys=2)
    tenants = [uuid4() for _ in range(3)]
    wrapped = {tenant: await keys.new_kek(tenant) for tenant in tenants}
    for at in (0, 1, 0, 2):
        await keys.kek(tenants[at], wrapped[tenants[at]])
    assert keystore.opened == 3
    await keys.kek(tenants[0], wrapped[tenants[0]])
    assert keystore.opened == 3
    await keys.kek(tenants[1], wrapped[tenants[1]])
    assert keystore.opened == 4


@pytest.mark.book("R19")
async def test_what_is_forgotten_is_asked_for_again(
    keystore: CountedKeystore, tenant: UUID
) -> None:
    keys = ring(keystore)
    wrapped = await keys.new_kek(tenant)
    await keys.kek(tenant, wrapped)
    await keystore.destroy(key_name(tenant))
    keys.forget(tenant)
    with pytest.raises(KeyNotFound):
        await keys.kek(tenant, wrapped)


async def test_what_is_on_its_way_when_forgotten_is_not_kept(
    keystore: CountedKeystore, tenant: UUID
) -> None:
    keys = ring(keystore)
    wrapped = await keys.new_kek(tenant)
    keystore.may_answer.clear()
    waiting = asyncio.create_task(keys.kek(tenant, wrapped))
    await keystore.asked.wait()
    keys.forget(tenant)
    keystore.may_answer.set()
    await waiting
    await keys.kek(tenant, wrapped)
    assert keystore.opened == 2


@pytest.mark.parametrize("bounds", [{"seconds": 0}, {"uses": 0}, {"keys": 0}])
def test_a_keyring_has_bounds(keystore: CountedKeystore, bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ring(keystore, None, **bounds)


async def test_a_digest_comes_from_the_key_server(key_service: KeyService) -> None:
    name = f"lookup-{uuid4()}"
    await key_service.create_key(name, KeyKind.DIGEST)
    assert await ring(key_service).digest(name, b"x") == await key_service.digest(name, b"x")


@pytest.fixture
def outage(vault_binary: Path) -> Iterator[vault_server.FileServer]:
    with vault_server.file_server(vault_binary) as server:
        yield server


async def test_an_outage_is_bridged_within_the_bound_and_ends_by_itself(
    outage: vault_server.FileServer, clock: Clock, tenant: UUID
) -> None:
    service = Transit(outage.address.url, outage.address.token)
    keys = ring(service, clock, seconds=300)
    try:
        wrapped = await keys.new_kek(tenant)
        kek = await keys.kek(tenant, wrapped)

        outage.kill()
        clock.now += 299
        assert await keys.kek(tenant, wrapped) == kek
        clock.now += 1
        with pytest.raises(KeyServiceUnavailable):
            await keys.kek(tenant, wrapped)

        outage.start()  # sealed
        with pytest.raises(KeyServiceUnavailable):
            await keys.kek(tenant, wrapped)
        outage.unseal()
        assert await keys.kek(tenant, wrapped) == kek
    finally:
        await service.close()
