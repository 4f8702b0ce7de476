"""Good to know, for whoever comes: no login, no cookie, every language; and none of these fits."""

import pytest

from api.i18n import LANGUAGES
from api.pages.library import SECTIONS
from tenants.prevention.library import EXAMPLES
from tests.api.portal.walking import HOME


@pytest.mark.book("R26")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_section_is_read_without_a_login_or_a_cookie(walker, language: str) -> None:
    for section in SECTIONS:
        path = f"{HOME}/library/{section.replace('_', '-')}"
        page = await walker.browser.get(path, params={"lang": language})
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert f'<html lang="{language}">' in page.text
        # Nothing of it is in another language, and its lists and headings are real ones.
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert " lang=" not in main
        assert "<li>" in main
        assert "\n- " not in main
        assert "\n# " not in main


@pytest.mark.book("R26")
async def test_it_is_found_from_the_first_page(walker) -> None:
    await walker.visit(HOME)
    await walker.follow("Good to know")
    await walker.follow("Your rights")
    assert "Working Conditions Act, article 3" in walker.page.text
    assert "A general text." in walker.page.text
    assert (await walker.visit(f"{HOME}/library/T1")).response.status_code == 404
    assert (await walker.visit(f"{HOME}/library/nowhere")).response.status_code == 404


@pytest.mark.book("R13")
async def test_none_of_these_is_always_there_and_leads_on_as_any_answer_does(walker) -> None:
    await walker.visit(HOME)
    await walker.follow("Do you recognise this?")
    assert len(walker.page.buttons("None of these fits")) == len(EXAMPLES)
    answered = []
    for button in ("None of these fits", "I recognise one of these"):
        await walker.visit(f"{HOME}/examples")
        page = await walker.press(button)
        assert "set-cookie" not in page.response.headers
        answered.append((walker.path, page.text))
    assert len({*answered}) == 1
    assert "Start a conversation" in walker.page.links


async def test_an_answer_is_one_of_two_on_a_theme(walker) -> None:
    for answer in ([("theme", "T1"), ("answer", "maybe")], [("theme", "T8"), ("answer", "none")]):
        page = await walker.post(f"{HOME}/examples", answer)
        assert page.response.status_code in {404, 422}
