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

QUARTER, BEFORE = date(2025, 10, 1), date(2025, 7, 1)
DURING, AFTER = datetime(2025, 11, 3, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
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


async def invoice(house: House, cast: Cast, organisation: str, quarter: date = QUARTER) -> Invoice:
    async with house.tenancy.open(
        cast.actor("alice"), cast.tenants[organisation], now=AFTER
    ) as tenant:
        return await issue_invoice(tenant, quarter, **RATES)


@pytest.mark.book("D5", "R07")
@pytest.mark.parametrize("people", [0, 1, 4])
async def test_one_conversation_costs_what_none_costs(
    fresh_house: House, cast: Cast, people: int
) -> None:
    await work(fresh_house, cast, "noorderlicht", people=people, minutes=people * 50)
    issued = await invoice(fresh_house, cast, "noorderlicht")
    assert issued == Invoice(QUARTER, 0, 45000, "flat_fee")


@pytest.mark.book("D5", "R07")
async def test_the_last_quarter_settles_the_hours_of_five_people(
    fresh_house: House, cast: Cast
) -> None:
    """One by one, quarters would narrow what the annual report leaves out of its own."""
    await work(fresh_house, cast, "noorderlicht", people=5, minutes=421)
    before = await invoice(fresh_house, cast, "noorderlicht", BEFORE)
    assert before == Invoice(BEFORE, 0, 45000, "flat_fee")
    settled = await invoice(fresh_house, cast, "noorderlicht")
    assert settled == Invoice(QUARTER, 8, 8 * 9500 - 45000, "hours")
    async with fresh_house.tenancy.open(cast.actor("henk")) as tenant:
        assert await list_invoices(tenant) == [settled, before]
    assert set(Invoice.__slots__) == {"quarter", "hours", "amount_cents", "basis"}


@pytest.mark.book("R07")
async def test_no_quarter_is_weighed_by_itself(fresh_house: House, cast: Cast) -> None:
    await work(fresh_house, cast, "noorderlicht", people=7, minutes=600)
    async with fresh_house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=DURING
    ) as tenant:
        await tenant.connection.execute("UPDATE registration SET quarter = $1", BEFORE)
    assert (await invoice(fresh_house, cast, "noorderlicht", BEFORE)).basis == "flat_fee"


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
        (hours,) = await list_hours(tenant, 2025)
    assert (load.counsellor_id, load.open_conversations) == (cast.staff["amina"], 2)
    assert (hours.minutes, hours.quarter, hours.facet) == (90, QUARTER, "support")
    async with fresh_house.tenancy.open(cast.actor("bob")) as tenant:
        assert await list_load(tenant) == []
        assert await list_hours(tenant, 2025) == []
