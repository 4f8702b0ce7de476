"""Two editions: the same organisations in both years, and nothing that is out is ever undone."""

import pytest

from api.house import House
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse
from tenants.insight.editions import Edition, get_release_document, release_edition
from tenants.insight.releases import find_vintage
from tenants.policy import PLATFORM, Actor, Role
from tests.people import Cast
from tests.tenants.insight.members import enrol_members

RULES = BenchmarkRules(p=25)
AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
NETWORK = {"8610": 7, "8531": 7}


async def release(house: House, period: int) -> Edition:
    async with house.tenancy.open(AGGREGATOR) as tenant:
        return await release_edition(tenant, period, RULES)


def number(figures: dict) -> int | None:
    return figures["number"]["value"]


@pytest.mark.book("D4")
async def test_the_year_before_is_shown_again_for_those_in_both(
    fresh_house: House, cast: Cast
) -> None:
    await enrol_members(fresh_house, sections=NETWORK, firms=4, before=(2024,))
    first = await release(fresh_house, 2024)
    assert first.content["trend"] is None
    second = await release(fresh_house, 2025)
    trend = second.content["trend"]
    assert (trend["from"], trend["to"]) == (2024, 2025)
    every = next(c for c in trend["cells"] if {c["sector"], c["size"], c["code"]} == {"total"})
    # Nobody joined or left, so those in both years are all of each.
    for edition, year in ((first, "before"), (second, "after")):
        table = next(t for t in edition.content["tables"] if t["name"] == "theme_by_size")
        whole = next(c for c in table["cells"] if c["size"] == c["code"] == "total")
        assert number(every[year]) == number(whole)
    async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
        for trend_part in (False, True):
            document = await get_release_document(tenant, 2025, trend=trend_part)
            released, certificate = parse(document)
            assert check(certificate, released) == ()


@pytest.mark.book("D4")
async def test_one_who_joins_changes_no_figure_of_the_trend(fresh_house: House) -> None:
    await enrol_members(fresh_house, sections=NETWORK, firms=4, before=(2024,))
    await release(fresh_house, 2024)
    await enrol_members(fresh_house, sections={"8610": 1}, firms=1, seed=5)
    edition = await release(fresh_house, 2025)
    # One joiner is fewer than five: what is about others and that one together shows none of it.
    trend = edition.content["trend"]
    assert trend is None or all(
        c["after"]["number"]["suppressed"] for c in trend["cells"] if c["sector"] == "R"
    )


@pytest.mark.book("D4")
async def test_what_is_out_stays_and_late_registrations_do_not_reach_it(
    fresh_house: House,
) -> None:
    members = await enrol_members(fresh_house, sections=NETWORK, firms=4, before=(2024,))
    first = await release(fresh_house, 2024)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        before = await find_vintage(tenant, 2024)
    # Registered afterwards, in the year that is out.
    await enrol_members(fresh_house, sections=NETWORK, firms=4, year=2024, seed=9)
    await release(fresh_house, 2025)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        after = await find_vintage(tenant, 2024)
        kept = await tenant.connection.fetchval(
            "SELECT content->>'table_digest' FROM edition WHERE period = 2024"
        )
    assert before
    assert after
    assert kept == first.content["table_digest"]
    assert {c.organisation for c in after.contributions} == {str(m) for m in members}
    assert {cell: after.shown[cell] for cell in before.shown} == before.shown
