"""What no browser and no library sends: refused as the sender's mistake, never a fault of ours."""

import base64
from urllib.parse import quote

import httpx
import pytest

from api.house import House
from tests.api.conftest import Machine, sit_at_desk
from tests.people import Cast

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
DEEP = "[" * 100_000


@pytest.mark.parametrize("path", ["/o/%00", "/o/a%00b/start", "/o/noorderlicht/talk/%00/sharing"])
async def test_an_address_with_a_nul_names_nothing(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code in {303, 404}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/desk/sign-in", f"email=a&unsent={quote('a=1&' * 500)}"),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, path: str, form: str
) -> None:
    assert (await client.post(path, content=form, headers=FORM)).status_code == 422


async def test_a_nul_in_a_form_is_a_character_like_any_other(client: httpx.AsyncClient) -> None:
    for path, form in (
        ("/desk/sign-in", "email=a%00b&passphrase=c&code=1"),
        ("/o/noorderlicht/return", "words=a%00b"),
    ):
        assert (await client.post(path, content=form, headers=FORM)).status_code == 401


async def test_json_without_end_is_refused_by_graphql(
    client: httpx.AsyncClient, vertrouwd: Machine
) -> None:
    body = f'{{"query":"{{__typename}}","variables":{{"a":{DEEP}}}}}'
    answer = await client.post("/graphql", content=body, headers=vertrouwd.headers | JSON)
    assert answer.status_code == 400


async def test_an_assertion_without_end_proves_nothing(client: httpx.AsyncClient) -> None:
    claims = base64.urlsafe_b64encode(f'{{"sub":{DEEP}'.encode()).decode()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": f"e30.{claims}.e30",
    }
    assert (await client.post("/oauth/token", data=form)).status_code == 401


async def test_a_year_without_end_has_no_report(
    client: httpx.AsyncClient, house: House, cast: Cast
) -> None:
    await sit_at_desk(house, cast, client, "amina")
    path = f"/desk/annual-reports/{cast.tenants['noorderlicht']}/{'9' * 20}"
    assert (await client.get(path)).status_code == 422
    assert (await client.get(f"{path}/document")).status_code == 404
