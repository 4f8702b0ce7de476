import time
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from api.house import House
from tenants.attempts import Limit
from tenants.network.machines import create_machine_client, end_machine_client
from tests.people import MACHINE_SECRET, Cast

HERE = "http://testserver.local"
GRANT = {"grant_type": "client_credentials"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
async def henks_key(house: House, cast: Cast) -> tuple[str, ECKey]:
    """A machine client of Noorderlicht with a key: its id, and the key."""
    key = ECKey.generate_key("P-256")
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        created = await create_machine_client(
            tenant, name="HR", scopes=["mandates:read"], public_jwk=key.as_dict(private=False)
        )
    return str(created.id), key


def assertion(client_id: str, key: ECKey, **changed: Any) -> dict[str, str]:
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": f"{HERE}/oauth/token",
        "exp": int(time.time()) + 60,
        "jti": str(uuid4()),
    } | changed
    signed = jwt.encode({"alg": "ES256"}, claims, key)
    return GRANT | {"client_assertion_type": ASSERTION, "client_assertion": signed}


async def ask(client: httpx.AsyncClient, form: Any, **more: Any) -> httpx.Response:
    return await client.post("/oauth/token", data=form, **more)


async def test_secret_in_the_header_or_in_the_form(client: httpx.AsyncClient, cast: Cast) -> None:
    machine = str(cast.machines["noorderlicht"])
    proofs: list[dict[str, Any]] = [
        {"form": GRANT, "auth": (machine, MACHINE_SECRET)},
        {"form": GRANT | {"client_id": machine, "client_secret": MACHINE_SECRET}},
    ]
    for proof in proofs:
        answer = await ask(client, **proof)

        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        body = answer.json()
        assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
        assert "headcounts:write" in body["scope"].split()
        read = await client.get(
            "/v1/mandates", headers={"Authorization": f"Bearer {body['access_token']}"}
        )
        assert read.status_code == 200


async def test_scope_is_what_was_asked(client: httpx.AsyncClient, cast: Cast) -> None:
    proof = (str(cast.machines["noorderlicht"]), MACHINE_SECRET)
    answer = await ask(client, GRANT | {"scope": "mandates:read mandates:read"}, auth=proof)
    assert answer.json()["scope"] == "mandates:read"

    for scope in ("firm:manage", "mandates:read firm:manage", "nothing"):
        answer = await ask(client, GRANT | {"scope": scope}, auth=proof)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_signed_assertion_works_once(
    client: httpx.AsyncClient, henks_key: tuple[str, ECKey]
) -> None:
    form = assertion(*henks_key)
    assert (await ask(client, form)).status_code == 200

    replayed = await ask(client, form)

    assert (replayed.status_code, replayed.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time.time()) - 600},
        {"exp": int(time.time()) + 7200},
        {"aud": "https://elsewhere.example/oauth/token"},
        {"iss": "somebody else"},
        {"jti": None},
        {"jti": 7},
        {"sub": ["x"]},
        {"sub": "not an id"},
    ],
)
async def test_assertion_that_is_not_right_is_refused(
    client: httpx.AsyncClient, henks_key: tuple[str, ECKey], changed: dict[str, Any]
) -> None:
    answer = await ask(client, assertion(*henks_key, **changed))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_assertion_by_another_key_is_refused(
    client: httpx.AsyncClient, henks_key: tuple[str, ECKey]
) -> None:
    answer = await ask(client, assertion(henks_key[0], ECKey.generate_key("P-256")))
    assert answer.json()["error"] == "invalid_client"


async def test_wrong_secret_unknown_and_ended_client_are_alike(
    client: httpx.AsyncClient, house: House, cast: Cast, henks_key: tuple[str, ECKey]
) -> None:
    ended = henks_key[0]
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["noorderlicht"]) as tenant:
        await end_machine_client(tenant, UUID(ended))
    answers = [
        await ask(client, GRANT, auth=proof)
        for proof in (
            (str(cast.machines["noorderlicht"]), "wrong"),
            (str(uuid4()), MACHINE_SECRET),
            ("no id at all", "x"),
            (ended, "x"),
        )
    ]
    answers += [await ask(client, assertion(*henks_key)), await ask(client, GRANT)]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"grant_type=password", "unsupported_grant_type"),
        (b"", "unsupported_grant_type"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        (b"grant_type=client_credentials&scope=%ff%fe", "invalid_request"),
        (b"\xff\xfe", "invalid_request"),
        (b"&".join([b"a=b"] * 50), "invalid_request"),
    ],
)
async def test_form_that_cannot_be_used(
    client: httpx.AsyncClient, cast: Cast, content: bytes, error: str
) -> None:
    answer = await client.post(
        "/oauth/token",
        content=content,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=(str(cast.machines["noorderlicht"]), MACHINE_SECRET),
    )
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    "header",
    [b"Basic \xff", b"Basic ", b"Basic AAAA", b"Basic /w==", b"Bearer e30.e30.e30", b"\xff"],
)
async def test_header_that_proves_nothing(client: httpx.AsyncClient, header: bytes) -> None:
    answer = await client.post("/oauth/token", data=GRANT, headers=[(b"authorization", header)])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_two_clients_in_one_request_are_refused(
    client: httpx.AsyncClient, cast: Cast
) -> None:
    form = GRANT | {"client_id": str(cast.machines["vertrouwd"]), "client_secret": MACHINE_SECRET}
    answer = await ask(client, form, auth=(str(cast.machines["noorderlicht"]), MACHINE_SECRET))
    assert answer.json()["error"] == "invalid_request"


async def test_client_with_a_key_has_no_secret(
    client: httpx.AsyncClient, henks_key: tuple[str, ECKey]
) -> None:
    answer = await ask(client, GRANT, auth=(henks_key[0], ""))
    assert answer.json()["error"] == "invalid_client"


async def test_many_requests_of_one_client_have_to_wait(
    client: httpx.AsyncClient, house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.oauth.REQUESTS", Limit(0, 60))
    answer = await ask(client, GRANT, auth=(str(cast.machines["meesterschap"]), "wrong"))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 60


async def test_server_says_what_it_can(client: httpx.AsyncClient) -> None:
    described = (await client.get("/.well-known/oauth-authorization-server")).json()
    assert described["token_endpoint"] == f"{HERE}/oauth/token"
    assert "private_key_jwt" in described["token_endpoint_auth_methods_supported"]
    published = await client.get(described["jwks_uri"])
    assert published.json()["keys"][0]["kid"].startswith("gesprekspunt-tokens-")
