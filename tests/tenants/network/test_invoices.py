"""An invoice betrays nobody: whole hours or a flat fee, and no date, place, mode or count."""

from datetime import UTC, date, datetime

import pytest

from api.house import House
from tenants.errors import Conflict
from tenants.insight.facets import Channel, Facets, Requester
from tenants.insight.registrations import register
from tenants.network.hours import list_hours, record_effort
from tenants.network.invoices import Invoice, issue_invoice, list_invoices
from tenants.network.load import list_load
from tests.people import Cast, start_talk

QUARTER = date(2026, 7, 1)
DURING, AFTER = datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)
RATES = {"cents_per_hour": 9500, "flat_fee_cents": 45000}


async def work(house: House, cast: Cast, organisation: str, *, people: int, minutes: int) -> None:
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants[organisation], now=DURING
    ) as tenant:
        for _ in range(people):
            await register(
                tenant,
                Facets(
                    primary_theme="T1.1",
                    requester=Requester.AFFECTED,
                    channel=Channel.PHONE,
                    first_of_year=True,
                ),
            )
        if minutes:
            await record_effort(tenant, quarter=QUARTER, facet="support", minutes=minutes)


async def invoice(house: House, cast: Cast, organisation: str) -> Invoice:
    async with house.tenancy.open(
        cast.actor("alice"), cast.tenants[organisation], now=AFTER
    ) as tenant:
        return await issue_invoice(tenant, QUARTER, **RATES)


@pytest.mark.book("D5", "R07")
@pytest.mark.parametrize("people", [0, 1, 2])
async def test_one_conversation_costs_what_none_costs(
    fresh_house: House, cast: Cast, people: int
) -> None:
    await work(fresh_house, cast, "noorderlicht", people=people, minutes=people * 50)
    issued = await invoice(fresh_house, cast, "noorderlicht")
    assert issued == Invoice(QUARTER, 0, 45000, "flat_fee")


@pytest.mark.book("D5")
async def test_from_three_people_on_hours_are_rounded_up(fresh_house: House, cast: Cast) -> None:
    await work(fresh_house, cast, "noorderlicht", people=3, minutes=121)
    assert await invoice(fresh_house, cast, "noorderlicht") == Invoice(QUARTER, 3, 28500, "hours")
    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        (seen,) = await list_invoices(tenant)
    assert set(Invoice.__slots__) == {"quarter", "hours", "amount_cents", "basis"}
    assert seen.hours == 3


async def test_a_quarter_is_invoiced_once_and_when_it_is_over(
    fresh_house: House, cast: Cast
) -> None:
    await invoice(fresh_house, cast, "havenwerk")
    with pytest.raises(Conflict, match="already-invoiced"):
        await invoice(fresh_house, cast, "havenwerk")
    async with fresh_house.tenancy.open(
        cast.actor("alice"), cast.tenants["havenwerk"], now=DURING
    ) as tenant:
        with pytest.raises(Conflict, match="quarter-not-ended"):
            await issue_invoice(tenant, QUARTER, **RATES)


@pytest.mark.book("D5")
async def test_a_firm_sees_load_and_hours_and_no_conversation(
    fresh_house: House, cast: Cast
) -> None:
    for _ in range(2):
        await start_talk(fresh_house, cast)
    await work(fresh_house, cast, "noorderlicht", people=0, minutes=90)
    async with fresh_house.tenancy.open(cast.actor("alice")) as tenant:
        (load,) = await list_load(tenant)
        (hours,) = await list_hours(tenant, 2026)
    assert (load.counsellor_id, load.open_conversations) == (cast.staff["amina"], 2)
    assert (hours.minutes, hours.quarter, hours.facet) == (90, QUARTER, "support")
    async with fresh_house.tenancy.open(cast.actor("bob")) as tenant:
        assert await list_load(tenant) == []
        assert await list_hours(tenant, 2026) == []
