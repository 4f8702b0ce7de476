"""Fleur's pages in a real browser: on a phone, at a desk, by night, on paper, by keyboard."""

import pytest

from api.house import House
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests.api.browsers import DESK, PHONE
from tests.api.desk.windows import look
from tests.tenants.insight.members import enrol_members

pytestmark = [pytest.mark.browser, pytest.mark.book("D4")]

FIRST, SECOND = 2017, 2018
NETWORK = {"8610": 12, "8531": 10, "4110": 8, "6201": 7, "1071": 3}


@pytest.fixture(scope="module")
async def editions(house: House) -> tuple[int, int]:
    """Two years of the same organisations: the first has no trend, the second does."""
    await enrol_members(house, sections=NETWORK, firms=4, year=SECOND, before=(FIRST,))
    for period in (FIRST, SECOND):
        async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
            edition = await release_edition(tenant, period, BenchmarkRules(p=25))
    assert edition.content["trend"] is not None
    return FIRST, SECOND


@pytest.mark.parametrize(
    ("screen", "language", "light"),
    [(PHONE, "nl", "light"), (PHONE, "en", "dark"), (DESK, "en", "light"), (DESK, "nl", "dark")],
    ids=["phone-nl-light", "phone-en-dark", "desk-en-light", "desk-nl-dark"],
)
async def test_every_page_fits_and_can_be_used_by_everybody(
    sit_down, editions, screen, language, light
):
    page = await sit_down("fleur", screen, color_scheme=light)
    shot = f"{screen['width']}-{language}-{light}-benchmarks"
    await page.goto(f"/desk/benchmarks?lang={language}")
    await look(page, f"{shot}-list")
    for period in editions:
        await page.goto(f"/desk/benchmarks/{period}?lang={language}")
        await look(page, f"{shot}-{period}")
        await page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        await look(page, f"{shot}-{period}-open")


async def test_what_is_withheld_looks_withheld_and_nothing_is_red(sit_down, editions):
    page = await sit_down("fleur", DESK)
    await page.goto(f"/desk/benchmarks/{SECOND}?lang=en")
    pictures = page.locator("figure .wide-picture")
    fills = await pictures.locator("[fill]").evaluate_all(
        "found => found.map(e => e.getAttribute('fill'))"
    )
    hatched = [fill for fill in fills if fill.startswith("url(")]
    assert len(hatched) > 20
    for fill in {*fills} - {*hatched}:
        red, green, blue = _channels(fill)
        assert red <= max(green, blue), fill
    said = await pictures.locator("text").all_text_contents()
    assert {"fewer", "than 10", "withheld"} <= {*said}
    assert not {"0", "0.0", "0%", "null", "None", "nan"} & ({*said} - {"0"})
    # The only nought is where a scale begins.
    scales = await pictures.locator("path[d^='M190 0V']").count()
    assert said.count("0") == scales > 0
    cells = await page.locator("figure td").all_text_contents()
    assert "fewer than 10, or withheld" in cells
    assert not {"0", "0.0", "null", "None"} & {*cells}


def _channels(fill: str) -> tuple[int, int, int]:
    digits = fill.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


async def test_a_trend_where_there_is_one_and_why_not_where_there_is_none(sit_down, editions):
    page = await sit_down("fleur", DESK)
    await page.goto(f"/desk/benchmarks/{FIRST}?lang=en")
    assert "There is no trend in this edition" in await page.inner_text("main")
    assert not await page.locator("#trend").count()
    assert not await page.get_by_role("link", name="Certificate of the trend").count()
    await page.goto(f"/desk/benchmarks/{SECOND}?lang=en")
    assert "There is no trend in this edition" not in await page.inner_text("main")
    assert await page.inner_text("#trend") == "Compared with the year before"
    trend = page.locator("figure").filter(has_text=f"{SECOND}: each is all that rounding")
    drawn = await trend.locator(".wide-picture desc").text_content()
    assert "Health and social care: " in drawn
    assert " → " in drawn
    # Uncertainty has a width of its own, in both years.
    bars = trend.locator(".wide-picture rect[fill-opacity]")
    assert all([float(await bar.get_attribute("width")) > 0 for bar in await bars.all()])
    assert await bars.count() >= 4


async def test_it_is_read_and_moved_through_by_keyboard(sit_down, editions):
    page = await sit_down("fleur", DESK)
    await page.goto(f"/desk/benchmarks/{SECOND}?lang=en")
    await page.keyboard.press("Tab")
    assert await _focused(page) == "Go to the text"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    # From link to link, past every picture, into each table that scrolls, to the sector.
    passed = []
    while not await page.evaluate("document.activeElement.id === 'sector'"):
        await page.keyboard.press("Tab")
        passed.append(await _focused(page))
        assert len(passed) < 40, passed
    assert {"CSV", "PDF", "Certificate", "As a table"} <= {*passed}
    await page.keyboard.type("Health")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**sector=R**")
    assert await page.inner_text("#profile") == "What talks were about: Health and social care"
    await page.locator("summary").first.focus()
    await page.keyboard.press("Enter")
    assert await page.locator("figure table").first.is_visible()


async def _focused(page) -> str:
    return await page.evaluate("document.activeElement.textContent.trim()")


async def test_it_works_without_javascript(sit_down, editions):
    page = await sit_down("fleur", PHONE, java_script_enabled=False)
    await page.goto("/desk/benchmarks?lang=en")
    await page.get_by_role("link", name=str(SECOND)).click()
    await page.locator("summary").first.click()
    assert await page.locator("figure table").first.is_visible()
    await page.select_option("#sector", label="Education")
    await page.get_by_role("button", name="Show").click()
    assert await page.inner_text("#profile") == "What talks were about: Education"
    assert page.faults == []


async def test_a_phone_gets_pictures_of_its_own_width(sit_down, editions):
    page = await sit_down("fleur", PHONE)
    await page.goto(f"/desk/benchmarks/{SECOND}")
    assert await page.locator(".wide-picture:visible").count() == 0
    narrow = await page.locator(".narrow-picture svg:visible").all()
    assert len(narrow) > 8
    for picture in narrow:
        assert (await picture.bounding_box())["width"] <= PHONE["width"]
    wide = await page.locator(".wide-picture desc").all_text_contents()
    assert wide == await page.locator(".narrow-picture desc").all_text_contents()


async def test_on_paper_is_all_that_is_folded_and_nothing_to_press(sit_down, editions):
    page = await sit_down("fleur", DESK, color_scheme="dark")
    await page.goto(f"/desk/benchmarks/{SECOND}?lang=en")
    await page.emulate_media(media="print")
    for what in ("header.top", "footer", ".filter", "ul.files", ".narrow-picture"):
        assert not await page.locator(what).first.is_visible(), what
    for table in await page.locator("figure table").all():
        assert (await table.bounding_box())["height"] > 0
    assert "SHA-256" in await page.inner_text("main")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(ground) == "rgb(255, 255, 255)"
    picture = "getComputedStyle(document.querySelector('.wide-picture svg')).filter"
    assert await page.evaluate(picture) == "none"
    # What every browser prints at the head of a sheet says which edition it is.
    assert f"benchmark-{SECOND}" in await page.title()
    assert (await page.pdf(format="A4")).startswith(b"%PDF")
