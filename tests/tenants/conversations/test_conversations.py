"""The talk itself: who may open it, how it goes on, when it may close."""

from uuid import uuid4

import pytest

from api.house import House
from tenants.conversations.conversations import get_conversation, list_own_conversations
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tenants.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from tests.people import Cast, Talk, start_talk, unlocked


async def test_both_read_what_the_other_wrote(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, "Something happened at work.")
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        read = await get_conversation(tenant, talk.id)
        assert [m.text for m in read.messages] == ["Something happened at work."]
        assert read.waiting_for == "counsellor"
        await post_message(tenant, talk.id, "I am listening.")
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        read = await get_conversation(tenant, talk.id)
        assert [m.author for m in read.messages] == ["client", "counsellor"]
        assert read.waiting_for == "client"


@pytest.mark.book("R05")
async def test_it_starts_with_a_language_and_a_channel_alone(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        read = await get_conversation(tenant, talk.id)
    assert (read.language, read.channel, read.messages) == ("en", "messages", ())


@pytest.mark.book("R16")
async def test_nobody_else_can_open_it(house: House, cast: Cast, talk: Talk) -> None:
    other = await start_talk(house, cast)
    async with house.tenancy.open(other.client, person=other.client_key) as tenant:
        with pytest.raises(NotFound):
            await get_conversation(tenant, talk.id)
    bram = cast.actor("bram")
    async with house.tenancy.open(
        bram, talk.organisation_id, person=await unlocked(house, bram)
    ) as tenant:
        with pytest.raises(NotFound):
            await get_conversation(tenant, talk.id)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        with pytest.raises(Locked):
            await get_conversation(tenant, talk.id)


async def test_another_firm_does_not_even_enter(house: House, cast: Cast, talk: Talk) -> None:
    for name in ("dewi", "bob"):
        with pytest.raises(NotFound):
            async with house.tenancy.open(cast.actor(name), talk.organisation_id):
                pass


@pytest.mark.book("R03", "R23")
async def test_closing_asks_for_limits_and_a_next_step(house: House, talk: Talk) -> None:
    async def close() -> None:
        async with house.tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key
        ) as tenant:
            await close_conversation(tenant, talk.id)

    with pytest.raises(Conflict, match="limits-not-explained"):
        await close()
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await explain_limits(tenant, talk.id)
    with pytest.raises(Conflict, match="no-next-step"):
        await close()
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await agree_next_step(tenant, talk.id, text="Talk to my own manager first.")
    await close()
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        read = await get_conversation(tenant, talk.id)
        assert (read.state, read.next_step_by) == ("closed", "client")
        assert read.next_step == "Talk to my own manager first."
    with pytest.raises(Conflict, match="closed"):
        async with house.tenancy.open(
            talk.counsellor, talk.organisation_id, person=talk.counsellor_key
        ) as tenant:
            await post_message(tenant, talk.id, "One more thing.")


@pytest.mark.book("R25")
async def test_it_closes_without_a_note(house: House, talk: Talk) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Nothing now; the talk was enough.")
        await close_conversation(tenant, talk.id)
        assert (await get_conversation(tenant, talk.id)).messages == ()


async def test_a_manager_may_not_try(house: House, cast: Cast, talk: Talk) -> None:
    async with house.tenancy.open(cast.actor("alice"), talk.organisation_id) as tenant:
        with pytest.raises(Forbidden):
            await get_conversation(tenant, talk.id)


async def test_a_work_list_crosses_organisations(house: House, cast: Cast) -> None:
    here = await start_talk(house, cast)
    there = await start_talk(house, cast, organisation="havenwerk")
    async with house.tenancy.open(here.counsellor) as tenant:
        seen = {(c.organisation_id, c.id) for c in await list_own_conversations(tenant)}
    assert {(here.organisation_id, here.id), (there.organisation_id, there.id)} <= seen


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "bell \x07", "nul \x00"])
async def test_text_that_cannot_be_used_is_refused(house: House, talk: Talk, text: str) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        with pytest.raises(Invalid):
            await post_message(tenant, talk.id, text)


async def test_what_does_not_exist_looks_like_what_is_not_yours(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        with pytest.raises(NotFound) as absent:
            await get_conversation(tenant, uuid4())
    assert str(absent.value) == str(NotFound())
