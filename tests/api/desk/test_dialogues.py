"""The log of dialogues at the desk, and what those whom they were with read of it."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from api.house import House
from tenants.prevention.planned_items import put_planned_item, remove_planned_item
from tests.api.conftest import sit_at_desk
from tests.people import Cast

QUERY = {"query": "{ organisation { dialogues { stakeholder subject nextStep } } }"}


@pytest.mark.book("R47")
async def test_a_dialogue_is_recorded_for_whom_it_was_with(
    amina, noorderlicht, house: House, cast: Cast, served: Litestar
):
    path = f"/desk/prevention/{cast.tenants['noorderlicht']}"
    dialogue = {"stakeholder": "works_council", "theme": "T3.4", "audience_size": "6",
                "held_on": datetime.now(UTC).date().isoformat(),
                "subject": "Rosters made with the teams", "agreed": "Mrs Jansen asked for it.",
                "next_step_by": "hr",
                "next_step": "Asks all teams, then we talk again."}  # fmt: skip
    refused = await amina.post(f"{path}/dialogues", data=dialogue)
    assert refused.status_code == 422
    assert "Rephrase what is marked" in refused.text
    assert "Mrs Jansen asked for it." in refused.text
    kept = dialogue | {"agreed": "Teams propose first."}
    assert (await amina.post(f"{path}/dialogues", data=kept)).status_code == 303
    page = (await amina.get(path)).text
    assert "Rosters made with the teams" in page
    assert 'HR · <span class="prose" dir="auto">Asks all teams, then we talk again.' in page

    async def read_by(name: str) -> httpx.Response:
        transport = httpx.ASGITransport(served, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=house.settings.base_url) as at:
            await sit_at_desk(house, cast, at, name, unlock=False)
            return await at.post("/graphql", json=QUERY)

    assert "Rosters made with the teams" in (await read_by("otto")).text
    for name in ("henk", "marjan", "petra"):
        assert "Rosters made with the teams" not in (await read_by(name)).text
    refused = await noorderlicht.post("/graphql", QUERY)
    assert refused.json()["errors"][0]["extensions"]["code"] == "forbidden"


@pytest.mark.book("R47", "R36")
async def test_a_planned_dialogue_is_done_by_recording_it(amina, house: House, cast: Cast):
    place, planned = cast.tenants["havenwerk"], uuid4()
    path = f"/desk/prevention/{place}"
    async with house.tenancy.open(cast.actor("amina"), place) as tenant:
        await put_planned_item(
            tenant, planned, kind="dialogue", addressee="works_council", theme="T3.4",
            every_months=6, due_on=tenant.now.date(),
        )  # fmt: skip
    assert f"{path}/dialogues?lang=en&amp;planned={planned}" in (await amina.get(path)).text
    form = (await amina.get(f"{path}/dialogues", params={"planned": str(planned)})).text
    assert '<option value="works_council" selected>' in form
    assert '<option value="T3.4" selected>' in form
    dialogue = {"planned_item": str(planned), "stakeholder": "hr", "theme": "T3.4",
                "audience_size": "6", "held_on": datetime.now(UTC).date().isoformat(),
                "subject": "Rosters", "agreed": "Teams propose first.", "next_step_by": "hr",
                "next_step": "Asks teams."}  # fmt: skip
    other = await amina.post(f"{path}/dialogues", data=dialogue)
    assert (other.status_code, "planned as something else" in other.text) == (422, True)
    done = await amina.post(f"{path}/dialogues", data=dialogue | {"stakeholder": "works_council"})
    assert done.status_code == 303
    async with house.tenancy.open(cast.actor("amina"), place) as tenant:
        await remove_planned_item(tenant, planned)


async def test_an_activity_that_is_no_dialogue_is_recorded_as_before(amina, cast: Cast):
    path = f"/desk/prevention/{cast.tenants['noorderlicht']}/activities"
    assert 'value="walk_round"' in (await amina.get(path)).text
    assert 'value="dialogue"' not in (await amina.get(path)).text
    activity = {"kind": "dialogue", "facet": "advice", "theme": "T3.4", "audience_size": "6",
                "held_on": datetime.now(UTC).date().isoformat()}  # fmt: skip
    assert (await amina.post(path, data=activity)).status_code == 422
