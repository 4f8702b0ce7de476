"""What somebody can do: from the lightest step on, each with what speaks for and against it."""

import re

import pytest

from api.house import House
from api.i18n import LANGUAGES
from api.portal.steps import STEPS
from tests.api.portal.talks import talk_of
from tests.api.portal.walking import HOME
from tests.people import Cast

FORMAL = re.compile(r"\bformal|\bformele", re.IGNORECASE)
TAKEN_OVER = "Others decide what happens, how fast, and when it ends."


@pytest.mark.book("R44")
def test_every_step_has_both_sides_and_the_formal_route_is_last() -> None:
    assert all(step.pro and step.con for step in STEPS)
    assert [bool(FORMAL.search(step.name)) for step in STEPS] == [False] * (len(STEPS) - 1) + [True]
    assert TAKEN_OVER in STEPS[-1].con


@pytest.mark.book("R44")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_only_wants_to_read_reads_them_in_their_order(walker, language: str) -> None:
    page = await walker.browser.get("/o/noorderlicht/steps", params={"lang": language})
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    headings = re.findall(r"<h2>([^<]+)</h2>", page.text)
    assert len(headings) == len(STEPS)
    assert [bool(FORMAL.search(heading)) for heading in headings].index(True) == len(STEPS) - 1
    # Nothing of the page leads to it, nor asks anything.
    assert "/decision" not in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.book("R44")
async def test_the_page_of_the_formal_route_points_back_to_smaller_steps(
    walker, house: House, cast: Cast
) -> None:
    await walker.start()
    talk = await talk_of(house, cast, walker.path)
    await walker.visit(f"{HOME}/talk/{talk.id}/decision")
    assert "There may be smaller steps that help." in walker.page.text
    await walker.follow("What you can do")
    assert "Put it on paper, for yourself" in walker.page.text


@pytest.mark.book("R44")
async def test_a_conversation_leads_to_small_steps_first_and_to_the_official_one_last(
    walker, house: House, cast: Cast
) -> None:
    await walker.start()
    more = walker.page.response.text.partition('<ul class="more">')[2].partition("</ul>")[0]
    there = re.findall(r'href="[^"?]*/([^"?/]+)', more)
    assert there[0] == "steps"
    assert there[-1] == "decision"
