"""Handing over is the client's act: before it nobody next in line can open anything."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.house import House
from tenants.conversations.consents import ask_consent, give_consent, list_consents
from tenants.conversations.conversations import get_conversation, list_own_conversations
from tenants.conversations.entries import make_entry
from tenants.conversations.formal_routes import decide_formal_route, list_formal_routes
from tenants.conversations.handovers import (
    ask_handover,
    hand_over,
    list_contacts,
    refuse_handover,
    reseal,
    start_fresh,
)
from tenants.conversations.kluis import seal_binding
from tenants.conversations.messages import post_message
from tenants.conversations.recovery import check_code
from tenants.conversations.routing import propose_counsellors
from tenants.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from tenants.network.own_profiles import set_absence
from tenants.network.pools import list_pool
from tenants.policy import Actor, Role
from tests.people import Cast, Talk, start_talk, unlocked
from vault import CannotOpen, open_seal

SAID = "What Amina was told."


@pytest.fixture
async def talk(house: House, cast: Cast) -> Talk:
    begun = await start_talk(house, cast)
    async with house.tenancy.open(begun.client, person=begun.client_key) as tenant:
        await post_message(tenant, begun.id, SAID)
    return begun


async def dump_seals(owner_url: str, talk: Talk) -> tuple[dict[UUID, bytes], str]:
    """As whoever holds the whole database: each holder's seal, and the wrapped key."""
    owner = await asyncpg.connect(owner_url)
    transaction = owner.transaction()
    await transaction.start()
    for table in ("seal", "organisation"):
        await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    seals = await owner.fetch(
        "SELECT holder_id, sealed FROM seal WHERE conversation_id = $1", talk.id
    )
    wrapped = await owner.fetchval(
        "SELECT wrapped_kek FROM organisation WHERE tenant_id = $1", talk.organisation_id
    )
    await transaction.rollback()
    await owner.close()
    return {row["holder_id"]: row["sealed"] for row in seals}, wrapped


async def read(
    house: House, cast: Cast, name: str, talk: Talk, conversation_id: UUID | None = None
):
    key = await unlocked(house, cast.actor(name))
    async with house.tenancy.open(cast.actor(name), talk.organisation_id, person=key) as tenant:
        return await get_conversation(tenant, conversation_id or talk.id)


async def give_to_bram(house: House, cast: Cast, talk: Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await hand_over(tenant, talk.id, cast.staff["bram"])


@pytest.mark.book("R04", "R16", "R18")
async def test_asking_opens_nothing(house: House, cast: Cast, talk: Talk) -> None:
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        await ask_handover(tenant, talk.id)
    with pytest.raises(NotFound):
        await read(house, cast, "bram", talk)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        conversation = await get_conversation(tenant, talk.id)
    assert (conversation.handover, conversation.counsellor_id) == ("asked", cast.staff["amina"])


@pytest.mark.book("R04", "R16")
@pytest.mark.parametrize("name", ["amina", "bram", "alice"])
async def test_nobody_but_the_client_hands_over(
    house: House, cast: Cast, talk: Talk, name: str
) -> None:
    async with house.tenancy.open(cast.actor(name), talk.organisation_id) as tenant:
        with pytest.raises(Forbidden):
            await hand_over(tenant, talk.id, cast.staff["bram"])
    other = await start_talk(house, cast)
    async with house.tenancy.open(other.client, person=other.client_key) as tenant:
        with pytest.raises(NotFound):
            await hand_over(tenant, talk.id, cast.staff["bram"])


@pytest.mark.book("R16")
async def test_the_database_and_the_key_server_do_not_make_up_for_the_client(
    house: House, cast: Cast, talk: Talk, owner_url: str
) -> None:
    seals, wrapped = await dump_seals(owner_url, talk)
    kek = await house.keyring.kek(talk.organisation_id, wrapped)
    bram = await unlocked(house, cast.actor("bram"))
    assert seals.keys() == {talk.started.client_id, cast.staff["amina"]}
    for holder_id, sealed in seals.items():
        for place in (holder_id, cast.staff["bram"]):
            with pytest.raises(CannotOpen):
                open_seal(
                    sealed,
                    kek=kek,
                    key_pair=bram,
                    binding=seal_binding(talk.organisation_id, talk.id, place),
                )


@pytest.mark.book("R16", "R18")
async def test_the_whole_conversation_goes_and_the_former_counsellor_reads_nothing(
    house: House, cast: Cast, talk: Talk, owner_url: str
) -> None:
    await give_to_bram(house, cast, talk)
    taken = await read(house, cast, "bram", talk)
    assert [message.text for message in taken.messages] == [SAID]
    assert (taken.waiting_for, taken.handover) == ("counsellor", "none")
    with pytest.raises(NotFound):
        await read(house, cast, "amina", talk)
    seals, _ = await dump_seals(owner_url, talk)
    assert seals.keys() == {talk.started.client_id, cast.staff["bram"]}
    async with house.tenancy.open(talk.counsellor) as tenant:
        assert talk.id not in {each.id for each in await list_own_conversations(tenant)}


@pytest.mark.book("R16")
async def test_a_code_of_the_former_counsellor_opens_nothing_any_more(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        entry = await make_entry(tenant, talk.id)
    await give_to_bram(house, cast, talk)
    async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
        with pytest.raises(Unauthenticated):
            await check_code(tenant, entry.code)


@pytest.mark.book("R04", "R18")
async def test_a_consent_that_was_not_used_does_not_pass_to_somebody_else(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        consent = await ask_consent(
            tenant, talk.id, stage="theme", text="One desk less.",
            recipient="the prevention officer", purpose="a quieter night",
            until=tenant.now.date() + timedelta(days=7),
        )  # fmt: skip
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await give_consent(tenant, consent.id)
        await decide_formal_route(tenant, talk.id, "formal_report")
    await give_to_bram(house, cast, talk)
    key = await unlocked(house, cast.actor("bram"))
    async with house.tenancy.open(cast.actor("bram"), talk.organisation_id, person=key) as tenant:
        [passed] = await list_consents(tenant, talk.id)
        assert (passed.text, passed.state) == ("One desk less.", "withdrawn")
        assert len(await list_formal_routes(tenant, talk.id)) == 1


@pytest.mark.book("R16", "R18")
@pytest.mark.parametrize("remove", [False, True])
async def test_starting_fresh_shows_the_next_nothing_of_before(
    house: House, cast: Cast, talk: Talk, remove: bool
) -> None:
    fresh = uuid4()
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await start_fresh(tenant, talk.id, cast.staff["bram"], fresh_id=fresh, remove=remove)
    with pytest.raises(Conflict):
        async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
            await start_fresh(tenant, talk.id, cast.staff["bram"], fresh_id=fresh, remove=remove)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, fresh, "From here on.")
        assert [m.text for m in (await get_conversation(tenant, talk.id)).messages] == [SAID]
    begun = await read(house, cast, "bram", talk, fresh)
    assert [message.text for message in begun.messages] == ["From here on."]
    with pytest.raises(NotFound):
        await read(house, cast, "bram", talk)
    with pytest.raises(NotFound):
        await read(house, cast, "amina", talk, fresh)
    async with house.tenancy.open(talk.counsellor) as tenant:
        assert (talk.id in {s.id for s in await list_own_conversations(tenant)}) is not remove
    if remove:
        with pytest.raises(NotFound):
            await read(house, cast, "amina", talk)
    else:
        assert (await read(house, cast, "amina", talk)).messages[0].text == SAID


async def test_the_client_may_say_no(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        await ask_handover(tenant, talk.id)
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await refuse_handover(tenant, talk.id)
        assert (await get_conversation(tenant, talk.id)).handover == "refused"
        with pytest.raises(Conflict, match="not-asked"):
            await refuse_handover(tenant, talk.id)


async def test_only_whom_a_client_may_choose(house: House, cast: Cast, talk: Talk) -> None:
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        for name in ("dewi", "alice"):
            with pytest.raises(NotFound):
                await hand_over(tenant, talk.id, cast.staff[name])
        with pytest.raises(Invalid):
            await hand_over(tenant, talk.id, cast.staff["amina"])
        with pytest.raises(Conflict, match="not-lost"):
            await reseal(tenant, talk.id)


async def test_a_conflict_is_respected(fresh_house: House, cast: Cast) -> None:
    talk = await start_talk(fresh_house, cast)
    async with fresh_house.tenancy.open(cast.actor("bram"), talk.organisation_id) as tenant:
        await tenant.connection.execute(
            "UPDATE pool_member SET conflict = true WHERE tenant_id = $1 AND counsellor_id = $2",
            talk.organisation_id,
            cast.staff["bram"],
        )
    async with fresh_house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        with pytest.raises(NotFound):
            await hand_over(tenant, talk.id, cast.staff["bram"])


@pytest.mark.book("R16")
async def test_a_deputy_learns_that_somebody_waits_and_nothing_else(
    fresh_house: House, cast: Cast
) -> None:
    house = fresh_house
    talk = await start_talk(house, cast)
    deputy = await deputy_of(house, cast, talk.organisation_id)

    async def contacts(name: str) -> frozenset[UUID]:
        async with house.tenancy.open(cast.actor(name)) as tenant:
            return await list_contacts(tenant)

    async with house.tenancy.open(cast.actor("amina")) as tenant:
        await set_absence(tenant, tenant.now.date() + timedelta(days=14))
    assert await contacts(deputy) == frozenset()  # nobody has written
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, SAID)
        proposals = await propose_counsellors(tenant, language="en", channel="messages")
        assert cast.staff["amina"] not in {each.counsellor_id for each in proposals}
    assert await contacts(deputy) == {talk.organisation_id}
    assert await contacts("amina") == await contacts("dewi") == frozenset()
    with pytest.raises(NotFound):
        await read(house, cast, deputy, talk)
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        await set_absence(tenant, None)
    assert await contacts(deputy) == frozenset()


async def test_an_absence_lies_ahead(house: House, cast: Cast) -> None:
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        for days in (-1, 400):
            with pytest.raises(Invalid):
                await set_absence(tenant, tenant.now.date() + timedelta(days=days))


async def deputy_of(house: House, cast: Cast, organisation_id: UUID) -> str:
    async with house.tenancy.open(cast.actor("alice"), organisation_id) as tenant:
        pool = await list_pool(tenant)
    deputy = next(member.counsellor_id for member in pool if member.deputy)
    return next(name for name, staff_id in cast.staff.items() if staff_id == deputy)
