"""Bodies that nobody meant: too large, not text, not JSON."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Machine, MachineOf
from tests.people import Cast


async def send(
    client: httpx.AsyncClient, machine: Machine, content: bytes, kind: str = "application/json"
) -> httpx.Response:
    headers = machine.headers | {"Idempotency-Key": str(uuid4()), "Content-Type": kind}
    return await client.post("/v1/organisations", content=content, headers=headers)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"name": "\xff"}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b"[" * 100_000, 400),
        (b" " * 250_000, 413),
        (b'{"name": "' + b"x" * 250_000 + b'"}', 413),
    ],
)
async def test_unusable_body_is_a_problem(
    client: httpx.AsyncClient, vertrouwd: Machine, content: bytes, status: int
) -> None:
    answer = await send(client, vertrouwd, content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert "Traceback" not in answer.text


async def test_what_is_nowhere_is_a_problem_as_well(
    client: httpx.AsyncClient, vertrouwd: Machine
) -> None:
    for path in ("/v1/nowhere", "/v1/organisations/not-an-id", "/v1/headcounts/never"):
        answer = await vertrouwd.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (await client.patch("/v1/organisations")).status_code == 405


NASTY: tuple[Any, ...] = (
    "",
    "\x00",
    "x" * 30_000,
    -1,
    2**64,
    1.5,
    None,
    [],
    [None],
    ["\x00"],
    {},
    {"\x00": "\x00"},
    {"nl": "\x00"},
    {"kty": "EC"},
    "0001-01-01",
    "9999-12-31",
    "2026-13-01",
    "1e400",
    "NaN",
    "\u202e",
    "00000000-0000-0000-0000-000000000000",
)
STAFF_ID = "00000000-0000-0000-0000-00000000000a"
BODIES: dict[tuple[str, str, str], dict[str, Any]] = {
    ("vertrouwd", "POST", "/v1/organisations"): {
        "slug": "bad-luck",
        "name": "x",
        "sector": {"scheme": "SBI", "edition": "2025", "code": "8610"},
        "country": "NL",
        "languages": ["nl"],
    },
    ("vertrouwd", "POST", "/v1/organisations/{organisation}/mandates"): {
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
        "hours_per_year": 80,
        "board_access": True,
        "independence": "x",
        "works_council_consent_on": "2025-01-01",
        "review_on": "2027-01-01",
    },
    ("vertrouwd", "POST", "/v1/organisations/{organisation}/role-statements"): {
        "texts": {"employees": {"nl": "x", "en": "x"}}
    },
    ("vertrouwd", "POST", "/v1/organisations/{organisation}/library-texts"): {
        "section": "norms",
        "texts": {"nl": "x", "en": "x"},
    },
    ("vertrouwd", "POST", "/v1/organisations/{organisation}/invoices"): {
        "quarter": "2020-01-01",
        "cents_per_hour": 1,
        "flat_fee_cents": 1,
    },
    ("vertrouwd", "POST", "/v1/machine-clients"): {
        "name": "x",
        "scopes": ["effort:read"],
        "public_jwk": None,
    },
    ("vertrouwd", "POST", "/v1/counsellors"): {
        "staff_id": STAFF_ID,
        "name": "x",
        "introduction": {"nl": "x"},
        "languages": ["nl"],
        "themes": ["T1"],
        "channels": ["phone"],
        "hours_per_week": "4",
        "trained_until": "2028-01-01",
    },
    ("vertrouwd", "POST", "/v1/referrals"): {
        "name": "x",
        "contact": "x",
        "description": {"nl": "x"},
        "themes": ["T1"],
        "region": "NL",
        "languages": ["nl"],
        "crisis": True,
        "verified_on": "2026-01-01",
    },
    ("noorderlicht", "PUT", "/v1/headcounts/2018"): {"units": {"A": 1}},
    ("noorderlicht", "PUT", "/v1/benchmark-participation"): {"takes_part": True},
    ("platform", "POST", "/v1/firms"): {
        "slug": "bad-luck",
        "name": "x",
        "language": "nl",
        "sender": "x",
    },
}


async def another(client: httpx.AsyncClient, machine: Machine) -> Machine:
    """One more machine of the same firm."""
    scopes = ["firm:manage", "staff:manage", "machines:manage", "invoices:write"]
    made = (await machine.post("/v1/machine-clients", {"name": "x", "scopes": scopes})).json()
    answer = await client.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(made["id"], made["client_secret"]),
    )
    return Machine(client, answer.json()["access_token"])


@pytest.mark.parametrize("route", BODIES, ids=lambda route: f"{route[1]} {route[2]}")
async def test_no_member_of_a_body_is_our_fault(
    client: httpx.AsyncClient, machine_of: MachineOf, cast: Cast, route: tuple[str, str, str]
) -> None:
    slug, method, path = route
    machine = await machine_of(slug)
    if slug == "vertrouwd":
        machine = await another(client, machine)  # so many requests would use up its limit
    for member in BODIES[route]:
        for nasty in NASTY:
            answer = await client.request(
                method,
                path.format(organisation=cast.tenants["havenwerk"]),
                json=BODIES[route] | {member: nasty},
                headers=machine.headers | {"Idempotency-Key": str(uuid4())},
            )
            assert answer.status_code in {200, 201, 409, 422}, (member, nasty)
