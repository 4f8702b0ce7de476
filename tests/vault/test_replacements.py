"""Another KEK for an organisation while people talk: on the local keystore and on a real Vault."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from api.house import House, open_house
from tenants.conversations.conversations import get_conversation
from tenants.conversations.entries import make_entry
from tenants.conversations.handovers import hand_over
from tenants.conversations.messages import post_message
from tenants.conversations.recovery import recover
from tenants.errors import Conflict, Forbidden
from tenants.network.keys import Turn, close_old_versions, get_organisation_key, rotate_keys
from tenants.network.replacements import (
    FIRST,
    Replacing,
    begin_replacement,
    end_replacement,
    reclose_seals,
    replace_keks,
)
from tenants.policy import PLATFORM, Actor, Role
from tests import people
from tests.conftest import BARE, CHEAP, clone, database_at, settings_for
from tests.vault.roles import enter, prepare
from vault import CannotOpen, KeyPair, KeyRefused, SealBinding, derive, new_passphrase, seal
from vault.envelope import open_seal, reclose
from vault.kek import Kek

OPERATOR = Actor(Role.OPERATOR, PLATFORM)
SOON = timedelta(milliseconds=200)
TEXT = "What only two may read."

Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture(params=["keystore", "vault"])
async def opened(
    request: pytest.FixtureRequest, directory: Path, tmp_path: Path
) -> AsyncIterator[tuple[Open, str]]:
    """Opens a house on one database as a role of the key server; and that database's name."""
    others: dict[str, object] = {"data_directory": tmp_path}
    address = None
    if request.param == "vault":
        address = request.getfixturevalue("vault_address")
        await prepare(address)
    async with clone(BARE) as name:

        def open_as(
            role: str = "gesprekspunt", database: str = name, **bounds: int
        ) -> AbstractAsyncContextManager[House]:
            if address:
                login = enter(address, role)
                others["vault_addr"] = address.url
                others["vault_role_id"] = login.role_id
                others["vault_secret_id"] = SecretStr(login.secret_id)
            url = database_at(os.environ["TEST_APP_URL"], database)
            settings = settings_for(url, directory).model_copy(update=others | bounds)
            return open_house(settings)

        yield open_as, name


async def say(house: House, talk: people.Talk, text: str) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, text)


async def read(house: House, talk: people.Talk) -> list[str]:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        return [message.text for message in (await get_conversation(tenant, talk.id)).messages]


async def wrapped_kek(house: House, organisation_id: UUID) -> str:
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        return await tenant.connection.fetchval(
            "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", organisation_id
        )


async def replaced(house: House, ids: list[UUID], **options: object) -> dict[UUID, Replacing]:
    named = {"settling": SOON, "batch": 3} | options
    steps = replace_keks(house.tenancy, OPERATOR, ids, **named)  # type: ignore[arg-type]
    return {step.organisation_id: step.outcome async for step in steps if step.outcome}


@pytest.mark.book("D2", "R16", "R19")
async def test_the_kek_is_replaced_while_people_talk_and_begin_and_hand_over(
    opened: tuple[Open, str],
) -> None:
    open_as, name = opened
    async with open_as() as service:
        cast = await people.seed_cast(service, kdf=CHEAP)
        talks = [await people.start_talk(service, cast) for _ in range(3)]
        for talk in talks:
            await say(service, talk, TEXT)
        organisation_id = talks[0].organisation_id
        before = await wrapped_kek(service, organisation_id)
    # A backup, taken while all was well. It opens, or the rest would show nothing.
    async with clone(name) as backup:
        async with open_as(database=backup) as restored:
            assert await read(restored, talks[0]) == [TEXT]

        # A KEK is asked for again after three uses: the tasks are at the key server all the time.
        async with open_as(kek_uses=3) as service, open_as("gesprekspunt-replacer") as replacer:
            begun = await meanwhile(
                service, cast, talks, lambda: replaced(replacer, [organisation_id])
            )
            service.keyring.forget_all()
            for talk in talks:
                assert (await read(service, talk))[0] == TEXT
            bram = cast.actor("bram")
            for talk in begun:
                async with service.tenancy.open(
                    bram, organisation_id, person=await people.unlocked(service, bram)
                ) as tenant:
                    (message,) = (await get_conversation(tenant, talk.id)).messages
                assert message.text == TEXT
            assert (await key_of(replacer, organisation_id)).is_settled
            # What the backup wrapped opens nowhere, and what it sealed not with the new one either.
            with pytest.raises(CannotOpen):
                await service.keyring.kek(organisation_id, before)
            async with open_as(database=backup) as restored:
                with pytest.raises(CannotOpen):
                    await read(restored, talks[0])
                with pytest.raises(CannotOpen):
                    await with_new_key_in_the_old_backup(service, restored, talks[0])


async def meanwhile(
    house: House,
    cast: people.Cast,
    talks: list[people.Talk],
    act: Callable[[], Awaitable[dict[UUID, Replacing]]],
) -> list[people.Talk]:
    """Do the act three times while people talk, begin and hand over; who began to talk."""
    ended, begun = asyncio.Event(), []

    async def talking(talk: people.Talk) -> None:
        said = 1
        while not ended.is_set():
            await say(house, talk, f"Message {said}")
            said += 1
            assert len(await read(house, talk)) == said

    async def beginning() -> None:
        while not ended.is_set():
            talk = await people.start_talk(house, cast)
            await say(house, talk, TEXT)
            async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
                await hand_over(tenant, talk.id, cast.staff["bram"])
            begun.append(talk)

    tasks = [asyncio.create_task(talking(talk)) for talk in talks]
    tasks.append(asyncio.create_task(beginning()))
    for _ in range(3):
        await asyncio.sleep(0.2)
        assert set((await act()).values()) == {Replacing.REPLACED}
    ended.set()
    await asyncio.gather(*tasks)
    assert begun
    return begun


async def with_new_key_in_the_old_backup(
    service: House, restored: House, talk: people.Talk
) -> None:
    now = await wrapped_kek(service, talk.organisation_id)
    kek = await service.keyring.kek(talk.organisation_id, now)
    async with restored.tenancy.open(talk.client, person=talk.client_key) as tenant:
        sealed = await tenant.connection.fetchval(
            "SELECT sealed FROM seal WHERE tenant_id = $1 AND conversation_id = $2 "
            "AND holder_id = $3",
            tenant.tenant_id,
            talk.id,
            talk.client.id,
        )
    binding = SealBinding(talk.organisation_id, talk.id, talk.client.id)  # type: ignore[arg-type]
    open_seal(sealed, kek=kek, key_pair=talk.client_key, binding=binding)


async def key_of(house: House, organisation_id: UUID):
    async with house.tenancy.open(OPERATOR, organisation_id) as tenant:
        return await get_organisation_key(tenant)


@pytest.mark.book("D2")
async def test_a_replacement_that_was_stopped_opens_everything_and_is_taken_up(
    opened: tuple[Open, str],
) -> None:
    open_as, _ = opened
    async with open_as() as service, open_as("gesprekspunt-replacer") as replacer:
        cast = await people.seed_cast(service, kdf=CHEAP)
        talks = [await people.start_talk(service, cast) for _ in range(3)]
        for talk in talks:
            await say(service, talk, TEXT)
        organisation_id = talks[0].organisation_id
        since = datetime.now(UTC)
        async with aclosing(
            replace_keks(replacer.tenancy, OPERATOR, [organisation_id], batch=2)
        ) as steps:
            assert (await anext(steps)).seals == 2
        # Two of six seals are closed anew; all of them open, whoever asks afresh.
        service.keyring.forget_all()
        assert [await read(service, talk) for talk in talks] == [[TEXT]] * 3
        late = await people.start_talk(service, cast)
        key = await key_of(service, organisation_id)
        assert (key.being_replaced, key.is_settled) == (True, False)
        # A rotation leaves it alone: the former key would close with the old versions.
        turns = rotate_keys(replacer.tenancy, OPERATOR, [organisation_id], settling=SOON)
        assert [turn async for _, turn in turns] == [Turn.REPLACING]
        with pytest.raises(Conflict):
            async with replacer.tenancy.open(OPERATOR, organisation_id) as tenant:
                await close_old_versions(tenant)

        assert set((await replaced(replacer, [organisation_id], unless_since=since)).values()) == {
            Replacing.FINISHED
        }
        service.keyring.forget_all()
        assert [await read(service, talk) for talk in talks] == [[TEXT]] * 3
        assert await read(service, late) == []
        assert (await key_of(service, organisation_id)).is_settled
        # The same command again finds nothing to do.
        assert set((await replaced(replacer, [organisation_id], unless_since=since)).values()) == {
            Replacing.RECENT
        }


@pytest.mark.book("D2")
async def test_a_code_that_was_handed_over_before_works_after(opened: tuple[Open, str]) -> None:
    open_as, _ = opened
    async with open_as() as service, open_as("gesprekspunt-replacer") as replacer:
        cast = await people.seed_cast(service, kdf=CHEAP)
        talk = await people.start_talk(service, cast)
        await say(service, talk, TEXT)
        async with service.tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key
        ) as tenant:
            entry = await make_entry(tenant, talk.id)
        await replaced(replacer, [talk.organisation_id])
        async with service.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
            row = await tenant.connection.fetchrow(
                "SELECT passphrase_salt FROM organisation WHERE tenant_id = $1", tenant.tenant_id
            )
            words = derive(new_passphrase("en"), salt=row["passphrase_salt"], parameters=CHEAP)
            client = await recover(tenant, entry.code, words)
        actor = Actor(Role.CLIENT, talk.organisation_id, client.id)
        async with service.tenancy.open(actor, person=KeyPair.from_seed(words.seed)) as tenant:
            (message,) = (await get_conversation(tenant, talk.id)).messages
        assert message.text == TEXT


@pytest.mark.book("D2", "R15")
async def test_nobody_lists_seals_where_no_key_is_being_replaced(fresh_house: House, cast) -> None:
    talk = await people.start_talk(fresh_house, cast)
    with pytest.raises(asyncpg.NoDataFoundError):
        async with fresh_house.tenancy.open(OPERATOR, talk.organisation_id) as tenant:
            await tenant.connection.fetch("SELECT * FROM app.list_outer_seals($1, $2, 10)", *FIRST)
    with pytest.raises(asyncpg.NoDataFoundError):
        async with fresh_house.tenancy.open(OPERATOR, talk.organisation_id) as tenant:
            await tenant.connection.execute(
                "SELECT app.put_outer_seals($1, $2, $3, $4)", [talk.id], [uuid4()], [b"a"], [b"b"]
            )
    for act in (reclose_seals, end_replacement):
        with pytest.raises(Conflict):
            async with fresh_house.tenancy.open(OPERATOR, talk.organisation_id) as tenant:
                await act(tenant)
    for actor in (cast.actor("alice"), talk.counsellor):
        with pytest.raises(Forbidden):
            async with fresh_house.tenancy.open(actor, talk.organisation_id) as tenant:
                await begin_replacement(tenant)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with fresh_house.tenancy.open(actor, talk.organisation_id) as tenant:
                await tenant.connection.fetch(
                    "SELECT * FROM app.list_outer_seals($1, $2, 10)", *FIRST
                )


async def test_who_seals_is_waited_for(fresh_house: House, cast) -> None:
    """A seal that is being made with the former key is there before the replacing begins."""
    talk = await people.start_talk(fresh_house, cast)
    operator = fresh_house.tenancy.open(OPERATOR, talk.organisation_id)
    async with fresh_house.tenancy.open(talk.client, person=talk.client_key) as sealing:
        await hand_over(sealing, talk.id, cast.staff["bram"])

        async def begin() -> Replacing:
            async with operator as tenant:
                return await begin_replacement(tenant)

        beginning = asyncio.create_task(begin())
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(beginning), 0.3)
        assert not beginning.done()
    assert await beginning is Replacing.REPLACED


@pytest.mark.parametrize("role", ["", "-rewrapper", "-shredder"])
async def test_only_the_replacer_can_and_a_refusal_changes_nothing(
    vault_address, directory: Path, role: str
) -> None:
    await prepare(vault_address)
    async with clone(BARE) as name:
        url = database_at(os.environ["TEST_APP_URL"], name)

        def as_role(which: str) -> AbstractAsyncContextManager[House]:
            login = enter(vault_address, which)
            return open_house(
                settings_for(url, directory, vault_addr=vault_address.url,
                             vault_role_id=login.role_id,
                             vault_secret_id=SecretStr(login.secret_id))
            )  # fmt: skip

        async with as_role("gesprekspunt") as service, as_role(f"gesprekspunt{role}") as other:
            cast = await people.seed_cast(service, kdf=CHEAP)
            talk = await people.start_talk(service, cast)
            before = await wrapped_kek(service, talk.organisation_id)
            with pytest.raises(KeyRefused):
                await replaced(other, [talk.organisation_id])
            assert await wrapped_kek(service, talk.organisation_id) == before
            assert (await key_of(service, talk.organisation_id)).is_settled
            assert await read(service, talk) == []


SANNE = KeyPair.from_seed(bytes(range(96)))
PLACE = SealBinding(uuid4(), uuid4(), uuid4())


def test_a_seal_is_closed_anew_without_its_person() -> None:
    data_key, former, newest = bytes(32), bytes([1]) * 32, bytes([2]) * 32
    sealed = seal(data_key, kek=former, recipient=SANNE.public, binding=PLACE)
    both = Kek.of(newest, former)
    assert open_seal(sealed, kek=both, key_pair=SANNE, binding=PLACE) == data_key
    anew = reclose(sealed, kek=both, binding=PLACE)
    assert anew is not None
    assert open_seal(anew, kek=newest, key_pair=SANNE, binding=PLACE) == data_key
    with pytest.raises(CannotOpen):
        open_seal(anew, kek=former, key_pair=SANNE, binding=PLACE)
    assert reclose(anew, kek=both, binding=PLACE) is None
    # What is sealed meanwhile closes with the newest.
    fresh = seal(data_key, kek=both, recipient=SANNE.public, binding=PLACE)
    assert reclose(fresh, kek=both, binding=PLACE) is None
    moved = SealBinding(PLACE.tenant_id, PLACE.conversation_id, uuid4())
    for kek, place in ((both, moved), (Kek.of(bytes(32), bytes(32)), PLACE), (newest, PLACE)):
        with pytest.raises(CannotOpen):
            reclose(sealed, kek=kek, binding=place)
