"""Room to learn among colleagues, with no link to a conversation and nothing that identifies."""

import asyncpg
import pytest

from api.house import House
from tenants.conversations.conversations import list_own_conversations
from tenants.errors import Forbidden, Invalid, NotFound
from tenants.policy import ORGANISATION, POLICY, Action, Role
from tenants.prevention.peer_supervision import (
    add_thought,
    ask_peers,
    get_peer_question,
    list_peer_questions,
    remove_peer_question,
)
from tests.conventions.test_schema import OF_CONVERSATIONS
from tests.people import Cast, start_talk

QUESTION = "How do you keep quiet long enough when a silence lasts?"
THOUGHT = "Counting to ten helps, and a glass of water."


async def ask(house: House, cast: Cast, body: str = QUESTION, name: str = "amina"):
    async with house.tenancy.open(cast.actor(name)) as tenant:
        return await ask_peers(tenant, "T9.1", body, looked_at=True)


@pytest.mark.book("R52")
async def test_colleagues_think_along_and_nobody_reads_who(house: House, cast: Cast) -> None:
    question_id = await ask(house, cast)
    async with house.tenancy.open(cast.actor("bram")) as tenant:
        await add_thought(tenant, question_id, THOUGHT, looked_at=False)
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        question = await get_peer_question(tenant, question_id)
    assert (question.body, question.theme, question.thoughts) == (QUESTION, "T9.1", (THOUGHT,))
    assert question.quarter.day == 1
    # Another firm has a room of its own.
    async with house.tenancy.open(cast.actor("dewi")) as tenant:
        assert question_id not in {each.id for each in await list_peer_questions(tenant)}
        for act in (get_peer_question, remove_peer_question):
            with pytest.raises(NotFound):
                await act(tenant, question_id)
        with pytest.raises(NotFound):
            await add_thought(tenant, question_id, THOUGHT, looked_at=False)


@pytest.mark.book("R52", "R20")
@pytest.mark.parametrize(
    "body",
    ["What would you say to dr. Jansen?", "A client told me that she was hit by her manager.",
     "Somebody at Noorderlicht is never heard.", "Mail me at amina@vertrouwd.example."],
)  # fmt: skip
async def test_what_points_at_somebody_is_not_shared(house: House, cast: Cast, body: str) -> None:
    with pytest.raises(Invalid):
        await ask(house, cast, body)
    question_id = await ask(house, cast)
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        with pytest.raises(Invalid):
            await add_thought(tenant, question_id, body, looked_at=True)


@pytest.mark.book("R52", "R21")
async def test_a_pseudonym_of_ones_own_clients_is_not_shared(house: House, cast: Cast) -> None:
    await start_talk(house, cast)
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        pseudonym = (await list_own_conversations(tenant))[0].pseudonym
    with pytest.raises(Invalid):
        await ask(house, cast, f"How do I go on with {pseudonym}?")


async def test_what_could_is_looked_at_before_it_may_stay(house: House, cast: Cast) -> None:
    body = "What do you do when the night shift stays silent?"
    async with house.tenancy.open(cast.actor("amina")) as tenant:
        with pytest.raises(Invalid):
            await ask_peers(tenant, "T9.1", body, looked_at=False)
        await ask_peers(tenant, "T9.1", body, looked_at=True)
        for wrong in ("", "x" * 4001):
            with pytest.raises(Invalid):
                await ask_peers(tenant, "T9.1", wrong, looked_at=True)
        with pytest.raises(Invalid):
            await ask_peers(tenant, "T77", QUESTION, looked_at=True)


@pytest.mark.book("R52")
async def test_no_link_no_author_no_day_and_no_trail(
    house: House, cast: Cast, owner_url: str
) -> None:
    question_id = await ask(house, cast)
    owner = await asyncpg.connect(owner_url)
    columns = await owner.fetch(
        "SELECT attname FROM pg_attribute WHERE attnum > 0 AND attrelid = ANY($1::regclass[])",
        ["peer_question", "peer_thought"],
    )
    targets = await owner.fetch(
        "SELECT confrelid::regclass::text AS name FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY($1::regclass[])",
        ["peer_question", "peer_thought"],
    )
    readers = await owner.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'gp\\_%' "
        "AND has_any_column_privilege(rolname, 'peer_question', 'SELECT')"
    )
    async with owner.transaction():
        await owner.execute("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY")
        trail = await owner.fetchval(
            "SELECT count(*) FROM audit_entry WHERE subject_id = $1", str(question_id)
        )
        await owner.execute("ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY")
    await owner.close()
    assert {row["attname"] for row in columns} == {
        "tenant_id", "id", "question_id", "quarter", "theme", "body",
    }  # fmt: skip
    assert {row["name"] for row in targets} == {"firm", "peer_question"}
    assert not {row["name"] for row in targets} & OF_CONVERSATIONS
    assert [row["rolname"] for row in readers] == ["gp_desk"]
    assert trail == 0


async def test_whoever_recognises_somebody_takes_it_away(house: House, cast: Cast) -> None:
    question_id = await ask(house, cast)
    async with house.tenancy.open(cast.actor("bram")) as tenant:
        await add_thought(tenant, question_id, THOUGHT, looked_at=False)
        await remove_peer_question(tenant, question_id)
        with pytest.raises(NotFound):
            await get_peer_question(tenant, question_id)


async def test_only_counsellors(house: House, cast: Cast) -> None:
    assert POLICY[Action.SHARE_WITH_PEERS] == {Role.COUNSELLOR}
    assert not POLICY[Action.SHARE_WITH_PEERS] & ORGANISATION
    for name in ("alice", "henk"):
        async with house.tenancy.open(cast.actor(name)) as tenant:
            with pytest.raises(Forbidden):
                await list_peer_questions(tenant)
