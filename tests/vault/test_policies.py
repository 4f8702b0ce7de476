"""Each power does its own on a real server, and nothing of the others."""

# ruff: noqa: ARG005 - every act is given the same three

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import pytest

from api.house import PLATFORM_KEYS, STAFF_KEY, TOKEN_KEY
from tenants.conversations.clients import LOOKUP_KEY
from tests import vault_server
from tests.vault.roles import ask, prepare
from vault import KeyKind, KeyNotFound, KeyRefused
from vault.keyring import key_name
from vault.login import TokenLogin
from vault.policies import Power, policy_name
from vault.setup import Administration
from vault.transit import Transit

HERE = b"here"


@pytest.fixture
async def root(vault_address: vault_server.Address) -> AsyncIterator[Transit]:
    await prepare(vault_address)
    service = Transit(vault_address.url, vault_address.token)
    yield service
    await service.close()


def token_for(address: vault_server.Address, *powers: Power) -> str:
    policies = [policy_name(power) for power in powers]
    made = ask(address, "POST", "auth/token/create", {"policies": policies})
    return str(made["auth"]["client_token"])


#: they describe any key of the house, and a signing key's description is its public half
SEE_ALL = {Power.PROVISIONER, Power.REWRAPPER}

Act = Callable[[Transit, str, str], Awaitable[object]]

ACTS: dict[str, tuple[set[Power], Act]] = {
    "unwrap": ({Power.API, Power.REPLACER}, lambda s, name, wrapped: s.unwrap(name, wrapped, HERE)),
    "look up": ({Power.API}, lambda s, name, wrapped: s.digest(LOOKUP_KEY, b"secret")),
    "sign": ({Power.API}, lambda s, name, wrapped: s.sign(TOKEN_KEY, b"token")),
    "verify": (SEE_ALL | {Power.API}, lambda s, name, wrapped: s.public_keys(TOKEN_KEY)),
    "lock a second factor": ({Power.API}, lambda s, name, wrapped: s.wrap(STAFF_KEY, b"t", HERE)),
    "create": (
        {Power.PROVISIONER},
        lambda s, name, wrapped: s.create_key(key_name(uuid4()), KeyKind.WRAPPING),
    ),
    "wrap": (
        {Power.PROVISIONER, Power.REPLACER},
        lambda s, name, wrapped: s.wrap(name, b"kek", HERE),
    ),
    "rotate": ({Power.REWRAPPER}, lambda s, name, wrapped: s.rotate(name)),
    "rewrap": ({Power.REWRAPPER}, lambda s, name, wrapped: s.rewrap(name, wrapped, HERE)),
    "raise the minimum": (
        {Power.REWRAPPER},
        lambda s, name, wrapped: s.raise_minimum(name, 2),
    ),
    "describe": (
        SEE_ALL | {Power.SHREDDER},
        lambda s, name, wrapped: s.describe(name),
    ),
    "destroy": ({Power.SHREDDER}, lambda s, name, wrapped: s.destroy(name)),
    "destroy a key of the platform": (set(), lambda s, name, wrapped: s.destroy(STAFF_KEY)),
    "open a second factor's lock elsewhere": (
        set(),
        lambda s, name, wrapped: s.unwrap("gesprekspunt-elsewhere", wrapped, HERE),
    ),
    "export": (set(), lambda s, name, wrapped: s._transit("export_key", name, "encryption-key")),
    "back up": (set(), lambda s, name, wrapped: s._transit("backup_key", name)),
}


@pytest.mark.book("D2", "R16")
@pytest.mark.parametrize("power", Power)
@pytest.mark.parametrize("act", ACTS)
async def test_each_power_does_its_own_and_nothing_else(
    vault_address: vault_server.Address, root: Transit, power: Power, act: str
) -> None:
    name = key_name(uuid4())
    await root.create_key(name, KeyKind.WRAPPING)
    await root.rotate(name)
    wrapped = await root.wrap(name, b"kek", HERE)
    may, do = ACTS[act]
    service = Transit(vault_address.url, token_for(vault_address, power))
    try:
        if power in may:
            await do(service, name, wrapped)
        else:
            with pytest.raises(KeyRefused):
                await do(service, name, wrapped)
    finally:
        await service.close()


@pytest.mark.book("D2")
async def test_no_power_makes_a_key_that_may_leave(vault_address: vault_server.Address) -> None:
    await prepare(vault_address)
    address = vault_server.Address(vault_address.url, token_for(vault_address, Power.API, *SEE_ALL))
    for leaving in ({"exportable": True}, {"allow_plaintext_backup": True}):
        name = key_name(uuid4())
        async with AsyncExitStack() as stack:
            service = Transit(address.url, address.token)
            stack.push_async_callback(service.close)
            for body in ({"type": "aes256-gcm96"} | leaving, leaving):
                with pytest.raises(KeyRefused):
                    await service._call(
                        service._adapter.post, f"/v1/transit/keys/{name}", json=body
                    )
            await service.create_key(name, KeyKind.WRAPPING)
            with pytest.raises(KeyRefused):
                await service._transit("update_key_configuration", name, exportable=True)


@pytest.mark.book("R19")
async def test_the_service_cannot_bring_a_destroyed_key_back_by_wrapping(
    vault_address: vault_server.Address, root: Transit
) -> None:
    service = Transit(vault_address.url, token_for(vault_address, Power.API, Power.PROVISIONER))
    try:
        name = key_name(uuid4())
        with pytest.raises(KeyRefused):
            await service.wrap(name, b"kek", HERE)
        with pytest.raises(KeyNotFound):
            await service.describe(name)
    finally:
        await service.close()


async def test_setup_says_what_it_wrote_and_can_be_run_again(
    vault_address: vault_server.Address,
) -> None:
    assert await prepare(vault_address) == (said := await prepare(vault_address))
    for named in (*map(policy_name, Power), *PLATFORM_KEYS, "gesprekspunt-shredder"):
        assert any(named in line for line in said)
    assert vault_address.token not in "".join(said)


async def test_check_tells_what_is_missing(vault_address: vault_server.Address) -> None:
    await prepare(vault_address)
    login = TokenLogin(vault_address.token)
    async with Administration.open(vault_address.url, login) as server:
        assert await server.list_missing(PLATFORM_KEYS) == []
        ask(vault_address, "DELETE", f"sys/policies/acl/{policy_name(Power.SHREDDER)}")
        ask(vault_address, "DELETE", "auth/approle/role/gesprekspunt-rewrapper")
        policy = {"policy": 'path "transit/*" { capabilities = ["update"] }'}
        ask(vault_address, "PUT", f"sys/policies/acl/{policy_name(Power.API)}", policy)
        lost = f"gesprekspunt-{UUID(int=0)}"
        assert await server.list_missing(PLATFORM_KEYS | {lost: KeyKind.DIGEST}) == [
            f"the key {lost}",
            "the policy gesprekspunt-shredder",
            "the AppRole gesprekspunt-rewrapper",
            "the policy gesprekspunt-api as it should be",
        ]
    await prepare(vault_address)


@pytest.mark.parametrize("power", Power)
async def test_check_tells_which_powers_a_login_has(
    vault_address: vault_server.Address, power: Power
) -> None:
    await prepare(vault_address)
    login = TokenLogin(token_for(vault_address, power))
    async with Administration.open(vault_address.url, login) as server:
        lacking = await server.list_powers()
        assert [found for found, paths in lacking.items() if not paths] == [power]
