"""Coming back: the same answer for wrong and unknown, slower after some, never locked out."""

import pytest

from tenants.attempts import find_delay
from tenants.policy import Actor, Role
from tests.api.portal.walking import HOME

HAVENWERK = "/o/havenwerk"
WORDS = "these six words are not right"


async def test_wrong_and_unknown_words_get_the_same_answer(walker, stranger):
    words = await walker.start()
    wrong = " ".join([*words.split()[:-1], "never"])
    bodies = set()
    for tried in (wrong, WORDS, "", "\x00", "é" * 500):
        await stranger.visit(f"{HOME}/return")
        page = await stranger.press("Open my conversation", words=tried)
        assert page.response.status_code == 401
        assert "set-cookie" not in page.response.headers
        bodies.add(page.response.text)
    assert len(bodies) == 1


@pytest.mark.book("R21")
async def test_words_open_nothing_at_another_organisation(walker, stranger):
    words = await walker.start(name="", home=HAVENWERK)
    await stranger.visit("/o/meesterschap/return")
    page = await stranger.press("Open my conversation", words=words)
    assert page.response.status_code == 401


async def test_wrong_words_make_the_next_try_slower_and_the_right_ones_still_open(
    walker, stranger, house, cast
):
    words = await walker.start(name="", home=HAVENWERK)
    await stranger.visit(f"{HAVENWERK}/return")
    for _ in range(7):
        await stranger.press("Open my conversation", words=WORDS)
    async with house.tenancy.open(Actor(Role.VISITOR, cast.tenants["havenwerk"])) as tenant:
        assert await find_delay(tenant, "portal words") > 0
    await stranger.press("Open my conversation", words=words)
    assert "What is on your mind?" in stranger.page.text


async def test_what_was_written_outlives_the_session(walker, house, cast):
    words = await walker.start()
    writing = walker.page, walker.path
    # The session ends while somebody writes.
    walker.browser.cookies.clear()
    walker.page, walker.path = writing
    page = await walker.press("Send", text="A long story <of> mine")
    assert page.response.status_code == 401
    assert page.kept("text") == "A long story <of> mine"

    page = await walker.press("Open my conversation", words=WORDS)
    assert page.kept("text") == "A long story <of> mine"
    page = await walker.press("Open my conversation", words=words)
    assert page.kept("text") == "A long story <of> mine"
    page = await walker.press("Send")
    assert "A long story <of> mine" in page.text
    assert "Amina Haddad reads it" in page.text
