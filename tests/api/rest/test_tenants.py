from secrets import token_hex
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Machine
from tests.people import Cast

GRANT = {"grant_type": "client_credentials"}


async def test_operator_creates_a_firm_that_can_begin(
    client: httpx.AsyncClient, platform: Machine
) -> None:
    slug = f"firm-{token_hex(4)}"
    firm = await platform.post(
        "/v1/firms", {"slug": slug, "name": "Nieuw", "language": "nl", "sender": "Gesprekspunt"}
    )
    assert firm.status_code == 201
    machine = await platform.post(
        f"/v1/firms/{firm.json()['tenant_id']}/machine-clients",
        {"name": "first", "scopes": ["firm:manage", "staff:manage"]},
    )
    assert machine.status_code == 201
    proof = (machine.json()["id"], machine.json()["client_secret"])
    token = (await client.post("/oauth/token", data=GRANT, auth=proof)).json()["access_token"]
    assert (await Machine(client, token).get("/v1/organisations")).json() == []


async def test_operator_creates_an_advisor(platform: Machine) -> None:
    advisor = await platform.post(
        "/v1/advisors", {"slug": f"advisor-{token_hex(4)}", "name": "Nieuw", "language": "nl"}
    )
    path = f"/v1/advisors/{advisor.json()['tenant_id']}/machine-clients"
    machine = await platform.post(path, {"name": "first", "scopes": ["editions:read"]})
    assert machine.status_code == 201
    assert [m["id"] for m in (await platform.get(path)).json()] == [machine.json()["id"]]
    ended = await platform.delete(f"{path}/{machine.json()['id']}")
    assert ended.status_code == 204


@pytest.mark.parametrize("kind", ["firms", "advisors"])
async def test_operator_comes_into_no_organisation(
    platform: Machine, cast: Cast, kind: str
) -> None:
    body = {"name": "x", "scopes": ["mandates:read"]}
    answers = [
        await platform.post(f"/v1/{kind}/{tenant_id}/machine-clients", body)
        for tenant_id in (cast.tenants["noorderlicht"], cast.tenants["platform"], uuid4())
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    answer = await platform.get(f"/v1/organisations/{cast.tenants['noorderlicht']}")
    assert answer.status_code == 403
