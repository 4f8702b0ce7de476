"""A counsellor reads and answers through this door, with the session and the kluis of the desk."""

import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from api.house import House
from tenants.conversations.messages import post_message
from tests.api.graphql.conftest import Door, Visitor, node
from tests.people import Talk

READ = """
    query ($id: ID!) {
        conversation(id: $id) {
            pseudonym language channel state waitingFor limitsExplained nextStep nextStepBy
            openedOn closedOn messages { id author text sentAt }
            attachments { id author name kind size sentAt }
        }
    }
"""
POST = (
    "mutation ($id: ID!, $text: String!) { postMessage(conversationId: $id, text: $text) { id } }"
)
CLOSE = "mutation ($id: ID!) { closeConversation(conversationId: $id) { id } }"


@pytest.fixture
async def amina(door: Door) -> Visitor:
    return await door.staff("amina", unlocked=True)


@pytest.fixture
def conversation(talk: Talk) -> str:
    return node("Conversation", talk.organisation_id, talk.id)


async def write(house: House, talk: Talk, text: str) -> None:
    async with house.tenancy.open(
        talk.client, talk.organisation_id, person=talk.client_key
    ) as tenant:
        await post_message(tenant, talk.id, text)


@pytest.mark.book("D1")
async def test_it_reads_as_through_rest(
    house: House, talk: Talk, amina: Visitor, conversation: str
) -> None:
    await write(house, talk, "Can I think aloud with you?")
    await amina.data(POST, id=conversation, text="Of course. Take your time.")
    read = (await amina.data(READ, id=conversation))["conversation"]
    rest = await amina.rest("GET", f"/organisations/{talk.organisation_id}/conversations/{talk.id}")
    for message in rest["messages"] + [rest]:
        for name in list(message):
            head, *more = name.split("_")
            message[head + "".join(part.title() for part in more)] = message.pop(name)
    for message in read["messages"] + rest["messages"]:
        message["sentAt"] = message["sentAt"].replace("Z", "+00:00")
    assert [m["text"] for m in read["messages"]] == [
        "Can I think aloud with you?",
        "Of course. Take your time.",
    ]
    assert read == {name: rest[name] for name in read}


@pytest.mark.book("R16")
async def test_without_the_kluis_it_stays_closed(door: Door, conversation: str) -> None:
    assert await (await door.staff("amina")).code(READ, id=conversation) == "locked"


@pytest.mark.book("R03")
@pytest.mark.book("R23")
async def test_it_closes_once_limits_and_next_step_are_there(
    amina: Visitor, conversation: str
) -> None:
    async def refused() -> str:
        (error,) = (await amina.ask(CLOSE, id=conversation))["errors"]
        return error["extensions"]["reason"]

    assert await refused() == "limits-not-explained"
    await amina.data(
        "mutation ($id: ID!) { explainLimits(conversationId: $id) { id } }", id=conversation
    )
    assert await refused() == "no-next-step"
    agreed = await amina.data(
        """
        mutation ($id: ID!) {
            agreeNextStep(conversationId: $id, text: "Sleeps on it") {
                conversation { nextStep nextStepBy limitsExplained }
            }
        }
        """,
        id=conversation,
    )
    assert agreed["agreeNextStep"]["conversation"] == {
        "nextStep": "Sleeps on it", "nextStepBy": "client", "limitsExplained": True,
    }  # fmt: skip
    await amina.data(CLOSE, id=conversation)
    assert (await amina.data(READ, id=conversation))["conversation"]["state"] == "closed"


async def test_the_work_list_names_each_organisation(amina: Visitor, conversation: str) -> None:
    listed = await amina.data("{ conversations { id state organisation { name } } }")
    mine = next(line for line in listed["conversations"] if line["id"] == conversation)
    assert mine == {
        "id": conversation, "state": "open", "organisation": {"name": "Noorderlicht Ziekenhuis"},
    }  # fmt: skip


@pytest.mark.parametrize("name", ["bram", "dewi"])
async def test_a_colleague_sees_what_anybody_sees_of_nothing(
    door: Door, talk: Talk, conversation: str, name: str
) -> None:
    colleague = await door.staff(name, unlocked=True)
    nothing = node("Conversation", talk.organisation_id, uuid4())
    for document, more in ((READ, {}), (POST, {"text": "Hello"}), (CLOSE, {})):
        theirs = await colleague.ask(document, id=conversation, **more)
        assert theirs == await colleague.ask(document, id=nothing, **more)
        assert theirs["errors"][0]["extensions"] == {"code": "not-found"}


@pytest.mark.book("R07")
async def test_an_organisation_and_a_manager_learn_nothing(
    door: Door, talk: Talk, conversation: str
) -> None:
    nothing = node("Conversation", talk.organisation_id, uuid4())
    for visitor in (await door.machine("noorderlicht"), await door.staff("alice")):
        answer = await visitor.ask(READ, id=conversation)
        assert answer == await visitor.ask(READ, id=nothing)
        assert answer["errors"][0]["extensions"]["code"] == "forbidden"


async def test_another_site_cannot_use_the_session(amina: Visitor) -> None:
    for header in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        answer = await amina.send({"query": "{ viewer { name } }"}, **header)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    same = await amina.send({"query": "{ viewer { name } }"}, **{"sec-fetch-site": "same-origin"})
    assert same.json() == {"data": {"viewer": {"name": "Amina Haddad"}}}


async def test_it_costs_at_most_three_times_rest(
    house: House, talk: Talk, amina: Visitor, conversation: str
) -> None:
    for number in range(50):
        await write(house, talk, f"Message {number}")
    path = f"/organisations/{talk.organisation_id}/conversations/{talk.id}"

    async def cpu(act: Callable[[], Awaitable[Any]]) -> float:
        await act()
        begun = time.process_time()
        for _ in range(40):
            await act()
        return time.process_time() - begun

    rest = min([await cpu(lambda: amina.rest("GET", path)) for _ in range(2)])
    graphql = min([await cpu(lambda: amina.data(READ, id=conversation)) for _ in range(2)])
    assert graphql <= 3 * rest
