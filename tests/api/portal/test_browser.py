"""The portal in a real browser, at the width of a phone and of a desk, by day and by night.

With SHOTS=<directory> each page is kept there as a picture, to be looked at.
"""

import os
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.conversations.consents import ask_consent
from tenants.conversations.entries import make_entry
from tenants.conversations.retention import hold_conversation
from tenants.conversations.weighings import QUESTIONS, record_weighing
from tenants.prevention.columns import publish_column, put_column
from tests.api.browsers import DESK, PHONE, look
from tests.api.portal.talks import answer, talk_of
from tests.people import Cast
from tests.tenants.files.samples import photo

pytest.importorskip("playwright.async_api")
pytest.importorskip("axe_playwright_python.async_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.book("D7")]

DAYS = timedelta(days=90)


async def publish(house: House, cast: Cast) -> UUID:
    """A column of Amina's, in Dutch."""
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        column_id = uuid4()
        await put_column(
            tenant, column_id, language="nl", theme="T3.2", title="Vroeg zeggen",
            body="Kleine dingen groeien.\n\nHardop denken mag altijd.",
        )  # fmt: skip
        await publish_column(tenant, column_id, reason="", audience_size=0)
    return column_id


class Eye:
    """Looks at a page: nothing wider than the screen, no fault that axe finds, a picture kept."""

    def __init__(self, page: object, name: str) -> None:
        self.page, self.name = page, name

    async def look(self, what: str) -> None:
        await self.page.wait_for_selector("footer")
        await look(self.page, f"{self.name}-{what}")


@pytest.mark.parametrize(
    ("screen", "language", "light"),
    [(PHONE, "en", "light"), (PHONE, "nl", "dark"), (DESK, "nl", "light"), (DESK, "en", "dark")],
    ids=["phone-en-light", "phone-nl-dark", "desk-nl-light", "desk-en-dark"],
)
async def test_every_page_can_be_used(  # noqa: PLR0915 - one walk through all pages
    home, chromium, house, cast, screen, language, light
):
    context = await chromium.new_context(
        viewport=screen, color_scheme=light, locale=language, reduced_motion="reduce"
    )
    refused: list[str] = []
    page = await context.new_page()
    page.on("console", lambda said: refused.append(said.text))
    page.on("request", lambda asked: refused.append(asked.url) if home not in asked.url else 0)
    eye = Eye(page, f"{screen['width']}-{language}-{light}")
    entrance = f"{home}/o/noorderlicht"

    await page.goto(entrance)
    await page.locator("details").first.evaluate("each => each.open = true")
    await eye.look("01-entrance")
    await page.goto(f"{entrance}/others")
    await eye.look("02-others")
    await page.goto(f"{entrance}/steps")
    await eye.look("02-steps")
    await page.goto(f"{entrance}/columns/{await publish(house, cast)}")
    await eye.look("02-column")
    await page.goto(f"{entrance}/columns")
    await eye.look("02-columns")
    await page.goto(f"{entrance}/start")
    await eye.look("03-start")
    await page.click("form button")
    await eye.look("04-choose")
    await page.click("#again summary")
    await eye.look("04-choose-about")
    await page.check("[value='T1.1']")
    await page.click("#again button")
    await eye.look("04-choose-known")
    await page.locator("button[name=leave_out]").first.click()
    await eye.look("05-choose-again")
    await page.locator("button[name=counsellor]").first.click()
    await eye.look("06-words")
    words = await page.locator("#words").inner_text()
    await page.click(".doors a.button")
    await eye.look("07-conversation-empty")
    await page.fill("#text", "My manager shouts at me when others are there.\n\nI do not sleep.")
    await page.click("form button:not(.link)")
    await eye.look("08-conversation-sent")

    talk = await talk_of(house, cast, page.url)
    await answer(talk, "Thank you for writing. Shall we think about what you could do?")
    async with talk.open() as tenant:
        await ask_consent(
            tenant,
            talk.id,
            stage="theme",
            text="The only cook asks for a quiet place to work in the north building.",
            recipient="the works council",
            purpose="to ask for a quiet room",
            until=tenant.now.date().replace(year=tenant.now.year + 1),
        )
    await page.reload()
    await eye.look("09-conversation-answered")
    await page.click(".notice a")
    await eye.look("10-sharing")
    await page.click("button[value=give]")
    await eye.look("11-sharing-given")
    await page.goto(page.url.partition("/sharing")[0] + "/decision")
    await eye.look("12-formal-route")
    await page.click("button[name=read]")
    await eye.look("13-formal-route-kind")
    await page.locator("input[name=kind]").first.check()
    await page.click("form button:not(.link)")
    await eye.look("14-formal-route-noted")
    async with talk.open() as tenant:
        await hold_conversation(
            tenant, talk.id, reason="A judge asked to keep it.", until=tenant.now.date() + DAYS
        )
        await record_weighing(
            tenant, talk.id, decision="kept", answers=dict.fromkeys(QUESTIONS, "It can wait.")
        )
    await page.goto(page.url.partition("/decision")[0] + "/weighing")
    await eye.look("28-weighing")
    await page.goto(page.url.partition("/weighing")[0] + "/keeping")
    await eye.look("19-keeping")
    await page.locator("#copy .doors a").last.click()
    await eye.look("20-copy")
    await page.go_back()
    await page.locator("main > p:last-child a").click()
    await page.fill("#text", "x" * 10_001)
    await page.click("form button:not(.link)")
    await eye.look("15-too-long")
    await page.goto(f"{entrance}/nowhere")
    await eye.look("16-nothing-here")
    await context.clear_cookies()
    await page.goto(f"{entrance}/end")
    await eye.look("17-signed-out")
    await page.goto(f"{entrance}/return")
    await page.fill("#six", "not these words at all no")
    await page.click("form button")
    await eye.look("18-wrong-words")
    await page.fill("#six", words)
    await page.click("form button")
    assert "/talk/" in page.url

    await page.goto(f"{entrance}/sheet")
    await eye.look("21-sheet")
    await page.click("form button:not(.link)")
    await eye.look("22-sheet-made")
    code = await page.locator("#code").inner_text()
    await page.goto(f"{entrance}/start")
    await eye.look("23-start-another")
    await page.click("form button:not(.link)")
    await page.locator("button[name=counsellor]").last.click()
    async with talk.open() as tenant:
        await make_entry(tenant, talk.id)
    await page.goto(f"{entrance}/talk")
    await eye.look("24-conversations")
    await page.goto(f"{entrance}/talk/{talk.id}")
    await eye.look("25-conversation-with-a-code")
    await page.goto(f"{entrance}/code")
    await page.fill("#code", "this is no code")
    await page.click("form button")
    await eye.look("26-wrong-code")
    await page.fill("#code", code)
    await page.click("form button")
    await eye.look("27-new-words")
    await page.click("form button:not(.plain)")
    assert page.url.partition("?")[0].endswith("/talk")
    # A browser notes 4xx pages on its console; nothing else may stand there.
    assert [said for said in refused if "status of 4" not in said] == []
    await context.close()


async def test_the_way_out_is_first_and_takes_the_place_of_the_page(home, chromium):
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"{home}/o/noorderlicht/start")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "leave"
    async with page.expect_request("https://www.weer.nl/"):
        for _ in range(3):
            await page.keyboard.press("Escape")
    await context.close()


async def test_targets_are_large_enough_for_a_shaking_thumb(home, chromium):
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    for path in ("", "/start", "/return"):
        await page.goto(f"{home}/o/noorderlicht{path}")
        small = await page.evaluate(
            """[...document.querySelectorAll('.bar a, .button, button, .choice, summary, footer a')]
               .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
               .map(e => e.outerHTML)"""
        )
        assert small == []
    await context.close()


async def test_on_paper_are_the_words_alone_and_the_copy_is_of_them(home, chromium):
    context = await chromium.new_context(viewport=PHONE, locale="en")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    await page.goto(f"{home}/o/noorderlicht/start")
    await page.click("form button")
    await page.locator("button[name=counsellor]").first.click()
    words = " ".join((await page.inner_text("#words")).split())
    await page.click("[data-copy]")
    await page.wait_for_selector("[data-copy]:has-text('Copied')")
    assert await page.evaluate("navigator.clipboard.readText()") == words
    await page.emulate_media(media="print")
    assert " ".join((await page.inner_text("body")).split()) == f"Your six words {words}"
    if directory := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{directory}/paper.png")
    await context.close()


async def test_it_works_without_javascript(home, chromium):
    context = await chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{home}/o/noorderlicht/start")
    await page.click("form button")
    await page.locator("button[name=counsellor]").first.click()
    assert not await page.locator("[data-copy]").is_visible()
    await page.click(".doors a.button")
    await page.fill("#text", "Good morning")
    await page.click("form button:not(.link)")
    assert "Good morning" in await page.inner_text("ol.messages")
    await context.close()


@pytest.mark.parametrize(
    ("screen", "language"), [(PHONE, "en"), (DESK, "nl")], ids=["phone-en", "desk-nl"]
)
async def test_files_are_chosen_refused_sent_and_saved(home, chromium, screen, language, request):
    dutch = language == "nl"
    context = await chromium.new_context(viewport=screen, locale=language)
    page = await context.new_page()
    eye = Eye(page, request.node.callspec.id)
    await page.goto(f"{home}/o/noorderlicht/start")
    await page.click("form button")
    await page.locator("button[name=counsellor]").first.click()
    await page.click(".doors a.button")
    await page.locator(".choose summary").click()
    await eye.look("files-choose")
    office = {"name": "letter.docx", "mimeType": "x/y", "buffer": b"{\\rtf1 Hello.}"}
    taken = {"name": "wall.jpg", "mimeType": "x/y", "buffer": photo()}
    await page.fill("#text", "This hung there.")
    await page.set_input_files("#files", [taken, office])
    await page.locator("#write button").click()
    await eye.look("files-refused")
    assert await page.input_value("#text") == "This hung there."
    await page.set_input_files("#files", [taken, {**taken, "name": "b.jpg"}])
    await page.locator("#write button").click()
    await eye.look("files-sent")
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Foto 1" if dutch else "Photo 1").click()
    saved = await saving.value
    assert saved.suggested_filename == "file-1.jpg"
    assert await page.locator(".files li").count() == 2
    await context.close()
