"""Load, hours, invoices and activities: numbers without a trace of a person."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from api.house import House
from tenants.insight.effort_overviews import tell_effort
from tenants.insight.facets import Channel, Depth, Duration, Facets, Requester
from tenants.insight.registrations import register
from tenants.network.hours import record_effort
from tenants.policy import Actor, Role
from tenants.prevention.activities import record_activity
from tests.api.conftest import Machine
from tests.people import Cast, Talk


@pytest.mark.book("D5")
async def test_firm_sees_load_and_never_which_conversation(
    vertrouwd: Machine, cast: Cast, talk: Talk
) -> None:
    answer = await vertrouwd.get("/v1/load")
    assert set(answer.json()[0]) == {"counsellor_id", "open_conversations"}
    load = {line["counsellor_id"]: line["open_conversations"] for line in answer.json()}
    assert load[str(cast.staff["amina"])] >= 1
    assert str(talk.id) not in answer.text


async def test_hours_by_quarter(house: House, vertrouwd: Machine, cast: Cast) -> None:
    organisation = cast.tenants["havenwerk"]
    async with house.tenancy.open(cast.actor("bram"), organisation) as tenant:
        await record_effort(tenant, quarter=date(2025, 4, 1), facet="support", minutes=30)
        await record_effort(tenant, quarter=date(2025, 4, 1), facet="support", minutes=45)

    lines = (await vertrouwd.get("/v1/hours?year=2025")).json()

    assert {
        "organisation_id": str(organisation),
        "counsellor_id": str(cast.staff["bram"]),
        "quarter": "2025-04-01",
        "facet": "support",
        "minutes": 75,
    } in lines
    assert (await vertrouwd.get("/v1/hours?year=2024")).json() == []
    for year in ("", "?year=x", "?year=1999"):
        assert (await vertrouwd.get(f"/v1/hours{year}")).status_code == 422


@pytest.mark.book("D5")
@pytest.mark.book("R07")
async def test_invoice_of_a_quarter_with_few_talks_is_as_one_without(
    house: House, vertrouwd: Machine, noorderlicht: Machine, cast: Cast
) -> None:
    organisation = cast.tenants["noorderlicht"]
    path = f"/v1/organisations/{organisation}/invoices"
    prices = {"cents_per_hour": 12_500, "flat_fee_cents": 30_000}
    async with house.tenancy.open(cast.actor("amina"), organisation) as tenant:
        await record_effort(tenant, quarter=date(2025, 1, 1), facet="support", minutes=300)
    with_effort = await vertrouwd.post(path, prices | {"quarter": "2025-01-01"})
    without = await vertrouwd.post(path, prices | {"quarter": "2024-10-01"})

    assert (with_effort.status_code, without.status_code) == (201, 201)
    assert with_effort.json() | {"quarter": ""} == without.json() | {"quarter": ""}
    own = await noorderlicht.get("/v1/invoices")
    assert own.json() == (await vertrouwd.get(path)).json()
    assert set(own.json()[0]) == {"quarter", "hours", "amount_cents", "basis"}

    again = await vertrouwd.post(path, prices | {"quarter": "2025-01-01"}, str(uuid4()))
    assert (again.status_code, again.json()["reason"]) == (409, "already-invoiced")
    early = await vertrouwd.post(path, prices | {"quarter": "2099-01-01"})
    assert (early.status_code, early.json()["reason"]) == (409, "quarter-not-ended")
    for wrong in ({"quarter": "2025-02-01"}, {"cents_per_hour": -1}, {"quarter": "soon"}):
        body = prices | {"quarter": "2024-01-01"} | wrong
        assert (await vertrouwd.post(path, body)).status_code == 422


async def test_organisation_reads_its_activities(
    house: House, noorderlicht: Machine, cast: Cast
) -> None:
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        held = await record_activity(
            tenant,
            facet="information",
            kind="team_meeting",
            theme="T3.5",
            held_on=date(2023, 5, 4),
            audience_size=18,
        )
    assert (await noorderlicht.get("/v1/activities?year=2023")).json() == [
        {
            "id": str(held.id),
            "facet": "information",
            "kind": "team_meeting",
            "theme": "T3.5",
            "held_on": "2023-05-04",
            "audience_size": 18,
        }
    ]


@pytest.mark.book("R28", "D1")
async def test_the_effort_overview_shows_depth_and_duration_through_both(
    house: House, vertrouwd: Machine, cast: Cast
) -> None:
    havenwerk = cast.tenants["havenwerk"]
    spring, next_year = (datetime(year, 5, 4, tzinfo=UTC) for year in (2024, 2025))
    kinds = [(Depth.SOUNDING_BOARD, Duration.UNDER_HALF_HOUR)] * 30
    kinds += [(Depth.TALK, Duration.HALF_TO_ONE_HOUR)] * 16
    kinds += [(Depth.SUPPORT_TRACK, Duration.OVER_THREE_HOURS)] * 12
    async with house.tenancy.open(cast.actor("amina"), havenwerk, now=spring) as tenant:
        for depth, duration in kinds:
            facets = Facets(
                primary_theme="T3.2", requester=Requester.AFFECTED, channel=Channel.PHONE,
                first_of_year=True, depth=depth, duration=duration,
            )  # fmt: skip
            await register(tenant, facets)
    async with house.tenancy.open(Actor(Role.WORKER, havenwerk), now=next_year) as tenant:
        await tell_effort(tenant)
    (found,) = (await vertrouwd.get("/v1/effort-overviews?year=2024")).json()
    assert found["organisation_id"] == str(havenwerk)
    for margin in ("depth", "duration"):
        assert sum(share["people"] for share in found[margin]) == 58
    assert (await vertrouwd.get("/v1/effort-overviews?year=2020")).json() == []
    asked = "{ effortOverviews(year: 2024) { depth { codes people } duration { codes people } } }"
    answer = await vertrouwd.post("/graphql", {"query": asked})
    (same,) = answer.json()["data"]["effortOverviews"]
    assert same == {margin: found[margin] for margin in ("depth", "duration")}
