"""Load, hours, invoices and activities: numbers without a trace of a person."""

from datetime import date
from uuid import uuid4

import pytest

from api.house import House
from tenants.network.hours import record_effort
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
