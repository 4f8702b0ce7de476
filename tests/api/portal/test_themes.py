"""What somebody should know about: nobody has to say, it orders the choice, and it is gone."""

import re

import pytest

from api.portal.starting import ABOUT
from tenants.themes import THEMES
from tests.api.portal.walking import HOME, Page, Walker
from tests.vault.burglar import dump

QUESTION = "Would you like somebody who knows more about something?"
SAID = re.compile(r"\bT[1-9](\.\d+)*\b|misuse of power")


async def choosing(walker: Walker) -> Page:
    await walker.visit(f"{HOME}/start")
    return await walker.press("Go on")


def reasons(page: Page) -> list[str]:
    """The reasons for each who is proposed, in the order of the page."""
    return re.findall(r'<ul class="reasons".*?</ul>', page.response.text, re.DOTALL)


async def all_rows(owner_url: str) -> set[str]:
    """Every row of every table, as text."""
    return {f"{table} {row}" for table, rows in (await dump(owner_url)).items() for row in rows}


@pytest.mark.book("R05")
async def test_nobody_has_to_say_and_who_does_not_goes_on_as_before(walker: Walker) -> None:
    page = await choosing(walker)
    assert QUESTION in page.text
    assert 'value="" checked' in page.response.text
    assert "required" not in page.response.text
    assert "Knows much about" not in page.text
    # Not answering and sending is the same as not answering.
    await walker.press("Show who knows about it")
    assert "Knows much about" not in walker.page.text
    assert "knows more about it" not in walker.page.text
    await walker.press("Talk with")
    assert "Your six words" in walker.page.text


@pytest.mark.book("D3")
async def test_who_knows_comes_first_and_the_page_says_so(walker: Walker) -> None:
    await choosing(walker)
    page = await walker.press("Show who knows about it", theme="T1.1")
    first, *others = reasons(page)
    assert "Knows much about bullying, or being left out" in first
    assert not any("Knows much" in other for other in others)
    assert page.buttons("Talk with")[0] == "Amina Haddad"
    await walker.press("Leave Amina Haddad out", theme="T1.1")
    assert "Nobody here knows more about it" in walker.page.text
    assert len(walker.page.buttons("Talk with")) == 2
    # What no page of ours offers is no theme.
    await walker.press("Show who knows about it", theme="T9.2")
    assert "knows more about it" not in walker.page.text


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_the_question_is_in_plain_words(walker: Walker, language: str) -> None:
    """No code of ours has the name there that it has on the desk."""
    assert ABOUT.keys() <= THEMES.keys()
    page = await walker.visit(f"{HOME}/choose?language=nl&channel=phone&lang={language}")
    asked = re.search(r"<fieldset>.*?</fieldset>", page.response.text, re.DOTALL)[0]
    assert asked.count("<label") == len(ABOUT) + 1
    for jargon in ("harassment", "discrimin", "integri", "intimid", "ongewenst", "grensoverschr"):
        assert jargon not in asked.lower()


@pytest.mark.book("R05", "R15")
async def test_the_theme_is_nowhere_afterwards(
    walker: Walker, owner_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await choosing(walker)
    before = await all_rows(owner_url)
    page = await walker.press("Show who knows about it", theme="T1.2")
    assert "Knows much about misuse of power" in page.text
    assert await all_rows(owner_url) == before
    # Not in an address, so in no history and no log; not in a cookie; not in what starts the talk.
    assert not any(SAID.search(reference) for reference in (walker.path, *page.references))
    assert "set-cookie" not in page.response.headers
    assert page.response.headers["cache-control"] == "no-store"
    (starting,) = (form for form in page.forms if "/words" in form.action)
    assert {name for name, _ in starting.fields} == {"language", "channel", "conversation"}
    await walker.press("Talk with Bram")
    assert "Your six words" in walker.page.text
    assert not SAID.search(walker.page.response.text)
    began = await all_rows(owner_url) - before
    assert any("conversation" in row for row in began)
    assert not [row for row in began if SAID.search(row)]
    printed = "".join(capfd.readouterr())
    assert not SAID.search(printed)


@pytest.mark.browser
async def test_back_sends_nothing_again_and_the_history_holds_nothing(home, chromium) -> None:
    context = await chromium.new_context(viewport={"width": 360, "height": 740}, locale="en")
    page = await context.new_page()
    await page.goto(f"{home}/o/noorderlicht/start")
    await page.click("form button")
    await page.click("summary")
    await page.check("[value='T1.2']")
    await page.click("text=Show who knows about it")
    assert "Knows much about misuse of power" in await page.inner_text("main")
    assert "T1.2" not in page.url
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    await page.click("text=Others who can help")
    await page.go_back()
    assert "Who do you want to talk with?" in await page.inner_text("main")
    assert "Knows much" not in await page.inner_text("main")
    assert "POST" not in sent
    assert await page.input_value("[name=theme]:checked") == ""
    await page.go_back()
    await page.go_back()
    assert "How do you want to talk?" in await page.inner_text("main")
    await context.close()
