"""Two who do the same thing at the same moment leave it as one of them would have."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.house import House
from tenants.conversations.messages import post_message
from tenants.conversations.registering import register_conversation
from tenants.insight.facets import Channel, Facets, Requester
from tenants.network.headcounts import list_headcounts, put_headcounts
from tenants.network.mandates import list_mandates
from tenants.network.pools import PoolMember, list_pool, put_pool
from tenants.policy import Actor, Role
from tenants.prevention.role_statements import get_role_statement, publish_role_statement
from tenants.receipts import Receipt, Replayed
from tests.people import Cast, start_talk

AT_ONCE = 4


async def at_once(act: Callable[[int], Awaitable[object]]) -> None:
    await asyncio.gather(*(act(number) for number in range(AT_ONCE)))


@pytest.mark.book("R48")
async def test_a_conversation_is_registered_once(fresh_house: House, cast: Cast) -> None:
    talk = await start_talk(fresh_house, cast)
    facets = Facets(
        primary_theme="T1.1",
        requester=Requester.AFFECTED,
        channel=Channel.MESSAGES,
        first_of_year=True,
    )

    async def register(_: int) -> None:
        async with fresh_house.tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key
        ) as tenant:
            await register_conversation(tenant, talk.id, facets)

    await at_once(register)
    async with fresh_house.tenancy.open(Actor(Role.WORKER, talk.organisation_id)) as tenant:
        assert await tenant.connection.fetchval("SELECT count(*) FROM registration") == 1


async def test_a_year_has_the_headcounts_of_one_of_them(fresh_house: House, cast: Cast) -> None:
    async def put(number: int) -> None:
        async with fresh_house.tenancy.open(cast.machine("noorderlicht")) as tenant:
            await put_headcounts(tenant, 2024, {f"unit {number}": 100})

    await at_once(put)
    async with fresh_house.tenancy.open(cast.machine("noorderlicht")) as tenant:
        assert len(await list_headcounts(tenant, 2024)) == 1


async def test_a_pool_is_the_one_of_one_of_them(fresh_house: House, cast: Cast) -> None:
    alice, noorderlicht = cast.actor("alice"), cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(alice, noorderlicht) as tenant:
        mandate = (await list_mandates(tenant))[0]
        await put_pool(tenant, mandate.id, [PoolMember(cast.staff["amina"])])

    async def put(number: int) -> None:
        name = ("bram", "chloé")[number % 2]
        async with fresh_house.tenancy.open(alice, noorderlicht) as tenant:
            await put_pool(tenant, mandate.id, [PoolMember(cast.staff[name])])

    await at_once(put)
    async with fresh_house.tenancy.open(alice, noorderlicht) as tenant:
        assert len(await list_pool(tenant)) == 1


async def test_each_role_statement_is_a_version(fresh_house: House, cast: Cast) -> None:
    alice, noorderlicht = cast.actor("alice"), cast.tenants["noorderlicht"]
    versions = []

    async def publish(number: int) -> None:
        async with fresh_house.tenancy.open(alice, noorderlicht) as tenant:
            texts = {"employees": {"nl": f"{number}", "en": f"{number}"}}
            versions.append(await publish_role_statement(tenant, texts))

    await at_once(publish)
    assert len(set(versions)) == AT_ONCE
    async with fresh_house.tenancy.open(alice, noorderlicht) as tenant:
        statement = await get_role_statement(tenant, "employees", "nl")
    assert statement.version == max(versions)


async def test_one_key_posts_one_message(fresh_house: House, cast: Cast) -> None:
    talks = [await start_talk(fresh_house, cast) for _ in range(2)]
    receipt = Receipt("the same key", b"the same words", lambda message: str(message.id).encode())
    posted, replayed = [], []

    async def post(number: int) -> None:
        talk = talks[number % 2]
        try:
            async with fresh_house.tenancy.open(
                talk.counsellor, talk.organisation_id, person=talk.counsellor_key, brief=True
            ) as tenant:
                posted.append(await post_message(tenant, talk.id, "Once.", receipt=receipt))
        except Replayed as done:
            replayed.append(done.body)

    await at_once(post)
    assert len(posted) == 1
    assert replayed == [str(posted[0].id).encode()] * (AT_ONCE - 1)
    async with fresh_house.tenancy.open(cast.actor("amina"), talks[0].organisation_id) as tenant:
        assert await tenant.connection.fetchval("SELECT count(*) FROM message") == 1
