"""The sheet on what prevention is worth: filled in, printed, and kept nowhere."""

import pytest

from api.house import House
from tenants.insight.facets import Channel, Facets, Requester
from tenants.insight.registrations import register
from tenants.network.headcounts import put_headcounts
from tests.people import Cast

FIGURES = {"leavers": "100", "leavers_percent_low": "5", "leavers_percent_high": "10",
           "replacement_low": "10000", "replacement_high": "20000", "absence_percent": "5,2",
           "wage_cost": "60000", "bullied_percent": "", "investigation": "60000",
           "prevention": "40000"}  # fmt: skip


@pytest.fixture
async def sheet(house: House, cast: Cast) -> str:
    async with house.tenancy.open(cast.machine("havenwerk")) as tenant:
        await put_headcounts(tenant, tenant.now.year, {"Kade": 700, "Kantoor": 300})
    return f"/desk/prevention/{cast.tenants['havenwerk']}/worth"


@pytest.mark.book("R34")
async def test_what_is_filled_in_has_a_range_and_what_is_not_has_no_number(amina, sheet: str):
    empty = (await amina.get(sheet)).text
    assert "1,000 employees" in empty
    assert "€" not in empty.partition("How this is reckoned")[0]
    told = (await amina.get(sheet, params=FIGURES)).text
    assert "€ 50,000 to € 200,000" in told
    assert "€ 60,000" in told
    # Absence, legal cost, reputation, hotlines, mediation.
    assert told.count("no number: a figure is missing") == 5
    assert "earned back once it spares 15% to 37% of this" in told
    assert "10.5271/sjweh.3579" in told
    with_survey = (await amina.get(sheet, params=FIGURES | {"bullied_percent": "8"})).text
    assert "€ 94,300 to € 185,500" in with_survey


@pytest.mark.book("R34")
async def test_no_conversation_changes_a_number_on_it(amina, house: House, cast: Cast, sheet: str):
    before = (await amina.get(sheet, params=FIGURES)).text
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["havenwerk"]) as tenant:
        for _ in range(6):
            await register(
                tenant,
                Facets(primary_theme="T1.1", requester=Requester.AFFECTED, channel=Channel.PHONE,
                       first_of_year=True),
            )  # fmt: skip
    assert (await amina.get(sheet, params=FIGURES)).text == before


async def test_what_is_no_figure_is_said_beside_it(amina, sheet: str):
    wrong = {"leavers": "many", "legal_low": "10", "reputation_low": "5", "reputation_high": "1",
             "hotlines": "1.200"}  # fmt: skip
    refused = await amina.get(sheet, params=wrong)
    assert refused.status_code == 422
    assert refused.text.count('class="trouble"') == 3
    assert 'value="many"' in refused.text
    refused = await amina.get(sheet, params={"reputation_low": "5", "reputation_high": "1"})
    assert (refused.status_code, refused.text.count('class="trouble"')) == (422, 1)
