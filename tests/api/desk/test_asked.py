"""People of an organisation at the desk: what is asked of each role, and what all of them read."""

import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest

from api.house import House
from tenants.insight.annual_reports import preview_annual_report, release_annual_report
from tenants.prevention.advice import Advice, give_advice
from tenants.prevention.dialogues import record_dialogue
from tenants.prevention.measures import propose_measure
from tenants.prevention.planned_items import put_planned_item
from tenants.prevention.transparency_notes import (
    put_transparency_note,
    release_transparency_note,
)
from tests.people import PASSPHRASE, TOTP, Cast

PEOPLE = {
    "henk": "hr",
    "marjan": "management",
    "otto": "works_council",
    "petra": "prevention_officer",
}


def today() -> date:
    return datetime.now(UTC).date()


async def give(house: House, cast: Cast, addressee: str, title: str = "Overlap shifts") -> Advice:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        return await give_advice(
            tenant, kind="unsolicited", addressee=addressee, theme="T3.1", title=title,
            body="A quarter of an hour between shifts.", respond_by=today() + timedelta(days=42),
        )  # fmt: skip


async def propose(house: House, cast: Cast, owner: str, title: str) -> UUID:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        measure = await propose_measure(
            tenant, kind="rules", owner=owner, theme="T3.4", title=title,
            review_on=today() + timedelta(days=90),
        )  # fmt: skip
    return measure.id


async def test_they_sign_in_and_are_led_to_what_is_asked_of_them(client: httpx.AsyncClient):
    origin = {"Sec-Fetch-Site": "same-origin"}
    answer = await client.post(
        "/desk/sign-in",
        data={
            "email": "petra@noorderlicht.example",
            "passphrase": PASSPHRASE,
            "code": pyotp.TOTP(TOTP).at(int(time.time())),
        },
        headers=origin,
    )
    assert answer.status_code == 303
    assert (await client.get("/desk")).headers["location"] == "/desk/asked"
    assert (await client.get("/desk/sessions")).status_code == 200
    assert (await client.post("/desk/sign-out", headers=origin)).status_code == 303
    assert (await client.get("/desk/asked")).is_redirect


@pytest.mark.book("R33")
async def test_advice_that_finds_no_money_is_answered_and_told(
    sit, amina, house: House, cast: Cast
):
    """From the counsellor who gives it, past its addressee's page, to the annual report."""
    place = f"/desk/prevention/{cast.tenants['noorderlicht']}"
    given = {"kind": "unsolicited", "addressee": "management", "theme": "T3.1",
             "title": "Overlap of shifts", "body": "A quarter of an hour.",
             "respond_by": today().isoformat()}  # fmt: skip
    assert (await amina.post(f"{place}/advice", data=given)).status_code == 303
    marjan = await sit("marjan")
    asked = (await marjan.get("/desk/asked")).text
    assert "Overlap of shifts" in asked
    (path,) = {
        line.partition('href="')[2].partition("?")[0]
        for line in asked.splitlines()
        if ">Overlap of shifts</a>" in line
    }
    page = (await marjan.get(path)).text
    assert "A quarter of an hour." in page
    for wrong, said in (({}, "Choose an answer."), ({"state": "not_funded"}, "why not")):
        refused = await marjan.post(f"{path}/answer", data={"response": " "} | wrong)
        assert (refused.status_code, said in refused.text) == (422, True)
    assert (await marjan.post(f"{path}/answer", data={"state": "accepted"})).status_code == 303
    no = {"state": "not_funded", "response": "Not in this year's budget."}
    done = await marjan.post(f"{path}/answer", data=no, follow_redirects=True)
    assert "Your answer is with the counsellors." in done.text
    assert "Advised, not funded" in done.text
    assert "Not in this year&#39;s budget." in (await amina.get(place)).text
    year = today().year
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        told = (await preview_annual_report(tenant, year)).content["prevention"]
    assert told["advice"]["not_funded"] >= 1
    assert "T3.1" in {one["theme"] for one in told["not_funded"]}
    assert (await marjan.post(f"{path}/answer", data={"state": "done"})).status_code == 303
    late = await marjan.post(f"{path}/answer", data=no)
    assert (late.status_code, "Not in this year&#39;s budget." in late.text) == (409, True)


@pytest.mark.book("R46", "R47")
async def test_what_is_for_another_role_is_not_there(sit, house: House, cast: Cast):
    advice = await give(house, cast, "works_council", "For the council alone")
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await record_dialogue(
            tenant, stakeholder="works_council", theme="T3.4", held_on=today(), audience_size=5,
            subject="Rotas, with the council", agreed="Teams propose first.",
            next_step_by="works_council", next_step="Asks all teams.",
        )  # fmt: skip
    for name in PEOPLE:
        browser = await sit(name)
        page = (await browser.get("/desk/asked")).text
        own = name == "otto"
        assert ("For the council alone" in page) is own
        assert ("Rotas, with the council" in page) is own
        path = f"/desk/asked/advice/{advice.id}"
        if own:
            assert "Next: you</strong>" in page
            assert (await browser.get(path)).status_code == 200
            continue
        absent = await browser.get(f"/desk/asked/advice/{uuid4()}")
        not_theirs = await browser.get(path)
        assert not_theirs.status_code == absent.status_code == 404
        refused = await browser.post(f"{path}/answer", data={"state": "done"})
        assert refused.status_code == 404


@pytest.mark.book("R32")
async def test_a_measure_is_done_by_whose_it_is(sit, amina, house: House, cast: Cast):
    measure = await propose(house, cast, "prevention_officer", "Practise speaking up")
    petra, otto = await sit("petra"), await sit("otto")
    path = f"/desk/asked/measures/{measure}/completion"
    assert "Practise speaking up" not in (await otto.get("/desk/asked")).text
    assert "Practise speaking up" in (await otto.get("/desk/plan")).text
    assert (await otto.post(path)).status_code == 403
    assert "It is done" in (await petra.get("/desk/asked")).text
    done = await petra.post(path, follow_redirects=True)
    assert "Noted as done." in done.text
    assert "Practise speaking up" not in done.text
    assert (await petra.post(path)).status_code == 409
    prevention = await amina.get(f"/desk/prevention/{cast.tenants['noorderlicht']}")
    assert "does it work?" in prevention.text


@pytest.mark.book("R36", "R41", "R50")
async def test_they_read_the_plan_and_what_came_of_an_incident(sit, house: House, cast: Cast):
    amina, home = cast.actor("amina"), cast.tenants["noorderlicht"]
    note, draft = uuid4(), uuid4()
    async with house.tenancy.open(amina, home) as tenant:
        await put_planned_item(
            tenant, uuid4(), kind="dialogue", addressee="management", theme="T3.1",
            every_months=6, due_on=today() + timedelta(days=9),
        )  # fmt: skip
        for one, title in ((note, "A quarrel that grew"), (draft, "Not out yet")):
            await put_transparency_note(
                tenant, one, title=title, happened="Two teams no longer spoke.",
                handled="They were heard.", prevents="A talk each month.",
            )  # fmt: skip
        await release_transparency_note(tenant, note, "")
    for name in PEOPLE:
        page = (await (await sit(name)).get("/desk/plan")).text
        assert "Dialogue: Board and management" in page
        assert "A quarrel that grew" in page
        assert "Not out yet" not in page
        assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    dutch = (await (await sit("otto")).get("/desk/plan", params={"lang": "nl"})).text
    assert "Preventie bij Noorderlicht Ziekenhuis" in dutch


@pytest.mark.book("R48")
async def test_they_read_annual_reports_once_released(sit, house: House, cast: Cast):
    year, petra = 2019, await sit("petra")
    assert (await petra.get(f"/desk/released/{year}")).status_code == 404
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await release_annual_report(tenant, year)
    assert f'href="/desk/released/{year}' in (await petra.get("/desk/released")).text
    page = await petra.get(f"/desk/released/{year}")
    assert (page.status_code, "This is frozen." in page.text) == (200, True)
    assert "Preview" not in page.text
    for kind, magic in (("document", b"%PDF"), ("spreadsheet", b"PK")):
        answer = await petra.get(f"/desk/released/{year}/{kind}")
        assert answer.content.startswith(magic)
    assert (await petra.get("/desk/released/99999999999")).status_code == 404


@pytest.mark.book("D4")
async def test_board_and_hr_decide_on_benchmarks_and_the_others_read(sit):
    marjan, otto = await sit("marjan"), await sit("otto")
    refused = await marjan.post("/desk/participation", data={"own_position": "yes"})
    assert (refused.status_code, "Choose one of the two." in refused.text) == (422, True)
    refused = await marjan.post(
        "/desk/participation", data={"takes_part": "no", "own_position": "yes"}
    )
    assert (refused.status_code, "Only who takes part" in refused.text) == (422, True)
    decided = await marjan.post(
        "/desk/participation",
        data={"takes_part": "yes", "publishes_figures": "yes"},
        follow_redirects=True,
    )
    assert "Your decision is kept." in decided.text
    page = (await otto.get("/desk/participation")).text
    assert "Takes part · publishes its annual report" in page
    assert f"counts from {today().year + 1}" in page
    assert "Keep this decision" not in page
    assert (await otto.post("/desk/participation", data={"takes_part": "no"})).status_code == 403


@pytest.mark.book("D6")
async def test_hr_keeps_the_headcounts(sit):
    henk, otto, path = await sit("henk"), await sit("otto"), f"/desk/headcounts/{today().year + 1}"
    assert (await henk.get("/desk/headcounts")).is_redirect
    empty = (await henk.get(path)).text
    assert "No numbers of this year yet." in empty
    for line in ("Nursing", "Nursing; many", "Nursing; 1\nNursing; 2", "Nursing; 1,5"):
        refused = await henk.post(path, data={"units": line, "read": ""})
        assert (refused.status_code, "This cannot be read" in refused.text) == (422, True), line
    counted = await henk.post(
        path,
        data={"units": "Nursing\t1.120\r\nStaff: a, b; 7\r\n", "read": ""},
        follow_redirects=True,
    )
    assert "The numbers are kept." in counted.text
    assert "Staff: a, b; 7" in counted.text
    assert "1,127" in counted.text
    # Somebody else sent other numbers before these.
    late = await henk.post(path, data={"units": "Nursing; 3", "read": ""})
    assert (late.status_code, "while you were writing" in late.text) == (409, True)
    assert "Nursing; 3</textarea>" in late.text
    assert "1,127" in (page := (await otto.get(path)).text)
    assert "<textarea" not in page
    assert (await otto.post(path, data={"units": "Nursing; 3", "read": ""})).status_code == 403
    assert (await henk.get("/desk/headcounts/1999")).status_code == 404
