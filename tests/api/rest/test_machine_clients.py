from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey

from tests.api.conftest import Machine
from tests.people import Cast

GRANT = {"grant_type": "client_credentials"}


async def test_machine_of_an_organisation_gets_its_token(
    client: httpx.AsyncClient, vertrouwd: Machine, cast: Cast
) -> None:
    path = f"/v1/organisations/{cast.tenants['havenwerk']}/machine-clients"
    created = await vertrouwd.post(path, {"name": "HR", "scopes": ["mandates:read"]})
    assert created.status_code == 201
    proof = (created.json()["id"], created.json()["client_secret"])
    token = (await client.post("/oauth/token", data=GRANT, auth=proof)).json()["access_token"]
    read = await Machine(client, token).get("/v1/mandates")
    assert read.status_code == 200

    listed = (await vertrouwd.get(path)).json()
    one = {"id": proof[0], "name": "HR", "scopes": ["mandates:read"], "state": "active"}
    assert one in listed


async def test_ended_machine_gets_no_token(client: httpx.AsyncClient, vertrouwd: Machine) -> None:
    created = await vertrouwd.post("/v1/machine-clients", {"name": "x", "scopes": ["effort:read"]})
    proof = (created.json()["id"], created.json()["client_secret"])

    ended = await vertrouwd.delete(f"/v1/machine-clients/{proof[0]}")

    assert ended.status_code == 204
    assert (await client.post("/oauth/token", data=GRANT, auth=proof)).status_code == 401
    assert (await vertrouwd.delete(f"/v1/machine-clients/{proof[0]}")).status_code == 404


async def test_machine_of_another_firm_is_not_there(
    vertrouwd: Machine, klankbord: Machine, cast: Cast
) -> None:
    theirs = cast.machines["klankbord"]
    assert (await vertrouwd.delete(f"/v1/machine-clients/{theirs}")).status_code == 404
    assert (await vertrouwd.delete(f"/v1/machine-clients/{uuid4()}")).status_code == 404
    assert (await klankbord.get("/v1/load")).status_code == 200


@pytest.mark.parametrize("scopes", [[], ["firm:manage"], ["nothing"], ["mandates:read", "x"]])
async def test_scope_is_one_of_the_tenants_kind(
    vertrouwd: Machine, cast: Cast, scopes: list[str]
) -> None:
    path = f"/v1/organisations/{cast.tenants['noorderlicht']}/machine-clients"
    answer = await vertrouwd.post(path, {"name": "x", "scopes": scopes})
    assert answer.status_code == 422
    assert "scopes" in answer.json()["problems"]


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "EC"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        ECKey.generate_key("P-256").as_dict(private=True),
        OctKey.generate_key(256).as_dict(private=True),
        {"kty": "RSA", "e": "AQAB", "n": "0" * 171},
    ],
    ids=["empty", "half", "no point", "private", "shared", "weak"],
)
async def test_key_has_to_be_public_and_strong(vertrouwd: Machine, jwk: dict[str, Any]) -> None:
    body = {"name": "x", "scopes": ["effort:read"], "public_jwk": jwk}
    answer = await vertrouwd.post("/v1/machine-clients", body)
    assert answer.status_code == 422
    assert "public_jwk" in answer.json()["problems"]


async def test_machine_with_a_key_gets_no_secret(vertrouwd: Machine) -> None:
    key = ECKey.generate_key("P-256").as_dict(private=False)
    body = {"name": "x", "scopes": ["effort:read"], "public_jwk": key}
    answer = await vertrouwd.post("/v1/machine-clients", body)
    assert (answer.status_code, answer.json()["client_secret"]) == (201, None)
