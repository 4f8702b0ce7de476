"""Pages of an organisation's people in a real browser: on a phone, at a desk, by night."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.house import House
from tenants.insight.annual_reports import release_annual_report
from tenants.network.headcounts import put_headcounts
from tenants.prevention.advice import answer_advice, give_advice
from tenants.prevention.dialogues import record_dialogue
from tenants.prevention.measures import propose_measure
from tenants.prevention.planned_items import put_planned_item
from tenants.prevention.transparency_notes import put_transparency_note, release_transparency_note
from tests.api.browsers import DESK, PHONE
from tests.api.desk.windows import look
from tests.people import Cast

pytestmark = pytest.mark.browser

YEAR = 2018


@pytest.fixture(scope="module")
async def asked(house: House, cast: Cast) -> str:
    """Something of everything for HR; the path of an advice that waits."""
    home, amina, henk = cast.tenants["noorderlicht"], cast.actor("amina"), cast.actor("henk")
    then = datetime.now(UTC) - timedelta(days=60)
    async with house.tenancy.open(amina, home, now=then) as tenant:
        waits, moves, over = [
            await give_advice(
                tenant, kind="solicited", addressee="hr", theme="T9.1", title=title,
                body="In the first week, in a talk.\n\nNot only in the folder.",
                respond_by=then.date() + timedelta(days=42),
            )
            for title in ("Name the counsellors early", "Room between shifts", "A code of conduct")
        ]  # fmt: skip
        for title in ("A code of conduct on one page", "Practise speaking up to one another"):
            await propose_measure(
                tenant, kind="rules", owner="hr", theme="T1.4", title=title,
                review_on=then.date() + timedelta(days=90),
            )  # fmt: skip
        for by in ("hr", "counsellor"):
            await record_dialogue(
                tenant, stakeholder="hr", theme="T3.4", held_on=then.date(), audience_size=3,
                subject="Rotas made with the teams", agreed="Teams propose first.",
                next_step_by=by, next_step="Asks all teams how they would do it.",
            )  # fmt: skip
        await put_planned_item(
            tenant, uuid4(), kind="dialogue", addressee="hr", theme="T3.4", every_months=6,
            due_on=then.date() + timedelta(days=9),
        )  # fmt: skip
        note = uuid4()
        await put_transparency_note(
            tenant, note, title="A quarrel that grew", happened="Two teams no longer spoke.",
            handled="They were heard.", prevents="A talk each month.",
        )  # fmt: skip
        await release_transparency_note(tenant, note, "")
    async with house.tenancy.open(amina, home) as tenant:
        await release_annual_report(tenant, YEAR)
    async with house.tenancy.open(henk) as tenant:
        await answer_advice(tenant, moves.id, state="not_funded", response="Next year.")
        await answer_advice(tenant, over.id, state="declined", response="There is one.")
        await put_headcounts(tenant, YEAR + 6, {"Verpleging": 1120, "Poliklinieken": 540})
    return f"/desk/asked/advice/{waits.id}"


@pytest.mark.book("R33")
@pytest.mark.parametrize(
    ("screen", "language", "light"),
    [(PHONE, "nl", "light"), (PHONE, "en", "dark"), (DESK, "en", "light")],
    ids=["phone-nl-light", "phone-en-dark", "desk-en-light"],
)
async def test_every_page_fits_and_can_be_used_by_everybody(
    sit_down, asked: str, screen, language, light
):
    page = await sit_down("henk", screen, color_scheme=light)
    for name, path in {
        "asked": "/desk/asked",
        "advice": asked,
        "plan": "/desk/plan",
        "released": "/desk/released",
        "released-year": f"/desk/released/{YEAR}",
        "participation": "/desk/participation",
        "headcounts": f"/desk/headcounts/{datetime.now(UTC).year}",
    }.items():
        await page.goto(f"{path}?lang={language}")
        await page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        await look(page, f"{screen['width']}-{language}-{light}-of-organisation-{name}")


@pytest.mark.book("R33")
async def test_an_answer_is_given_without_javascript(sit_down, asked: str):
    page = await sit_down("henk", PHONE, java_script_enabled=False)
    await page.goto("/desk?lang=en")
    await page.get_by_role("link", name="Name the counsellors early").click()
    await page.get_by_label("We want to, but there is no money for it").check()
    await page.get_by_role("button", name="Answer").click()
    assert "Say in a few words why not" in await page.inner_text("main")
    await page.get_by_label("Why, or what you will do").fill("Not in this budget.")
    await page.get_by_role("button", name="Answer").click()
    assert "Your answer is with the counsellors." in await page.inner_text("main")
    # A page that was refused with 422 is what the console tells of.
    assert all("422" in fault for fault in page.faults)
