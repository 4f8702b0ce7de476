"""Whom an advice is addressed to answers it over REST and GraphQL; to others it is not there."""

from datetime import timedelta
from uuid import uuid4

import pytest

from api.house import House
from tenants.prevention.advice import Advice, give_advice
from tests.api.graphql.conftest import Door, Visitor
from tests.people import Cast


@pytest.fixture
def door(house: House, cast: Cast, client) -> Door:
    return Door(house, cast, client)


async def give(door: Door, addressee: str = "management") -> Advice:
    place = door.cast.tenants["noorderlicht"]
    async with door.house.tenancy.open(door.cast.actor("amina"), place) as tenant:
        return await give_advice(
            tenant, kind="unsolicited", addressee=addressee, theme="T3.1", title="Overlap shifts",
            body="A quarter of an hour.", respond_by=tenant.now.date() + timedelta(days=42),
        )  # fmt: skip


async def answer(who: Visitor, advice: Advice, **body: str):
    path = f"/v1/advice/{advice.id}/answer"
    headers = who.headers | {"Sec-Fetch-Site": "same-origin"}
    return await who.client.put(path, json=body, headers=headers)


@pytest.mark.book("R33", "D1")
async def test_it_is_read_and_answered_alike_at_both_doors(door: Door) -> None:
    marjan, advice = await door.staff("marjan"), await give(door)
    (read,) = [one for one in await marjan.rest("GET", "/advice") if one["id"] == str(advice.id)]
    assert (read["state"], read["title"]) == ("given", "Overlap shifts")
    assert "barrier" not in read
    accepted = await answer(marjan, advice, state="accepted")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    decided = await marjan.data(
        'mutation ($id: UUID!) { answerAdvice(adviceId: $id, state: "not_funded", '
        'response: "No room in this budget.") { state response addressee } }',
        id=str(advice.id),
    )
    assert decided["answerAdvice"] == {
        "state": "not_funded",
        "response": "No room in this budget.",
        "addressee": "management",
    }
    found = await marjan.data("{ organisation { advice { id state } } }")
    assert {"id": str(advice.id), "state": "not_funded"} in found["organisation"]["advice"]
    assert (await answer(marjan, advice, state="done")).status_code == 200


@pytest.mark.book("R46", "R47")
async def test_to_another_role_it_is_not_there(door: Door) -> None:
    advice = await give(door)
    for name in ("henk", "otto", "petra"):
        other = await door.staff(name)
        assert str(advice.id) not in {one["id"] for one in await other.rest("GET", "/advice")}
        not_theirs = await answer(other, advice, state="done")
        absent = await other.client.put(
            f"/v1/advice/{uuid4()}/answer", json={"state": "done"}, headers=other.headers
        )
        assert not_theirs.status_code == absent.status_code == 404
        assert not_theirs.json() == absent.json()
    amina, machine = await door.staff("amina"), await door.machine("noorderlicht")
    assert (await answer(amina, advice, state="done")).status_code == 403
    assert (await answer(machine, advice, state="done")).status_code == 401


async def test_what_cannot_be_is_a_problem_of_its_own(door: Door) -> None:
    otto, advice = await door.staff("otto"), await give(door, "works_council")
    refused = await answer(otto, advice, state="maybe")
    assert (refused.status_code, set(refused.json()["problems"])) == (422, {"state"})
    assert set((await answer(otto, advice, state="declined")).json()["problems"]) == {"response"}
    assert (await answer(otto, advice, state="done", response="Since May.")).status_code == 200
    late = await answer(otto, advice, state="accepted")
    assert (late.status_code, late.json()["reason"]) == (409, "answer-does-not-follow")
    elsewhere = await otto.client.put(
        f"/v1/advice/{advice.id}/answer",
        json={"state": "done"},
        headers=otto.headers | {"Sec-Fetch-Site": "cross-site"},
    )
    assert elsewhere.status_code == 403
