from uuid import uuid4

import httpx
import pytest

from api.house import House
from tenants.conversations.messages import post_message
from tenants.conversations.next_steps import agree_next_step, close_conversation, explain_limits
from tests.api.conftest import MachineOf, sit_at_desk
from tests.people import Cast, Talk

TEXT = "Thank you for writing. What would help you most just now?"


def address(talk: Talk) -> str:
    return f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}"


async def post(
    client: httpx.AsyncClient, talk: Talk, text: str = TEXT, key: str = "", **headers: str
) -> httpx.Response:
    return await client.post(
        f"{address(talk)}/messages",
        json={"text": text},
        headers={"Idempotency-Key": key or str(uuid4())} | headers,
    )


@pytest.mark.book("D1")
async def test_counsellor_answers_and_reads(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    posted = await post(client, talk)
    assert posted.status_code == 201
    assert TEXT not in posted.text

    read = await client.get(address(talk))

    assert read.status_code == 200
    assert read.headers["cache-control"] == "no-store"
    assert [m["text"] for m in read.json()["messages"]] == [TEXT]
    assert read.json()["messages"][0]["id"] == posted.json()["id"]
    listed = await client.get("/v1/conversations")
    assert str(talk.id) in {line["id"] for line in listed.json()}
    assert TEXT not in listed.text
    # A list of pseudonyms is nothing for a browser to keep either.
    assert {answer.headers["cache-control"] for answer in (posted, listed)} == {"no-store"}


async def test_message_sent_twice_is_posted_once(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    key = str(uuid4())
    first, again = await post(client, talk, key=key), await post(client, talk, key=key)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await client.get(address(talk))).json()["messages"]) == 1
    other = await post(client, talk, "Something else.", key)
    assert (other.status_code, other.json()["reason"]) == (409, "idempotency-key-reused")


async def test_message_that_was_refused_leaves_its_key_free(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        await explain_limits(tenant, talk.id)
        await agree_next_step(tenant, talk.id, text="Nothing for now.")
        await close_conversation(tenant, talk.id)
    key = str(uuid4())
    refused = await post(client, talk, key=key)
    assert (refused.status_code, refused.json()["reason"]) == (409, "closed")
    async with house.tenancy.open(talk.client, person=talk.client_key, brief=True) as tenant:
        await post_message(tenant, talk.id, "There is something after all.")
    assert (await post(client, talk, key=key)).status_code == 201


async def test_closed_kluis_opens_nothing(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina", unlock=False)
    for answer in (await client.get(address(talk)), await post(client, talk)):
        assert (answer.status_code, answer.json()["code"]) == (403, "locked")


@pytest.mark.parametrize("name", ["bram", "dewi"])
async def test_conversation_of_another_counsellor_is_not_there(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk, name: str
) -> None:
    await sit_at_desk(house, cast, client, name)
    nowhere = address(talk).replace(str(talk.id), str(uuid4()))
    answers = [await client.get(address(talk)), await post(client, talk), await client.get(nowhere)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.book("R07")
@pytest.mark.parametrize("slug", ["noorderlicht", "vertrouwd", "platform", "peilstok"])
async def test_no_machine_comes_near(machine_of: MachineOf, talk: Talk, slug: str) -> None:
    machine = await machine_of(slug)
    for answer in (
        await machine.get("/v1/conversations"),
        await machine.get(address(talk)),
        await machine.post(f"{address(talk)}/messages", {"text": TEXT}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert str(talk.id) not in answer.text


async def test_manager_at_the_desk_reads_no_conversation(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "alice", unlock=False)
    for answer in (
        await client.get("/v1/conversations"),
        await client.get(address(talk)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_page_of_somebody_else_cannot_post(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk, headers: dict[str, str]
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    assert (await post(client, talk, **headers)).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver.local"}
    assert (await post(client, talk, **own)).status_code == 201


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "bell\x07", "nul\x00"])
async def test_text_that_cannot_be_posted(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk, text: str
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    answer = await post(client, talk, text)
    assert answer.status_code == 422
    assert "text" in answer.json()["problems"]


async def test_words_of_a_message_are_nowhere_in_what_a_retry_keeps(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    await post(client, talk, key=(key := str(uuid4())))
    async with house.tenancy.open(cast.actor("amina"), talk.organisation_id) as tenant:
        row = await tenant.connection.fetchrow(
            "SELECT fingerprint, headers, body FROM idempotent_request "
            "WHERE tenant_id = $1 AND key = $2",
            tenant.tenant_id,
            key,
        )
    assert TEXT.encode() not in row["body"]
