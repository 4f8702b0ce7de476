"""The life of an organisation's key on a real Vault server, each process with its own role."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from api.house import House, open_house
from tenants.conversations.conversations import get_conversation
from tenants.conversations.messages import post_message
from tenants.network.keys import (
    OrganisationKey,
    Turn,
    destroy_key,
    get_organisation_key,
    list_organisation_ids,
    rotate_keys,
)
from tenants.policy import PLATFORM, Actor, Role
from tests import people, vault_server
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from tests.vault.roles import enter, prepare
from tests.waiting import until
from vault import CannotOpen, KeyKind, KeyNotFound, KeyRefused, version_of
from vault.keyring import key_name

OPERATOR = Actor(Role.OPERATOR, PLATFORM)
SOON = timedelta(milliseconds=300)
TEXT = "What only two may read."

Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
async def opened(
    vault_address: vault_server.Address, directory: Path
) -> AsyncIterator[tuple[Open, str]]:
    """Opens a house on one database as a role of the Vault server; and that database's name."""
    await prepare(vault_address)
    async with clone(BARE) as name:

        def open_as(
            role: str = "gesprekspunt", database: str = name, **bounds: int
        ) -> AbstractAsyncContextManager[House]:
            login = enter(vault_address, role)
            return open_house(
                settings_for(
                    database_at(os.environ["TEST_APP_URL"], database),
                    directory,
                    vault_addr=vault_address.url,
                    vault_role_id=login.role_id,
                    vault_secret_id=SecretStr(login.secret_id),
                    **bounds,
                )
            )

        yield open_as, name


async def key_of(house: House, organisation_id: UUID) -> OrganisationKey:
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        return await get_organisation_key(tenant)


async def organisations(house: House) -> list[UUID]:
    async with house.tenancy.open(OPERATOR) as tenant:
        return await list_organisation_ids(tenant)


async def wrapped_kek(house: House, organisation_id: UUID) -> str:
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        return await tenant.connection.fetchval(
            "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", organisation_id
        )


async def say(house: House, talk: people.Talk, text: str) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, text)


async def read(house: House, talk: people.Talk) -> list[str]:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        return [message.text for message in (await get_conversation(tenant, talk.id)).messages]


@pytest.mark.book("D2", "R16")
async def test_keys_are_rotated_while_conversations_go_on(opened: tuple[Open, str]) -> None:
    open_as, _ = opened
    # A KEK is asked for again after three uses: the tasks are at Vault all the time.
    async with open_as(kek_uses=3) as service, open_as("gesprekspunt-rewrapper") as rewrapper:
        cast = await people.seed_cast(service, kdf=CHEAP)
        first = await people.start_talk(service, cast)
        talks = [
            first,
            await people.start_talk(service, cast, organisation="havenwerk"),
            await people.start_talk(service, cast, organisation="meesterschap", counsellor="dewi"),
        ]
        before = await wrapped_kek(service, first.organisation_id)
        ended = asyncio.Event()

        async def talking(talk: people.Talk) -> int:
            said = 0
            while not ended.is_set():
                await say(service, talk, f"Message {said}")
                said += 1
                assert len(await read(service, talk)) == said
            return said

        tasks = [asyncio.create_task(talking(talk)) for talk in talks]
        ids = await organisations(rewrapper)
        for _ in range(3):
            turns = rotate_keys(rewrapper.tenancy, OPERATOR, ids, settling=SOON)
            assert [found async for found in turns] == [(id_, Turn.ROTATED) for id_ in ids]
        ended.set()
        assert min(await asyncio.gather(*tasks)) > 3

        for id_ in ids:
            key = await key_of(rewrapper, id_)
            assert key.is_settled
            assert key.wrapped_version == 4
        # What a backup from before the rotation holds is closed.
        with pytest.raises(CannotOpen):
            await service.keyring.kek(first.organisation_id, before)
        # Who rotates opens nothing: what the rewrapper may not ask, it cannot have seen.
        with pytest.raises(KeyRefused):
            await rewrapper.keyring.kek(
                first.organisation_id, await wrapped_kek(service, first.organisation_id)
            )


@pytest.mark.book("D2")
async def test_a_rotation_that_was_stopped_is_taken_up_again(opened: tuple[Open, str]) -> None:
    open_as, _ = opened
    async with open_as() as service, open_as("gesprekspunt-rewrapper") as rewrapper:
        cast = await people.seed_cast(service, kdf=CHEAP)
        talk = await people.start_talk(service, cast)
        await say(service, talk, TEXT)
        first, second, third = ids = await organisations(rewrapper)
        # The cast's keys are as old as this test: give the run a moment that is after them.
        await asyncio.sleep(1.1)
        since = datetime.now(UTC).replace(microsecond=0)

        async with aclosing(
            rotate_keys(rewrapper.tenancy, OPERATOR, ids, unless_since=since)
        ) as turns:
            assert await anext(turns) == (first, Turn.ROTATED)
        # And the process died between two calls for the second: rotated, and nothing else.
        await rewrapper.keyring.rotate(second)
        assert [(await key_of(rewrapper, id_)).is_settled for id_ in ids] == [False, False, True]
        service.keyring.forget_all()
        assert await read(service, talk) == [TEXT]

        again = rotate_keys(rewrapper.tenancy, OPERATOR, ids, unless_since=since, settling=SOON)
        assert [found async for found in again] == [
            (first, Turn.RECENT),
            (second, Turn.FINISHED),
            (third, Turn.ROTATED),
        ]
        for id_ in ids:
            key = await key_of(rewrapper, id_)
            assert key.is_settled
            assert key.wrapped_version == 2
        service.keyring.forget_all()
        assert await read(service, talk) == [TEXT]


@pytest.mark.book("D2", "R16", "R19")
async def test_a_destroyed_organisation_opens_nowhere_not_in_a_backup_either(
    opened: tuple[Open, str], vault_address: vault_server.Address
) -> None:
    open_as, name = opened
    async with open_as() as service:
        cast = await people.seed_cast(service, kdf=CHEAP)
        talk = await people.start_talk(service, cast)
        other = await people.start_talk(service, cast, organisation="havenwerk")
        for each in (talk, other):
            await say(service, each, TEXT)

    # A backup, taken while all was well. It opens, or the rest would show nothing.
    async with clone(name) as backup:
        async with open_as(database=backup) as restored:
            assert await read(restored, talk) == [TEXT]

        async with open_as(kek_seconds=3600) as service:
            for each in (talk, other):
                assert await read(service, each) == [TEXT]
            async with open_as("gesprekspunt-shredder") as shredder:
                async with shredder.tenancy.open(OPERATOR, talk.organisation_id) as tenant:
                    await destroy_key(tenant)
                key = await key_of(shredder, talk.organisation_id)
                assert (key.described, key.state) == (None, "ended")
            # Told, the service forgets long before its hour has passed.
            await until(lambda: closed(service, talk))
            assert await read(service, other) == [TEXT]

        async with open_as(database=backup) as restored:
            assert await closed(restored, talk)
            # Nor when somebody makes a new key of the old name.
            await restored.keys.create_key(key_name(talk.organisation_id), KeyKind.WRAPPING)
            with pytest.raises(CannotOpen):
                await read(restored, talk)
            assert await read(restored, other) == [TEXT]


@pytest.mark.book("D2")
async def test_only_the_shredder_destroys_and_a_refusal_changes_nothing(
    opened: tuple[Open, str],
) -> None:
    open_as, _ = opened
    async with open_as() as service, open_as("gesprekspunt-rewrapper") as rewrapper:
        cast = await people.seed_cast(service, kdf=CHEAP)
        organisation_id = cast.tenants["noorderlicht"]
        for house in (service, rewrapper):
            with pytest.raises(KeyRefused):
                async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
                    await destroy_key(tenant)
        assert (await key_of(service, organisation_id)).state == "live"
        assert await audited(service, organisation_id) == []
        with pytest.raises(KeyRefused):
            async for _turn in rotate_keys(service.tenancy, OPERATOR, [organisation_id]):
                pass
        assert version_of(await wrapped_kek(service, organisation_id)) == 1
        turns = rotate_keys(rewrapper.tenancy, OPERATOR, [organisation_id], settling=SOON)
        assert [turn async for _, turn in turns] == [Turn.ROTATED]
        assert await audited(service, organisation_id) == ["rotate_key"]


async def test_news_is_heard_again_after_the_connection_broke(fresh_house: House, cast) -> None:
    talk = await people.start_talk(fresh_house, cast)
    keyring, organisation_id = fresh_house.keyring, talk.organisation_id
    url = fresh_house.settings.database_url.get_secret_value()
    app = await asyncpg.connect(url)
    try:
        await until(lambda: app.fetch(LISTENERS))
        assert await read(fresh_house, talk) == []
        assert organisation_id in keyring._held
        assert await app.fetchval(f"SELECT pg_terminate_backend(pid) FROM ({LISTENERS}) AS l")
        # Back again it forgets everything: nobody knows what was told meanwhile.
        await until(lambda: gone(keyring, organisation_id))
        assert await read(fresh_house, talk) == []
        assert organisation_id in keyring._held
        await app.execute("SELECT pg_notify('gesprekspunt_keys', $1)", str(uuid4()))
        await app.execute(f"NOTIFY gesprekspunt_keys, '{organisation_id}'")
        await until(lambda: gone(keyring, organisation_id))
    finally:
        await app.close()


LISTENERS = (
    "SELECT pid FROM pg_stat_activity "
    "WHERE application_name = 'gesprekspunt key news' AND datname = current_database() "
    "AND query LIKE 'LISTEN%' AND state = 'idle'"
)


async def gone(keyring, organisation_id: UUID) -> bool:
    return organisation_id not in keyring._held


async def closed(house: House, talk: people.Talk) -> bool:
    """Whether the key is gone for this house; a text that still opens is no error yet."""
    try:
        await read(house, talk)
    except KeyNotFound:
        return True
    return False


async def audited(house: House, organisation_id: UUID) -> list[str]:
    """The operator's acts in this organisation."""
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        rows = await tenant.connection.fetch(
            "SELECT action FROM audit_entry WHERE tenant_id = $1 AND actor_role = 'operator' "
            "ORDER BY id",
            organisation_id,
        )
    return [row["action"] for row in rows]
