"""Nothing from elsewhere, nothing kept: on every page of the portal, errors included."""

from urllib.parse import urlsplit

import pytest

from tests.api.portal.walking import Page, Walker

PAGES = ("", "/others", "/start", "/choose?language=en&channel=messages", "/return", "/end",
         "/talk", "/nowhere")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_loads_and_keeps_nothing(client, path):
    walker = Walker(client)
    await walker.start()
    answer = await client.get(f"/o/noorderlicht{path}", follow_redirects=True)
    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    page = Page(answer)
    for reference in page.references:
        assert urlsplit(reference).netloc == "", reference
        assert urlsplit(reference).scheme in {"", "tel"}, reference
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert " on" not in "".join(f" {name}" for name in page.attributes)


async def test_assets_never_change_under_their_address(client):
    page = Page(await client.get("/o/noorderlicht"))
    assets = [each for each in page.references if each.startswith("/assets/")]
    assert len(assets) == 4
    for address in assets:
        answer = await client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert (await client.get("/assets/tokens.0000000000.css")).status_code == 404
