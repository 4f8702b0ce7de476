"""Whoever is talked about needs a talk too, with somebody else; neither learns of the other."""

from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tenants.conversations.clients import derive_secrets
from tenants.conversations.conflicts import declare_client_conflict
from tenants.conversations.consents import ask_consent, give_consent, list_consents
from tenants.conversations.conversations import (
    get_conversation,
    list_own_conversations,
    start_another_conversation,
)
from tenants.conversations.entries import make_entry
from tenants.conversations.handovers import ask_handover, hand_over, start_fresh
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import close_conversation, explain_limits
from tenants.conversations.recovery import recover
from tenants.conversations.retention import end_hold, list_retention
from tenants.conversations.routing import propose_counsellors
from tenants.errors import Forbidden, NotFound
from tenants.policy import Actor, Role
from tenants.session import TenantSession
from tests.people import Cast, Talk, start_talk, unlocked
from vault import KeyPair, new_passphrase

SAID = "They say that I shout at people."


def as_client(house: House, talk: Talk):
    return house.tenancy.open(talk.client, person=talk.client_key)


def as_counsellor(house: House, talk: Talk):
    return house.tenancy.open(talk.counsellor, talk.organisation_id, person=talk.counsellor_key)


async def start_another(house: House, cast: Cast, talk: Talk, counsellor: str) -> Talk:
    another = uuid4()
    async with as_client(house, talk) as tenant:
        await start_another_conversation(
            tenant,
            conversation_id=another,
            language="en",
            channel="messages",
            counsellor_id=cast.staff[counsellor],
        )
    return Talk(another, *(getattr(talk, name) for name in Talk.__slots__[1:]))


@pytest.fixture
async def other_side(house: House, cast: Cast) -> Talk:
    """Somebody who is talked about in another conversation with Amina, who has just seen it."""
    begun = await start_talk(house, cast)
    async with as_client(house, begun) as tenant:
        await post_message(tenant, begun.id, SAID)
    async with as_counsellor(house, begun) as tenant:
        await declare_client_conflict(tenant, begun.id)
    return begun


@pytest.mark.book("R11", "D3")
async def test_the_counsellor_who_declared_it_is_not_offered_and_cannot_be_chosen(
    house: House, cast: Cast, other_side: Talk
) -> None:
    amina, bram = cast.staff["amina"], cast.staff["bram"]
    async with as_client(house, other_side) as tenant:
        offered = await propose_counsellors(tenant, language="en", channel="messages")
    assert {each.counsellor_id for each in offered} == {bram, cast.staff["chloé"]}
    # Not now, not after a colleague, not in another conversation under the same name.
    with pytest.raises(NotFound):
        await start_another(house, cast, other_side, "amina")
    async with as_client(house, other_side) as tenant:
        await hand_over(tenant, other_side.id, bram)
    for act in (hand_over, start_fresh):
        more = {"fresh_id": uuid4(), "remove": False} if act is start_fresh else {}
        async with as_client(house, other_side) as tenant:
            with pytest.raises(NotFound):
                await act(tenant, other_side.id, amina, **more)
    # To everybody else she is who she was.
    visitor = Actor(Role.VISITOR, other_side.organisation_id)
    async with house.tenancy.open(visitor) as tenant:
        offered = await propose_counsellors(tenant, language="en", channel="messages")
    assert amina in {each.counsellor_id for each in offered}


@pytest.mark.book("R11", "R16")
async def test_nothing_is_left_to_the_counsellor_who_stepped_back(
    house: House, cast: Cast, owner_url: str, other_side: Talk
) -> None:
    async with as_counsellor(house, other_side) as tenant:
        assert other_side.id not in {each.id for each in await list_own_conversations(tenant)}
        assert other_side.id not in {each.id for each in await list_retention(tenant)}
    acts = (
        get_conversation,
        explain_limits,
        close_conversation,
        ask_handover,
        end_hold,
        declare_client_conflict,
    )
    for act in acts:
        async with as_counsellor(house, other_side) as tenant:
            with pytest.raises(NotFound):
                await act(tenant, other_side.id)
    owner = await asyncpg.connect(owner_url)
    async with owner.transaction():
        await owner.execute("ALTER TABLE seal NO FORCE ROW LEVEL SECURITY")
        holders = await owner.fetch(
            "SELECT holder_id FROM seal WHERE conversation_id = $1", other_side.id
        )
        await owner.execute("ALTER TABLE seal FORCE ROW LEVEL SECURITY")
    await owner.close()
    assert [row["holder_id"] for row in holders] == [other_side.started.client_id]


@pytest.mark.book("R11", "R04")
async def test_the_client_keeps_all_of_it_and_gives_it_to_whom_they_choose(
    house: House, cast: Cast, other_side: Talk
) -> None:
    async with as_client(house, other_side) as tenant:
        kept = await get_conversation(tenant, other_side.id)
        assert (kept.counsellor_key, kept.waiting_for, kept.handover) == (
            "given_up", "client", "none",
        )  # fmt: skip
        assert [message.text for message in kept.messages] == [SAID]
        await hand_over(tenant, other_side.id, cast.staff["bram"])
    key = await unlocked(house, cast.actor("bram"))
    async with house.tenancy.open(
        cast.actor("bram"), other_side.organisation_id, person=key
    ) as tenant:
        assert (await get_conversation(tenant, other_side.id)).messages[0].text == SAID


@pytest.mark.book("R11", "R18")
async def test_every_conversation_with_this_client_ends_for_the_counsellor_and_every_yes(
    house: House, cast: Cast
) -> None:
    first = await start_talk(house, cast)
    second = await start_another(house, cast, first, "amina")
    async with as_counsellor(house, first) as tenant:
        consent = await ask_consent(
            tenant, first.id, stage="theme", text="One desk less.",
            recipient="the prevention officer", purpose="a quieter night", until=tenant.now.date(),
        )  # fmt: skip
    async with as_client(house, first) as tenant:
        await give_consent(tenant, consent.id)
    async with as_counsellor(house, second) as tenant:
        await declare_client_conflict(tenant, second.id)
    async with as_client(house, first) as tenant:
        for talk in (first, second):
            assert (await get_conversation(tenant, talk.id)).counsellor_key == "given_up"
        assert [each.state for each in await list_consents(tenant, first.id)] == ["withdrawn"]


@pytest.mark.book("R11")
async def test_it_goes_along_with_who_comes_back_under_new_words(house: House, cast: Cast) -> None:
    talk = await start_talk(house, cast)
    async with as_counsellor(house, talk) as tenant:
        entry = await make_entry(tenant, talk.id)
        await declare_client_conflict(tenant, talk.id)
    async with house.tenancy.open(Actor(Role.VISITOR, talk.organisation_id)) as tenant:
        secret = await derive_secrets(tenant, new_passphrase("en"))
        client = await recover(tenant, entry.code, secret)
    returned = Actor(Role.CLIENT, talk.organisation_id, client.id)
    async with house.tenancy.open(returned, person=KeyPair.from_seed(secret.seed)) as tenant:
        with pytest.raises(NotFound):
            await start_another_conversation(
                tenant,
                conversation_id=uuid4(),
                language="en",
                channel="messages",
                counsellor_id=cast.staff["amina"],
            )
        offered = await propose_counsellors(tenant, language="en", channel="messages")
        assert cast.staff["amina"] not in {each.counsellor_id for each in offered}


@pytest.mark.book("R11", "R07")
async def test_nothing_tells_of_the_other_conversation(fresh_house: House, cast: Cast) -> None:
    """One row of two ids, without a day or a word, and no row of the other client has changed."""
    house = fresh_house
    one, other = await start_talk(house, cast), await start_talk(house, cast)
    async with as_client(house, other) as tenant:
        before = await get_conversation(tenant, other.id)
        rows = await rows_of(tenant)
    async with as_counsellor(house, one) as tenant:
        await declare_client_conflict(tenant, one.id)
    async with as_client(house, other) as tenant:
        assert await get_conversation(tenant, other.id) == before
        offered = await propose_counsellors(tenant, language="en", channel="messages")
        assert cast.staff["amina"] in {each.counsellor_id for each in offered}
        assert await rows_of(tenant) == rows
    async with as_client(house, one) as tenant:
        [row] = await tenant.connection.fetch("SELECT * FROM client_conflict")
        assert dict(row) == {
            "tenant_id": one.organisation_id,
            "client_id": one.started.client_id,
            "counsellor_id": cast.staff["amina"],
        }


async def rows_of(tenant: TenantSession) -> list[asyncpg.Record]:
    """All that a client's own door holds of them."""
    tables = ("conversation", "seal", "message", "consent", "client_conflict")
    return [
        row
        for table in tables
        for row in await tenant.connection.fetch(
            f"SELECT * FROM {table} WHERE tenant_id = $1", tenant.tenant_id
        )
    ]


@pytest.mark.book("R11", "R07")
async def test_no_door_but_the_clients_own_reads_it_and_no_trail_tells(
    house: House, cast: Cast, talk: Talk
) -> None:
    async with as_client(house, talk) as tenant:
        readers = await tenant.connection.fetch(
            r"""
            SELECT rolname
              FROM pg_roles
             WHERE rolname LIKE 'gp\_%'
               AND has_any_column_privilege(rolname, 'client_conflict', 'SELECT')
            """
        )
    assert [row["rolname"] for row in readers] == ["gp_portal"]
    worker = Actor(Role.WORKER, talk.organisation_id)
    of_it = "SELECT count(*) FROM audit_entry WHERE subject_id = $1 OR action LIKE '%conflict%'"
    async with as_counsellor(house, talk) as tenant:
        await declare_client_conflict(tenant, talk.id)
    async with house.tenancy.open(worker) as tenant:
        assert await tenant.connection.fetchval(of_it, str(talk.id)) == 0


@pytest.mark.parametrize("name", ["alice", "bram"])
async def test_only_the_counsellor_in_charge_declares_it(
    house: House, cast: Cast, talk: Talk, name: str
) -> None:
    async with house.tenancy.open(cast.actor(name), talk.organisation_id) as tenant:
        with pytest.raises(Forbidden if name == "alice" else NotFound):
            await declare_client_conflict(tenant, talk.id)
