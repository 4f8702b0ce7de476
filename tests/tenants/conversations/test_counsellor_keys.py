"""A counsellor's secret, recovery code and new key pair; what each leaves open, and closes."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from api.auth.staff import GATEKEEPER, find_session, open_session
from api.house import House
from tenants.conversations.conversations import get_conversation, list_own_conversations
from tenants.conversations.counsellor_keys import (
    change_secret,
    make_recovery_code,
    recover_kluis,
    renew_kluis,
)
from tenants.conversations.handovers import reseal
from tenants.conversations.kluis import unlock_kluis
from tenants.conversations.messages import post_message
from tenants.errors import Conflict, Invalid, NotFound, Unauthenticated
from tenants.session import TenantSession
from tests.conftest import CHEAP
from tests.people import UNLOCK_SECRET, Cast, Talk, start_talk
from vault import KeyPair

NEW = "another seal on a sandbank"
SAID = "Still here."


@pytest.fixture
def house(fresh_house: House) -> House:
    return fresh_house


@pytest.fixture
async def talk(house: House, cast: Cast) -> Talk:
    begun = await start_talk(house, cast)
    async with house.tenancy.open(begun.client, person=begun.client_key) as tenant:
        await post_message(tenant, begun.id, SAID)
    return begun


@pytest.fixture
async def amina(house: House, cast: Cast) -> AsyncIterator[TenantSession]:
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        yield tenant


async def reads(house: House, talk: Talk, seed: bytes) -> bool:
    person = KeyPair.from_seed(seed)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id, person=person) as tenant:
        try:
            found = await get_conversation(tenant, talk.id)
        except NotFound:
            return False
    return [message.text for message in found.messages] == [SAID]


async def sign_in(house: House, cast: Cast) -> tuple[str, UUID]:
    async with house.tenancy.open(GATEKEEPER, cast.homes["amina"]) as tenant:
        cookie = await open_session(house, tenant, cast.staff["amina"])
    return cookie.value, (await find_session(house, cookie.value)).session_id


@pytest.mark.book("R16")
async def test_another_secret_opens_the_same_conversations(house: House, cast, talk: Talk) -> None:
    elsewhere, _ = await sign_in(house, cast)
    here, session_id = await sign_in(house, cast)
    async with house.tenancy.open(talk.counsellor) as tenant:
        with pytest.raises(Unauthenticated):
            await change_secret(tenant, "not this secret", NEW, parameters=CHEAP)
        with pytest.raises(Invalid):
            await change_secret(tenant, UNLOCK_SECRET, "short", parameters=CHEAP)
        await change_secret(tenant, UNLOCK_SECRET, NEW, session_id=session_id, parameters=CHEAP)
    async with house.tenancy.open(talk.counsellor) as tenant:
        with pytest.raises(Unauthenticated):
            await unlock_kluis(tenant, UNLOCK_SECRET)
        assert await reads(house, talk, await unlock_kluis(tenant, NEW))
    assert await find_session(house, here)
    with pytest.raises(Unauthenticated):
        await find_session(house, elsewhere)


@pytest.mark.book("R16")
async def test_a_recovery_code_gives_the_conversations_back(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.counsellor) as tenant:
        with pytest.raises(Unauthenticated):
            await recover_kluis(tenant, "0000-0000", NEW, parameters=CHEAP)
        first = await make_recovery_code(tenant, UNLOCK_SECRET, parameters=CHEAP)
        code = await make_recovery_code(tenant, UNLOCK_SECRET, parameters=CHEAP)
        assert first != code
        assert [len(group) for group in code.split("-")] == [4] * 7
        with pytest.raises(Unauthenticated):
            await recover_kluis(tenant, first, NEW, parameters=CHEAP)
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        await recover_kluis(tenant, typed, NEW, parameters=CHEAP)
        assert await reads(house, talk, await unlock_kluis(tenant, NEW))


async def test_the_code_is_no_unlock_secret_and_the_secret_no_code(amina: TenantSession) -> None:
    code = await make_recovery_code(amina, UNLOCK_SECRET, parameters=CHEAP)
    for text in (code, code.replace("-", "")):
        with pytest.raises(Unauthenticated):
            await unlock_kluis(amina, text)
    with pytest.raises(Unauthenticated):
        await recover_kluis(amina, UNLOCK_SECRET, NEW, parameters=CHEAP)


@pytest.mark.book("R04", "R16")
async def test_a_new_key_pair_reads_nothing_before_the_client_says_yes(
    house: House, cast: Cast, talk: Talk
) -> None:
    elsewhere, _ = await sign_in(house, cast)
    async with house.tenancy.open(talk.counsellor) as tenant:
        old = await unlock_kluis(tenant, UNLOCK_SECRET)
        code = await make_recovery_code(tenant, UNLOCK_SECRET, parameters=CHEAP)
    async with house.tenancy.open(talk.counsellor) as tenant:
        await renew_kluis(tenant, NEW, parameters=CHEAP)
    with pytest.raises(Unauthenticated):
        await find_session(house, elsewhere)
    async with house.tenancy.open(talk.counsellor) as tenant:
        new = await unlock_kluis(tenant, NEW)
        with pytest.raises(Unauthenticated):
            await recover_kluis(tenant, code, NEW, parameters=CHEAP)
        [line] = [s for s in await list_own_conversations(tenant) if s.id == talk.id]
        assert line.counsellor_key == "lost"
    assert not await reads(house, talk, old)
    assert not await reads(house, talk, new)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        assert (await get_conversation(tenant, talk.id)).counsellor_key == "lost"
        await reseal(tenant, talk.id)
        with pytest.raises(Conflict, match="not-lost"):
            await reseal(tenant, talk.id)
    assert await reads(house, talk, new)


async def test_what_the_client_writes_meanwhile_is_there_afterwards(
    house: House, talk: Talk
) -> None:
    async with house.tenancy.open(talk.counsellor) as tenant:
        pair = await renew_kluis(tenant, NEW, parameters=CHEAP)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, "Are you there?")
        await reseal(tenant, talk.id)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id, person=pair) as tenant:
        found = await get_conversation(tenant, talk.id)
    assert [message.text for message in found.messages] == [SAID, "Are you there?"]
