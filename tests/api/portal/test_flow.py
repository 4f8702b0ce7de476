"""The whole way of one person: in, choose, six words, write, leave, come back."""

import pytest

from tests.api.portal.talks import answer, talk_of
from tests.api.portal.walking import HOME, Walker, six_words


@pytest.mark.book("D7")
async def test_somebody_starts_writes_leaves_and_comes_back(walker, house, cast):
    words = await walker.start()
    assert len(words.split()) == 6
    await walker.press("Send", text="It is about my team.\n\nI do not sleep.")
    assert "I do not sleep." in walker.page.text
    talk = await talk_of(house, cast, walker.path)
    await walker.press("Sign out")
    assert "signed out" in walker.page.text

    await answer(talk, "Thank you for writing.")
    await walker.follow("Come back with your six words")
    await walker.press("Open my conversation", words=f"  {words.upper()} ")
    assert "Thank you for writing." in walker.page.text


@pytest.mark.book("R05")
async def test_a_conversation_starts_with_language_and_channel_alone(walker):
    await walker.visit(f"{HOME}/start")
    (form,) = walker.page.forms
    assert {name for name, _ in form.fields} == {"lang", "language", "channel"}
    assert "required" not in walker.page.response.text
    await walker.press("Go on")
    await walker.press("Talk with")
    assert six_words(walker.page)


async def test_no_cookie_comes_before_the_six_words(walker):
    for path in ("", "/others", "/steps", "/start", "/return", "/end", "/leave"):
        page = await walker.visit(HOME + path)
        assert "set-cookie" not in page.response.headers
    await walker.visit(f"{HOME}/start")
    await walker.press("Go on")
    assert "set-cookie" not in walker.page.response.headers
    await walker.press("Talk with")
    cookie = walker.page.response.headers["set-cookie"].lower()
    assert cookie.startswith("portal=")
    assert {"httponly", "samesite=strict", "path=/"} <= set(cookie.split("; "))
    assert "max-age" not in cookie


async def test_the_page_of_words_sent_again_starts_nothing_and_shows_nothing(walker):
    await walker.visit(f"{HOME}/start")
    await walker.press("Go on")
    choosing = walker.page, walker.path
    await walker.press("Talk with")
    words = six_words(walker.page)
    walker.page, walker.path = choosing
    again = await walker.press("Talk with")
    assert again.response.status_code == 409
    assert "started already" in again.text
    assert not any(word in again.text.split() for word in words.split() if len(word) > 5)
    await walker.visit(f"{HOME}/talk")
    assert "What is on your mind?" in walker.page.text


@pytest.mark.book("D3")
async def test_up_to_three_are_proposed_with_reasons_and_any_can_be_left_out(walker):
    await walker.visit(f"{HOME}/start")
    await walker.press("Go on")
    assert "Speaks your language" in walker.page.text
    proposed = walker.page.buttons("Talk with")
    assert 2 <= len(proposed) <= 3
    for name in proposed:
        await walker.press(f"Leave {name} out")
        assert name not in walker.page.buttons("Talk with")
    assert "Nobody else is free" in walker.page.text
    await walker.press(f"Bring {proposed[0]} back")
    assert walker.page.buttons("Talk with") == [proposed[0]]
    await walker.press("None of them fits me")
    assert walker.page.buttons("Talk with") == []
    assert "reason" not in {name for form in walker.page.forms for name, _ in form.fields}


@pytest.mark.parametrize("query", ["", "?language=tlh&channel=messages", "?language=en&channel=x"])
async def test_a_choice_that_is_none_leads_back_to_the_question(walker, query):
    page = await walker.visit(f"{HOME}/choose{query}")
    assert page.response.status_code == 422
    assert "Choose a language and a way to talk" in page.text


@pytest.mark.book("R03")
async def test_the_page_says_what_happens_next_and_who_does_it(walker, house, cast):
    await walker.start()
    assert "You write, when you are ready." in walker.page.text
    await walker.press("Send", text="Good morning")
    assert "Amina Haddad reads it and answers here." in walker.page.text
    await answer(await talk_of(house, cast, walker.path), "Good morning to you")
    await walker.visit(walker.path)
    assert "It is up to you." in walker.page.text


async def test_leaving_ends_the_session_and_leads_elsewhere(walker, stranger):
    await walker.start()
    there, cookie = walker.path, walker.browser.cookies["portal"]
    left = await walker.browser.get(f"{HOME}/leave")
    assert left.status_code == 303
    assert left.headers["location"] == "https://www.weer.nl/"
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert not walker.browser.cookies
    # A copy of the cookie opens nothing any more.
    stranger.browser.cookies.set("portal", cookie)
    page = await stranger.visit(there)
    assert "Come back with your six words" in page.text


async def test_the_way_out_is_the_first_link_of_every_page(walker):
    await walker.start()
    for path in ("", "/others", "/steps", "/start", "/return", "/end", "/talk", "/nowhere"):
        page = await walker.visit(HOME + path)
        assert next(iter(page.links)) == "Leave this page", path


async def test_somebody_without_a_session_is_asked_for_the_words(walker):
    page = await walker.visit(f"{HOME}/talk")
    assert page.response.status_code == 200
    assert walker.path == f"{HOME}/return"


async def test_under_https_the_cookie_is_bound_to_the_host(house, cast):
    from dataclasses import replace

    import httpx

    from api.app import create_app

    settings = house.settings.model_copy(update={"base_url": "https://testserver.local"})
    app = create_app(settings, house=replace(house, settings=settings))
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://testserver.local"
        ) as browser,
    ):
        secure = Walker(browser)
        await secure.start()
        assert "What is on your mind?" in secure.page.text
        assert list(browser.cookies) == ["__Host-portal"]
