"""Activities, advice, hours, annual reports, the own profile."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.house import House
from tenants.insight.facets import Cause, Channel, Facets, Requester
from tenants.insight.registrations import register
from tenants.network.own_profiles import get_own_profile
from tenants.prevention.advice import give_advice
from tenants.prevention.measures import propose_measure
from tenants.prevention.planned_items import put_planned_item
from tests.api.graphql.conftest import Door, serve
from tests.people import Cast


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def place(cast: Cast) -> str:
    return f"/desk/prevention/{cast.tenants['havenwerk']}"


@pytest.mark.book("R24")
async def test_an_activity_is_recorded_and_listed(amina, place: str):
    activity = {"kind": "walk_round", "facet": "information", "theme": "T3.5",
                "held_on": today().isoformat(), "audience_size": "17"}  # fmt: skip
    assert (await amina.post(f"{place}/activities", data=activity)).status_code == 303
    page = (await amina.get(place)).text
    assert "Walk-round" in page
    assert "Inclusion" in page
    tomorrow = activity | {"held_on": (today() + timedelta(days=1)).isoformat()}
    refused = await amina.post(f"{place}/activities", data=tomorrow | {"audience_size": "many"})
    assert refused.status_code == 422
    assert "Give a whole number." in refused.text


@pytest.mark.book("R46")
async def test_advice_is_given_and_its_answer_awaited(amina, place: str):
    advice = {"kind": "unsolicited", "addressee": "works_council", "theme": "T3.1",
              "title": "Room in the rota", "body": "Half an hour a week.",
              "respond_by": today().isoformat()}  # fmt: skip
    assert (await amina.post(f"{place}/advice", data=advice)).status_code == 303
    page = (await amina.get(place)).text
    assert "Room in the rota" in page
    assert "Not answered yet" in page
    refused = await amina.post(f"{place}/advice", data=advice | {"title": "", "respond_by": ""})
    assert refused.status_code == 422
    assert "Half an hour a week." in refused.text


@pytest.mark.book("R35")
async def test_what_is_in_the_way_of_advice_is_noted(amina, house: House, cast: Cast, place: str):
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["havenwerk"], now=datetime.now(UTC) - timedelta(days=60)
    ) as tenant:
        advice = await give_advice(
            tenant, kind="unsolicited", addressee="management", theme="T3.4", title="Ask first",
            body="Before rosters change.", respond_by=today() - timedelta(days=20),
        )  # fmt: skip
    assert "What is in the way?" in (await amina.get(place)).text
    barrier = f"{place}/advice/{advice.id}/barrier"
    refused = await amina.post(barrier, data={"barrier": ""})
    assert (refused.status_code, "Choose what is in the way." in refused.text) == (422, True)
    assert (await amina.post(barrier, data={"barrier": "no_backing"})).status_code == 303
    noted = (await amina.get(place)).text
    assert "In the way:</strong> Nobody at the top stands behind it" in noted
    over_all = (await amina.get("/desk/prevention")).text
    assert re.search(r"Nobody at the top stands behind it: [1-9]", over_all)


@pytest.mark.book("R36", "R37")
async def test_what_is_overdue_is_said_until_it_is_done(sit, alice, house: House, cast: Cast):
    """On the work list, over all organisations, at the organisation, and to the manager."""
    bram, home = await sit("bram"), cast.tenants["havenwerk"]
    place, held = f"/desk/prevention/{home}", f"/desk/organisations/{home}"
    (new,) = re.findall(
        rf'href="({place}/plan/[^"?]+)\?[^"]*">Plan something', (await bram.get(place)).text
    )
    session = {"what": "training", "theme": "T1.6", "every_months": "3", "due_on": ""}
    refused = await bram.post(new, data=session)
    assert (refused.status_code, "Choose a day from today on" in refused.text) == (422, True)
    assert (await bram.post(new, data=session | {"due_on": today().isoformat()})).status_code == 303
    assert "overdue since" not in (await bram.get(place)).text
    async with house.tenancy.open(cast.actor("bram"), home) as tenant:
        await tenant.connection.execute(
            "UPDATE planned_item SET due_on = $3 WHERE tenant_id = $1 AND id = $2",
            home,
            UUID(new.rpartition("/")[2]),
            today() - timedelta(days=3),
        )
    for path in (place, "/desk/conversations"):
        assert "overdue since" in (await bram.get(path)).text
    for window, path in ((bram, "/desk/prevention"), (alice, held)):
        assert "0 of 1 kept up" in (page := (await window.get(path)).text)
        assert "1 overdue" in page
    item_id = new.rpartition("/")[2]
    assert f"{place}/activities?lang=en&amp;planned={item_id}" in (await bram.get(place)).text
    form = (await bram.get(f"{place}/activities", params={"planned": item_id})).text
    assert re.search(r'<option value="training" selected>', form)
    activity = {"planned_item": item_id, "kind": "column", "facet": "information",
                "theme": "T1.6", "held_on": today().isoformat(), "audience_size": "17"}  # fmt: skip
    other = await bram.post(f"{place}/activities", data=activity)
    assert (other.status_code, "planned as something else" in other.text) == (422, True)
    activity["kind"] = "training"
    assert (await bram.post(f"{place}/activities", data=activity)).status_code == 303
    done = (await bram.get(place)).text
    assert "overdue since" not in done
    assert "1 of 1 kept up" in done
    assert (await bram.post(f"{new}/removal")).status_code == 303
    assert "nothing planned" in (await alice.get(held)).text


@pytest.mark.book("R36")
async def test_what_is_late_stands_before_all_else(fresh_house: House, cast: Cast):
    """And each part of the long page can be reached from its top."""
    home, then = cast.tenants["havenwerk"], datetime.now(UTC) - timedelta(days=60)
    place = f"/desk/prevention/{home}?lang=en"
    async with serve(fresh_house) as client:
        amina = (await Door(fresh_house, cast, client).staff("amina")).headers
        page = (await client.get(place, headers=amina)).text
        assert "Nothing is late here." in page
        for anchor in re.findall(r'href="#([^"]+)"', page):
            assert f'id="{anchor}"' in page
        async with fresh_house.tenancy.open(cast.actor("amina"), home, now=then) as tenant:
            advice = await give_advice(
                tenant, kind="unsolicited", addressee="management", theme="T3.4", title="Ask first",
                body="Before rosters change.", respond_by=today() - timedelta(days=20),
            )  # fmt: skip
            await put_planned_item(
                tenant, uuid4(), kind="training", addressee=None, theme="T3.4", every_months=3,
                due_on=then.date() + timedelta(days=9),
            )  # fmt: skip
        page = (await client.get(place, headers=amina)).text
    first = page.partition('id="first"')[2].partition("</section>")[0]
    assert "Nothing is late" not in page
    assert f'<a href="#{advice.id}">Ask first</a>' in first
    assert "Training" in first
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


@pytest.mark.book("R37")
async def test_a_poster_is_planned_and_counts_for_nothing(amina, place: str):
    *_, new = re.findall(rf'href="({place}/plan/[^"?]+)', (await amina.get(place)).text)
    poster = {"what": "listing", "theme": "T9.1", "every_months": "12",
              "due_on": today().isoformat()}  # fmt: skip
    assert (await amina.post(new, data=poster)).status_code == 303
    page = (await amina.get(place)).text
    assert "only a listing: counts for nothing" in page
    assert "Only a poster or a name on a page is planned." in page
    assert (await amina.post(f"{new}/check")).status_code == 303
    assert "only a listing: counts for nothing" in (await amina.get("/desk/prevention")).text
    assert (await amina.post(f"{new}/removal")).status_code == 303


@pytest.mark.book("R39")
async def test_who_was_not_reached_is_listed(amina, place: str):
    group = {"kind": "shift", "name": "Night", "people": "8"}
    refused = await amina.post(f"{place}/groups", data=group | {"people": "4"})
    assert (refused.status_code, "from 5 on" in refused.text) == (422, True)
    for each in (group, {"kind": "site", "name": "Harbour", "people": "60"}):
        assert (await amina.post(f"{place}/groups", data=each)).status_code == 303
    page = (await amina.get(f"{place}/groups")).text
    assert "A small group: others may know who is in it." in page
    assert "There is no group yet by:" in page
    removals = re.findall(r'action="([^"]+/removal)', page)
    ids = dict(
        re.findall(
            r'name="group" value="([^"]+)"> (.+?)</label>',
            (await amina.get(f"{place}/activities")).text,
        )
    )
    (night,) = (group_id for group_id, name in ids.items() if name == "Shift: Night")
    for kind, told in (("walk_round", "in one way only:"), ("training", "Training")):
        listed = (await amina.get(place)).text
        assert "Site: Harbour</strong> · not reached in a year" in listed
        activity = {"kind": kind, "facet": "information", "theme": "T9.1", "group": night,
                    "held_on": today().isoformat(), "audience_size": "7"}  # fmt: skip
        assert (await amina.post(f"{place}/activities", data=activity)).status_code == 303
        line = re.search(r"Shift: Night.*", (await amina.get(place)).text)[0]
        assert told in line
    assert "in one way only" not in line
    for path in removals:
        assert (await amina.post(path)).status_code == 303


@pytest.mark.book("R29")
async def test_a_pattern_shows_beside_the_prevention_work(amina, house: House, cast: Cast, place):
    assert "No pattern in the last four quarters." in (await amina.get(place)).text
    tied, plain = ("T1.1", Cause.LEADERSHIP), ("T3.1", Cause.WORKLOAD)
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["havenwerk"], now=datetime.now(UTC) - timedelta(days=95)
    ) as tenant:
        for theme, cause in 12 * [tied] + 20 * [plain]:
            await register(
                tenant,
                Facets(primary_theme=theme, requester=Requester.AFFECTED, channel=Channel.PHONE,
                       first_of_year=True, cause=cause),
            )  # fmt: skip
    page = (await amina.get(place)).text
    assert "Bullying and exclusion, and Leadership: 12 times" in page


@pytest.mark.book("D5")
async def test_hours_are_recorded_without_a_day_or_a_conversation(amina, cast: Cast):
    quarter = date(today().year, 3 * ((today().month - 1) // 3) + 1, 1)
    effort = {"organisation": str(cast.tenants["havenwerk"]), "quarter": quarter.isoformat(),
              "facet": "support", "minutes": "95"}  # fmt: skip
    assert (await amina.post("/desk/hours", data=effort)).status_code == 303
    assert "1:35" in (await amina.get("/desk/hours")).text
    assert (await amina.post("/desk/hours", data=effort | {"minutes": "0"})).status_code == 422


async def test_an_annual_report_is_looked_at_then_frozen(amina, cast: Cast):
    path = f"/desk/annual-reports/{cast.tenants['noorderlicht']}/{today().year - 1}"
    looked_at = (await amina.get(path)).text
    assert "This is what would be released now." in looked_at
    assert "What is not told, and why" in looked_at
    assert "After this it is frozen" in (await amina.get(f"{path}/release")).text
    assert (await amina.post(f"{path}/release")).status_code == 303
    frozen = (await amina.get(path)).text
    assert "This is frozen." in frozen
    assert "SHA-256" in frozen
    assert "What is not told, and why" not in frozen
    assert (await amina.get(f"{path}/document")).content.startswith(b"%PDF")
    assert (await amina.get(f"{path}/spreadsheet")).content.startswith(b"PK")
    assert (await amina.post(f"{path}/release")).status_code == 409
    assert (await amina.post(f"{path}/additions", data={"comment": "Too late."})).status_code == 409
    assert "Nothing can be added any more." in (await amina.get(f"{path}/additions")).text


@pytest.mark.book("R20", "R49")
async def test_a_comment_is_checked_before_it_is_kept(sit, cast: Cast):
    bram = await sit("bram")
    path = f"/desk/annual-reports/{cast.tenants['havenwerk']}/{today().year - 1}"
    additions = f"{path}/additions"
    written = "Managers ask sooner. A nurse told me that on 12 March she was sent home."
    refused = await bram.post(additions, data={"comment": written})
    assert refused.status_code == 422
    assert "A nurse told me that on 12 March she was sent home." in refused.text
    assert "It retells what one person said or felt." in refused.text
    assert "Rephrase" in refused.text

    asked = await bram.post(additions, data={"comment": "The night shift has few breaks."})
    assert asked.status_code == 422
    assert "May stay, with a reason" in asked.text
    reason = "Everybody in the building knows the roster"
    kept = await bram.post(
        additions,
        data={
            "comment": "The night shift has few breaks.",
            "reason": reason,
            "bottlenecks": ["not_followed"],
        },
    )
    assert kept.status_code == 303
    looked_at = (await bram.get(path, params={"done": "additions"})).text
    assert "Kept. This is how the annual report reads now." in looked_at
    assert "fewer than 5 people are withheld" in (await bram.get(f"{path}/release")).text
    assert "The night shift has few breaks." in looked_at
    assert "What the policy says is not what is done" in looked_at
    assert reason not in looked_at
    assert (await bram.post(additions, data={"bottlenecks": "nonsense"})).status_code == 422


@pytest.mark.book("R30")
async def test_what_changed_is_noted_and_taken_back(sit, cast: Cast):
    bram = await sit("bram")
    year = today().year - 1
    path = f"/desk/annual-reports/{cast.tenants['havenwerk']}/{year}"
    noted = await bram.post(
        f"{path}/changes", data={"kind": "merger", "happened_on": f"{year}-05-01"}
    )
    assert noted.status_code == 303
    page = (await bram.get(f"{path}/additions")).text
    assert "Merger, or work taken over" in (await bram.get(path)).text
    (removal,) = re.findall(r'action="([^"]+/removal)', page)
    assert (await bram.post(removal)).status_code == 303
    assert "What changed in the organisation this year" not in (await bram.get(path)).text
    for wrong in ({"kind": "gossip", "happened_on": f"{year}-05-01"}, {"kind": "merger"}):
        assert (await bram.post(f"{path}/changes", data=wrong)).status_code == 422


async def test_a_year_that_goes_on_is_not_released(amina, cast: Cast):
    path = f"/desk/annual-reports/{cast.tenants['noorderlicht']}/{today().year}"
    refused = await amina.post(f"{path}/release")
    assert refused.status_code == 409
    assert "The year has not ended yet." in refused.text


async def test_a_counsellor_says_whether_clients_may_come(sit, house: House, cast: Cast):
    emre = await sit("emre")
    for answer, available in (("no", False), ("yes", True)):
        await emre.post("/desk/profile/availability", data={"available": answer})
        async with house.tenancy.open(cast.actor("emre")) as tenant:
            assert (await get_own_profile(tenant)).available is available


@pytest.mark.book("R14")
@pytest.mark.parametrize(
    ("left", "said"),
    [(400, "Your certificate holds until"), (90, "Your certificate ends on"),
     (-1, "Your certificate ended on")],
)  # fmt: skip
async def test_the_end_of_a_certificate_is_said_in_time(sit, house, cast, left, said):
    async with house.tenancy.open(cast.actor("bob")) as tenant:
        await tenant.connection.execute(
            "UPDATE counsellor SET trained_until = $3 WHERE tenant_id = $1 AND id = $2",
            tenant.tenant_id,
            cast.staff["dewi"],
            today() + timedelta(days=left),
        )
    dewi = await sit("dewi")
    page = (await dewi.get("/desk/profile")).text
    assert said in page
    assert ("72 hours" in page) == (left < 180)
    assert "The role in short" in page


@pytest.mark.book("R50")
async def test_a_note_is_kept_checked_and_released(amina, noorderlicht, cast: Cast):
    path = f"/desk/prevention/{cast.tenants['noorderlicht']}"
    # The last one is where a new one is written.
    *_, link = re.findall(rf'href="({path}/notes/[^"?]+)', (await amina.get(path)).text)
    note = {"title": "Working together", "happened": "A nurse told me that on 12 March she cried.",
            "handled": "There were talks.", "prevents": "Teams talk about it."}  # fmt: skip
    refused = await amina.post(link, data=note | {"handled": ""})
    assert refused.status_code == 422
    assert "A nurse told me" in refused.text
    assert (await amina.post(link, data=note)).status_code == 303
    draft = (await amina.get(link)).text
    assert "It retells what one person said or felt." in draft
    blocked = await amina.post(f"{link}/release")
    assert blocked.status_code == 422
    assert "Rephrase what is marked" in blocked.text
    assert "A nurse told me" not in (await noorderlicht.get("/v1/transparency-notes")).text
    await amina.post(link, data=note | {"happened": "Words were used that hurt."})
    assert (await amina.post(f"{link}/release")).status_code == 303
    assert "This is frozen." in (await amina.get(link)).text
    assert "Working together" in (await amina.get(path)).text
    notes = (await noorderlicht.get("/v1/transparency-notes")).json()
    (read,) = (one for one in notes if one["happened"] == "Words were used that hurt.")
    assert set(read) == {"id", "title", "happened", "handled", "prevents", "released_on"}
    asked = await noorderlicht.post(
        "/graphql", {"query": "{ organisation { transparencyNotes { id happened } } }"}
    )
    told = asked.json()["data"]["organisation"]["transparencyNotes"]
    assert {"id": read["id"], "happened": read["happened"]} in told
    assert (await amina.post(link, data=note)).status_code == 409


@pytest.mark.book("R32")
async def test_a_measure_is_proposed_done_by_its_owner_and_looked_at(
    amina, noorderlicht, house: House, cast: Cast
):
    path = f"/desk/prevention/{cast.tenants['noorderlicht']}"
    measure = {"kind": "rules", "owner": "works_council", "theme": "T3.1", "advice": "",
               "title": "A house rule for rosters",
               "review_on": (today() + timedelta(days=90)).isoformat()}  # fmt: skip
    refused = await amina.post(f"{path}/measures", data=measure | {"title": "For J. Smit"})
    assert refused.status_code == 422
    assert "This could lead to somebody." in refused.text
    assert (await amina.post(f"{path}/measures", data=measure)).status_code == 303
    (link,) = re.findall(
        rf'href="({path}/measures/[^"?]+)[^>]*>A house rule for rosters<',
        (await amina.get(path)).text,
    )
    (told,) = (
        one
        for one in (await noorderlicht.get("/v1/prevention-measures")).json()
        if one["id"] == link.rpartition("/")[2]
    )
    assert (told["state"], told["owner"], told["title"]) == (
        "proposed", "works_council", "A house rule for rosters"
    )  # fmt: skip
    assert "advice_id" not in told
    # It is not a counsellor's own: the desk cannot say that it is done.
    assert (await amina.post(f"{link}/completion")).status_code == 403
    completion = f"/v1/prevention-measures/{told['id']}/completion"
    assert (await noorderlicht.put(completion)).json()["state"] == "done"
    assert (await noorderlicht.put(completion)).json()["reason"] == "not-open"
    assert "does it work?" in (await amina.get(path)).text
    looked = {"state": "in_effect", "review_on": (today() + timedelta(days=200)).isoformat()}
    wrong = await amina.post(link, data=looked | {"review_on": ""})
    assert (wrong.status_code, "Choose a day from tomorrow on." in wrong.text) == (422, True)
    assert (await amina.post(link, data=looked)).status_code == 303
    assert "In effect" in (await amina.get(link)).text


@pytest.mark.book("R32")
async def test_a_measure_past_its_day_shows_on_both_pages_of_prevention(
    amina, house: House, cast: Cast, place: str
):
    def waiting(page: str) -> int:
        (row,) = re.findall(rf'href="{place}[^"]*".*?</tr>', page, re.DOTALL)
        return int(re.findall(r"<td>(\d+)</td>", row)[-1])

    before = waiting((await amina.get("/desk/prevention")).text)
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["havenwerk"], now=datetime.now(UTC) - timedelta(days=60)
    ) as tenant:
        await propose_measure(
            tenant, kind="awareness", owner="management", theme="T9.1", title="Name us first",
            review_on=today() - timedelta(days=1),
        )  # fmt: skip
    assert "was due" in (await amina.get(place)).text
    assert waiting((await amina.get("/desk/prevention")).text) == before + 1
