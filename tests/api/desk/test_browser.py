"""Every page of counsellors and managers in a real browser, and the keys that do their work."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.conversations.conversations import get_conversation
from tenants.conversations.retention import hold_conversation
from tenants.conversations.weighings import QUESTIONS, record_weighing
from tenants.prevention.columns import put_column
from tenants.prevention.dialogues import record_dialogue
from tenants.prevention.measures import finish_measure, propose_measure
from tenants.prevention.planned_items import put_planned_item
from tenants.prevention.target_groups import add_target_group
from tests.api.browsers import DESK, PHONE
from tests.api.desk.conftest import path_of, write
from tests.api.desk.windows import look
from tests.people import Cast, Talk, start_talk

pytestmark = pytest.mark.browser


WORTH = "legal_low=20000&legal_high=55000&hotlines=8000&mediation=15000&prevention=40000"


async def hold(house: House, talk: Talk) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        until = tenant.now.date() + timedelta(days=90)
        await hold_conversation(tenant, talk.id, reason="A judge asked to keep it.", until=until)


async def weigh(house: House, talk: Talk) -> None:
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        answers = dict.fromkeys(QUESTIONS, "His brother, tonight. He said it twice.")
        await record_weighing(
            tenant, talk.id, decision="broken", answers=answers,
            shown_on=tenant.now.date() + timedelta(days=3), delay_reason="Not safe before.",
        )  # fmt: skip


async def talk_with_works_council(house: House, talk: Talk) -> None:
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        await record_dialogue(
            tenant, stakeholder="works_council", theme="T3.4", held_on=tenant.now.date(),
            audience_size=6, subject="Rosters that change", next_step_by="hr",
            agreed="Teams make a proposal first.", next_step="Asks teams how they would do it.",
        )  # fmt: skip


async def propose(house: House, talk: Talk) -> UUID:
    """A measure whose day to look again has passed."""
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, now=datetime.now(UTC) - timedelta(days=99)
    ) as tenant:
        measure = await propose_measure(
            tenant, kind="rules", owner="counsellor", theme="T1.4",
            title="A code of conduct on one page, in plain words, made together with the teams",
            review_on=tenant.now.date() + timedelta(days=90),
        )  # fmt: skip
    return measure.id


async def draft_column(house: House, talk: Talk) -> str:
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        column_id = uuid4()
        await put_column(
            tenant, column_id, language="nl", theme="T3.2", title="Vroeg zeggen",
            body="In de nachtdienst groeien kleine dingen.",
        )  # fmt: skip
    return f"/desk/prevention/{talk.organisation_id}/columns/{column_id}"


async def plan(house: House, talk: Talk, name: str) -> None:
    """A dialogue that is overdue, a session to come and a poster; groups that were not reached."""
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        for kind, people in (("shift", 8), ("remote", 300)):
            await add_target_group(tenant, kind=kind, name=f"Oost {name}", people=people)
    then = datetime.now(UTC) - timedelta(days=20)
    for kind, addressee, away, months in (
        ("dialogue", "works_council", 6, 6), ("team_meeting", None, 40, 3),
        ("listing", None, 80, 12),
    ):  # fmt: skip
        async with house.tenancy.open(talk.counsellor, talk.organisation_id, now=then) as tenant:
            await put_planned_item(
                tenant, uuid4(), kind=kind, addressee=addressee, theme="T3.4", every_months=months,
                due_on=then.date() + timedelta(days=away),
            )  # fmt: skip


def counsellor_pages(talk: Talk) -> dict[str, str]:
    place = talk.organisation_id
    return {
        "work-list": "/desk/conversations",
        "conversation": path_of(talk),
        "consents": f"{path_of(talk)}/consents",
        "entry": f"{path_of(talk)}/entry",
        "weighing": f"{path_of(talk)}/weighing",
        "kluis": "/desk/kluis",
        "prevention": "/desk/prevention",
        "prevention-of": f"/desk/prevention/{place}",
        "activity": f"/desk/prevention/{place}/activities",
        "column": f"/desk/prevention/{place}/columns/{uuid4()}",
        "groups": f"/desk/prevention/{place}/groups",
        "plan": f"/desk/prevention/{place}/plan/{uuid4()}",
        "advice": f"/desk/prevention/{place}/advice",
        "worth": f"/desk/prevention/{place}/worth",
        "worth-reckoned": f"/desk/prevention/{place}/worth?{WORTH}",
        "dialogue": f"/desk/prevention/{place}/dialogues",
        "measure-new": f"/desk/prevention/{place}/measures",
        "note": f"/desk/prevention/{place}/notes/{uuid4()}",
        "annual-reports": "/desk/annual-reports",
        "annual-report": f"/desk/annual-reports/{place}/2024",
        "additions": f"/desk/annual-reports/{place}/2024/additions",
        "release": f"/desk/annual-reports/{place}/2024/release",
        "hours": "/desk/hours",
        "profile": "/desk/profile",
        "presentation": "/desk/profile/presentation",
        "sessions": "/desk/sessions",
    }


def manager_pages(talk: Talk) -> dict[str, str]:
    place = f"/desk/organisations/{talk.organisation_id}"
    return {
        "organisations": "/desk/organisations",
        "organisation": place,
        "organisation-new": "/desk/organisations/new",
        "mandate": f"{place}/mandate",
        "role-statement": f"{place}/role-statement",
        "pool": f"{place}/pool",
        "counsellors": "/desk/counsellors",
        "firm-hours": "/desk/firm-hours",
        "staff": "/desk/staff",
        "staff-of": f"{place}/staff",
    }


@pytest.mark.parametrize(
    ("width", "screen", "language", "light"),
    [(360, PHONE, "nl", "light"), (1280, DESK, "en", "dark"), (1280, DESK, "nl", "light")],
    ids=["phone-nl-light", "desk-en-dark", "desk-nl-light"],
)
async def test_every_page_fits_and_can_be_used_by_everybody(
    sit_down, house: House, talk: Talk, width, screen, language, light
):
    await write(house, talk, "Hello.\n\nIs somebody there?")
    await hold(house, talk)
    await weigh(house, talk)
    await talk_with_works_council(house, talk)
    shot = f"{width}-{language}-{light}"
    await plan(house, talk, shot)
    measure = f"/desk/prevention/{talk.organisation_id}/measures/{await propose(house, talk)}"
    draft = await draft_column(house, talk)
    for name, pages in (
        ("amina", counsellor_pages(talk) | {"measure": measure, "column-draft": draft}),
        ("alice", manager_pages(talk)),
    ):
        page = await sit_down(name, screen, color_scheme=light)
        for what, path in pages.items():
            await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            await page.evaluate(
                "document.querySelectorAll('details').forEach((d) => d.open = true)"
            )
            await look(page, f"{shot}-{what}")
    await page.goto(f"/desk/staff?lang={language}")
    email = await invite(page)
    await look(page, f"{shot}-staff-invitation")
    code = await page.inner_text(".code")
    await page.context.clear_cookies()
    await page.goto(f"/desk/sign-in?lang={language}")
    await look(page, f"{shot}-sign-in")
    await page.goto(f"/desk/invitation?lang={language}")
    await look(page, f"{shot}-invitation")
    await page.fill("[name=email]", email)
    await page.fill("[name=invitation]", code)
    await page.click("main button")
    await look(page, f"{shot}-invitation-login")


async def invite(page) -> str:
    """Ask for an invitation on the page of who signs in; gives the e-mail."""
    email = f"{uuid4().hex[:8]}@vertrouwd.example"
    await page.fill("[name=name]", "Gijs Nieuw")
    await page.fill("[name=email]", email)
    await page.click("main > form > button")
    return email


async def test_what_is_done_stands_in_its_line(sit_down, house: House, talk: Talk):
    measure_id = await propose(house, talk)
    async with house.tenancy.open(talk.counsellor, talk.organisation_id) as tenant:
        await finish_measure(tenant, measure_id)
    page = await sit_down("amina", PHONE)
    await page.goto(f"/desk/prevention/{talk.organisation_id}/measures/{measure_id}?lang=en")
    drawn = "(e) => [getComputedStyle(e).padding, getComputedStyle(e).borderLeftWidth]"
    assert await page.locator(".state.done").evaluate(drawn) == ["0px", "0px"]


async def test_three_columns_become_one(sit_down, talk: Talk):
    page = await sit_down("amina", DESK)
    await page.goto(path_of(talk))

    async def left(part: str) -> float:
        return (await page.locator(part).bounding_box())["x"]

    assert await left(".list") < await left(".talk") < await left(".side")
    await page.set_viewport_size(PHONE)
    assert not await page.locator(".list").is_visible()
    assert await left(".talk") == await left(".side") == 0


async def test_the_keyboard_does_the_work(sit_down, house: House, cast: Cast):
    talks = [await start_talk(house, cast, counsellor="chloé") for _ in range(2)]
    for talk in talks:
        await write(house, talk, "Hello?")
    page = await sit_down("chloé", DESK)
    await page.goto("/desk/conversations?lang=en")
    lines = page.locator("[data-line]:visible")
    places = [await line.get_attribute("href") for line in await lines.all()]
    focused = "document.activeElement.getAttribute('href')"
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        await page.keyboard.press(key)
        assert await page.evaluate(focused) == places[place]
    await page.keyboard.press("?")
    assert await page.locator("#keys").is_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/conversations/*/*")
    await page.keyboard.press("r")
    await page.keyboard.type("I am here. Just write.")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**done=sent")
    assert "I am here. Just write." in await page.inner_text(".messages")


async def test_facets_take_under_half_a_minute_with_the_keyboard(
    sit_down, house: House, talk: Talk
):
    page = await sit_down("amina", DESK)
    await page.goto(f"{path_of(talk)}?lang=en")
    began = time.monotonic()
    strokes = ["f", *"Bull", "Tab", *"Some", "Tab", "Tab", *"Sou", "Tab", *"Und"]
    for stroke in strokes:
        await page.keyboard.press(stroke, delay=100)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**done=facets")
    # Somebody who types two keys a second has time left.
    assert len(strokes) / 2 < 30
    assert time.monotonic() - began < 30
    async with house.tenancy.open(
        talk.counsellor, talk.organisation_id, person=talk.counsellor_key
    ) as tenant:
        assert (await get_conversation(tenant, talk.id)).registered
    assert "Bullying and exclusion" in await page.inner_text("#facets")
