"""The firm's own texts at the desk, and how often no example fitted."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from api.house import House
from tenants.policy import Actor, Role
from tenants.prevention.examples import count_answer
from tests.people import Cast


@pytest.mark.book("R26")
async def test_a_manager_changes_a_text_and_visitors_read_it(alice, browser, cast: Cast) -> None:
    path = f"/desk/organisations/{cast.tenants['havenwerk']}/library"
    page = (await alice.get(path)).text
    assert "Standard text" in page
    begun = (await alice.get(f"{path}/informal_steps")).text
    assert "With somebody beside you" in begun
    refused = await alice.post(f"{path}/informal_steps", data={"nl": "Loop even binnen.", "en": ""})
    assert refused.status_code == 422
    assert "Loop even binnen." in refused.text
    texts = {"nl": "# Bij ons\r\n\r\nLoop even binnen.", "en": "# Here\r\n\r\nJust walk in."}
    published = await alice.post(f"{path}/informal_steps", data=texts)
    assert urlsplit(published.headers["location"]).path == path
    assert "Version 1, published on" in (await alice.get(path)).text
    visitor = await browser()
    read = (await visitor.get("/o/havenwerk/library/informal-steps")).text
    assert "<h2>Here</h2>" in read
    assert "Just walk in." in read
    assert (await alice.get(f"{path}/nowhere")).status_code == 404


@pytest.mark.book("R13")
async def test_the_share_that_found_none_is_told_to_the_firm(
    alice, house: House, cast: Cast
) -> None:
    havenwerk = cast.tenants["havenwerk"]
    path = f"/desk/organisations/{havenwerk}/library"
    visitor = Actor(Role.VISITOR, havenwerk)
    for each in range(12):
        spring = datetime(2026, 5, 1, tzinfo=UTC)
        async with house.tenancy.open(visitor, now=spring) as tenant:
            await count_answer(tenant, "T2", fits=each < 5)
    page = (await alice.get(path)).text
    assert "about 60%" in page
    assert "too few to tell" in page
