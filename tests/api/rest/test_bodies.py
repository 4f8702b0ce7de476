"""Bodies that nobody meant: too large, not text, not JSON."""

from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Machine


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
