import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from tests.api.conftest import Machine
from tests.api.rest.test_organisations import new_organisation
from tests.people import Cast


async def test_same_key_and_body_do_it_once(vertrouwd: Machine) -> None:
    body, key = new_organisation(), str(uuid4())
    first = await vertrouwd.post("/v1/organisations", body, key)
    again = await vertrouwd.post("/v1/organisations", body, key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    listed = (await vertrouwd.get("/v1/organisations?limit=200")).json()
    assert [o["slug"] for o in listed].count(body["slug"]) == 1


async def test_same_key_at_the_same_time_does_it_once(vertrouwd: Machine) -> None:
    body, key = new_organisation(), str(uuid4())
    answers = await asyncio.gather(
        *(vertrouwd.post("/v1/organisations", body, key) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["tenant_id"] for answer in answers}) == 1


async def test_same_key_for_something_else_is_a_conflict(vertrouwd: Machine) -> None:
    key = str(uuid4())
    await vertrouwd.post("/v1/organisations", new_organisation(), key)
    for answer in (
        await vertrouwd.post("/v1/organisations", new_organisation(), key),
        await vertrouwd.post("/v1/referrals", _referral(), key),
    ):
        assert (answer.status_code, answer.json()["reason"]) == (409, "idempotency-key-reused")


async def test_keys_of_two_machines_do_not_meet(vertrouwd: Machine, klankbord: Machine) -> None:
    key = str(uuid4())
    first = await vertrouwd.post("/v1/organisations", new_organisation(), key)
    other = await klankbord.post("/v1/organisations", new_organisation(), key)
    assert (first.status_code, other.status_code) == (201, 201)


async def test_act_that_failed_may_be_tried_again(vertrouwd: Machine) -> None:
    key = str(uuid4())
    taken = await vertrouwd.post("/v1/organisations", new_organisation(slug="noorderlicht"), key)
    assert taken.status_code == 409
    assert (await vertrouwd.post("/v1/organisations", new_organisation(), key)).status_code == 201


@pytest.mark.parametrize("key", [None, "short", "x" * 256])
async def test_post_needs_a_key(
    client: httpx.AsyncClient, vertrouwd: Machine, key: str | None
) -> None:
    headers = vertrouwd.headers | ({"Idempotency-Key": key} if key else {})
    answer = await client.post("/v1/organisations", json=new_organisation(), headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["problems"]


def test_every_post_under_v1_takes_a_key(served: Litestar) -> None:
    paths = served.openapi_schema.to_schema()["paths"]
    posts = {path: ops["post"] for path, ops in paths.items() if "post" in ops}
    assert posts
    for path, operation in posts.items():
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert "Idempotency-Key" in names or not path.startswith("/v1/"), path


async def test_secret_is_shown_once_and_not_kept(vertrouwd: Machine, cast: Cast) -> None:
    body, key = {"name": "HR system", "scopes": ["mandates:read"]}, str(uuid4())
    path = f"/v1/organisations/{cast.tenants['noorderlicht']}/machine-clients"
    first = await vertrouwd.post(path, body, key)
    again = await vertrouwd.post(path, body, key)

    assert len(first.json()["client_secret"]) == 43
    assert again.json() == first.json() | {"client_secret": None}


def _referral() -> dict[str, object]:
    return {
        "name": "Slachtofferhulp",
        "contact": "0900 0101",
        "description": {"nl": "Praktische hulp."},
        "themes": ["T1.3"],
        "region": "NL",
        "languages": ["nl"],
        "verified_on": datetime.now(UTC).date().isoformat(),
    }


async def test_referral_is_added_once(vertrouwd: Machine) -> None:
    key = str(uuid4())
    added = await vertrouwd.post("/v1/referrals", _referral(), key)
    await vertrouwd.post("/v1/referrals", _referral(), key)
    listed = (await vertrouwd.get("/v1/referrals")).json()
    assert [entry for entry in listed if entry["id"] == added.json()["id"]] == [added.json()]
