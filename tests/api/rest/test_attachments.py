"""Files through REST: streamed both ways, and refused with a reason."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from api.house import House
from tests.api.conftest import sit_at_desk
from tests.people import Cast, Talk
from tests.tenants.files.samples import CANARY, photo

LETTER = b"What we agreed on the phone.\n" * 100_000


def address(talk: Talk) -> str:
    return f"/v1/organisations/{talk.organisation_id}/conversations/{talk.id}"


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


@pytest.fixture
async def amina(house: House, cast: Cast, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await sit_at_desk(house, cast, client, "amina")
    return client


@pytest.mark.book("D1", "R17")
async def test_a_file_is_sent_read_and_removed(amina: httpx.AsyncClient, talk: Talk) -> None:
    path = f"{address(talk)}/attachments/{uuid4()}"
    sent = await amina.put(path, content=in_pieces(LETTER), headers={"Content-Type": "image/png"})
    assert sent.status_code == 200
    told = sent.json()
    assert {name: told[name] for name in ("author", "name", "kind", "size")} == {
        "author": "counsellor", "name": "file-1.txt", "kind": "text", "size": len(LETTER),
    }  # fmt: skip
    listed = (await amina.get(address(talk))).json()
    assert listed["attachments"] == [told]
    assert listed["waiting_for"] == "client"

    read = await amina.get(path)
    assert read.content == LETTER
    expected = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(LETTER)),
        "content-disposition": 'attachment; filename="file-1.txt"',
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    assert {name: read.headers[name] for name in expected} == expected

    again = await amina.put(path, content=b"Something else.")
    assert again.json() == told
    assert (await amina.delete(path)).status_code == 204
    assert (await amina.get(path)).status_code == 404
    assert (await amina.delete(path)).status_code == 404


async def test_what_is_refused_has_a_reason(amina: httpx.AsyncClient, talk: Talk) -> None:
    for content, reason in ((b"", "empty"), (b"\x7fELF" + bytes(99), "not-taken"),
                            (photo()[:3000], "broken")):  # fmt: skip
        answer = await amina.put(f"{address(talk)}/attachments/{uuid4()}", content=content)
        assert (answer.status_code, answer.headers["content-type"]) == (
            422, "application/problem+json",
        )  # fmt: skip
        assert (answer.json()["code"], answer.json()["reason"]) == ("file-refused", reason)
    assert (await amina.get(address(talk))).json()["attachments"] == []


@pytest.mark.book("R20")
async def test_a_photo_leaves_without_its_place(amina: httpx.AsyncClient, talk: Talk) -> None:
    path = f"{address(talk)}/attachments/{uuid4()}"
    assert (await amina.put(path, content=photo())).status_code == 200
    read = await amina.get(path)
    assert read.headers["content-type"] == "image/jpeg"
    assert CANARY.encode() not in read.content


async def test_a_form_of_another_site_is_refused(amina: httpx.AsyncClient, talk: Talk) -> None:
    path = f"{address(talk)}/attachments/{uuid4()}"
    answer = await amina.put(path, content=b"x", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def test_locked_a_file_stays_shut(
    client: httpx.AsyncClient, house: House, cast: Cast, talk: Talk
) -> None:
    await sit_at_desk(house, cast, client, "amina", unlock=False)
    path = f"{address(talk)}/attachments/{uuid4()}"
    for answer in (await client.put(path, content=b"x"), await client.get(path)):
        assert (answer.status_code, answer.json()["code"]) == (403, "locked")
