"""Several conversations under one name, and the way back without the words, on the pages."""

import re

import httpx
import pytest

from tests.api.conftest import sit_at_desk
from tests.api.portal.talks import talk_of
from tests.api.portal.walking import HOME, Page, Walker, six_words

SAID = "It is about my team."
WORDS = {
    "en": {
        "sheet": "A recovery sheet, for when you lose your words",
        "make": "Make the sheet",
        "lost": "Come back with a code",
        "on": "Go on",
        "kept": "I have kept them, go on",
        "return": "Open my conversation",
    },
    "nl": {
        "sheet": "Een herstelblad, voor als je je woorden kwijtraakt",
        "make": "Maak het blad",
        "lost": "Kom terug met een code",
        "on": "Verder",
        "kept": "Ik heb ze bewaard, verder",
        "return": "Open mijn gesprek",
    },
}


def code_on(page: Page) -> str:
    shown = re.search(r'<p class="six code".*?</p>', page.response.text, re.DOTALL)[0]
    return "-".join(re.findall(r"<span>(.*?)</span>", shown))


async def start_in(walker: Walker, language: str) -> str:
    """A conversation with something said, its pages in this language; returns the six words."""
    words = await walker.start()
    await walker.press("Send", text=SAID)
    await walker.visit(f"{walker.path.partition('?')[0]}?lang={language}")
    return words


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_a_sheet_leads_back_and_ends_the_old_words(walker, stranger, language):
    said = WORDS[language]
    old = await start_in(walker, language)
    await walker.follow(said["sheet"])
    await walker.press(said["make"])
    code = code_on(walker.page)
    assert len(code) == 34
    assert "<svg" in walker.page.response.text
    assert "no-store" in walker.page.response.headers["cache-control"]

    await stranger.visit(f"{HOME}/return?lang={language}")
    await stranger.follow(said["lost"])
    # As somebody types it from paper.
    await stranger.press(said["on"], code=f" {code.lower().replace('-', ' ').replace('0', 'o')} ")
    new = six_words(stranger.page)
    assert new != old
    assert "set-cookie" not in stranger.page.response.headers
    await walker.visit(f"{HOME}/talk")
    assert SAID in walker.page.text, "nothing has changed until the new words are kept"
    await stranger.press(said["kept"])
    assert SAID in stranger.page.text

    # The old session, the old words and the used sheet open nothing any more.
    await walker.visit(f"{HOME}/talk?lang={language}")
    assert walker.path.startswith(f"{HOME}/return")
    page = await walker.press(said["return"], words=old)
    assert page.response.status_code == 401
    await walker.visit(f"{HOME}/code?lang={language}")
    page = await walker.press(said["on"], code=code)
    assert page.response.status_code == 401
    await walker.visit(f"{HOME}/return?lang={language}")
    await walker.press(said["return"], words=new)
    assert SAID in walker.page.text


async def test_words_of_ones_own_choice_are_not_taken(walker, stranger):
    await walker.start()
    await walker.visit(f"{HOME}/sheet")
    await walker.press("Make the sheet")
    code = code_on(walker.page)
    await stranger.visit(f"{HOME}/code")
    await stranger.press("Go on", code=code)
    page = await stranger.post(f"{HOME}/code/words", code=code, words="a b c d e f")
    assert page.response.status_code == 401
    await stranger.visit(f"{HOME}/code")
    await stranger.press("Go on", code=code)
    assert len(six_words(stranger.page).split()) == 6


async def test_a_slip_and_an_unknown_code_read_the_same(stranger):
    from vault import new_code

    bodies = set()
    for code in ("", "x", new_code(), new_code()[:-1] + "!"):
        await stranger.visit(f"{HOME}/code")
        page = await stranger.press("Go on", code=code)
        assert page.response.status_code == 401
        bodies.add(page.response.text)
    assert len(bodies) == 1


async def test_wrong_codes_make_the_next_try_slower_and_slips_do_not(stranger, house, cast):
    from tenants.attempts import find_delay
    from tenants.policy import Actor, Role
    from vault import new_code

    there = "/o/havenwerk/code"
    visitor = Actor(Role.VISITOR, cast.tenants["havenwerk"])

    async def used() -> int:
        async with house.tenancy.open(visitor) as tenant:
            return await tenant.connection.fetchval(
                "SELECT coalesce(sum(used), 0) FROM attempt WHERE tenant_id = $1 AND subject = $2",
                visitor.tenant_id,
                "portal words",
            )

    before = await used()
    await stranger.post(there, code="just a slip")
    assert await used() == before
    for _ in range(7):
        await stranger.post(there, code=new_code())
    assert await used() == before + 7
    async with house.tenancy.open(visitor) as tenant:
        assert await find_delay(tenant, "portal words") > 0


async def test_the_counsellor_hands_over_a_code_that_opens_one_conversation(
    walker, stranger, house, cast, served
):
    old = await walker.start()
    await walker.press("Send", text=SAID)
    talk = await talk_of(house, cast, walker.path)
    path = f"/desk/conversations/{talk.organisation_id}/{talk.id}/entry"
    transport = httpx.ASGITransport(served, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver.local", params={"lang": "en"}
    ) as desk:
        for name, status in (("alice", 404), ("bob", 404), ("bram", 404), ("amina", 200)):
            desk.cookies.clear()
            await sit_at_desk(house, cast, desk, name, unlock=name in {"bram", "amina"})
            assert (await desk.get(path)).status_code == status, name
            made = await desk.post(path, headers={"Sec-Fetch-Site": "same-origin"})
            assert made.status_code == status, name
    code = re.search(r'<p class="code"[^>]*>(.*?)</p>', made.text)[1]
    assert f"{HOME}/code" in made.text

    # Who still has the words sees that there is a code.
    await walker.visit(walker.path)
    assert "made a code for you" in walker.page.text

    await stranger.visit(f"{HOME}/code")
    await stranger.press("Go on", code=code)
    new = six_words(stranger.page)
    await stranger.press("I have kept them, go on")
    assert SAID in stranger.page.text
    assert new != old
    await stranger.visit(f"{HOME}/code")
    page = await stranger.press("Go on", code=code)
    assert page.response.status_code == 401


async def test_a_client_with_the_words_ends_a_code(walker, stranger, house, cast):
    from tenants.conversations.entries import make_entry

    await walker.start()
    talk = await talk_of(house, cast, walker.path)
    async with talk.open() as tenant:
        code = (await make_entry(tenant, talk.id)).code
    await walker.visit(walker.path)
    await walker.press("End this code")
    assert "made a code for you" not in walker.page.text
    await stranger.visit(f"{HOME}/code")
    page = await stranger.press("Go on", code=code)
    assert page.response.status_code == 401


async def test_another_conversation_under_the_same_words(walker, stranger):
    words = await walker.start("Amina")
    await walker.press("Send", text=SAID)
    first = walker.path
    await walker.follow("Start another conversation")
    assert "Under which name?" in walker.page.text
    await walker.press("Go on")
    assert "Your six words open this conversation too." in walker.page.text
    choosing = walker.page, walker.path
    await walker.press("Talk with Bram")
    assert "You and Bram de Wit" in walker.page.text
    second = walker.path
    # Sent again it leads to the same one.
    walker.page, walker.path = choosing
    await walker.press("Talk with Bram")
    assert walker.path == second

    await walker.follow("Your other conversations")
    assert {"Amina Haddad", "Bram de Wit"} <= walker.page.links.keys()
    await walker.follow("Amina Haddad")
    assert (walker.path, SAID in walker.page.text) == (first.partition("#")[0], True)

    await stranger.visit(f"{HOME}/return")
    await stranger.press("Open my conversation", words=words)
    assert {"Amina Haddad", "Bram de Wit"} <= stranger.page.links.keys()


@pytest.mark.book("R21")
async def test_another_conversation_under_a_new_name_gets_words_of_its_own(walker, stranger):
    words = await walker.start("Amina")
    await walker.follow("Start another conversation")
    await walker.press("Go on", same="no")
    await walker.press("Talk with Bram")
    other = six_words(walker.page)
    assert other != words
    await walker.visit(f"{HOME}/talk")
    assert "You and Bram de Wit" in walker.page.text
    await stranger.visit(f"{HOME}/return")
    await stranger.press("Open my conversation", words=words)
    assert "You and Amina Haddad" in stranger.page.text


async def test_without_a_session_nothing_starts_under_an_old_name(walker):
    await walker.start()
    await walker.follow("Start another conversation")
    await walker.press("Go on")
    walker.browser.cookies.clear()
    await walker.press("Talk with Bram")
    assert walker.path.startswith(f"{HOME}/return")
