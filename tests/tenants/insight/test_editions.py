"""A benchmark edition: released once, from those who take part, by the aggregator alone."""

from datetime import UTC, date, datetime

import asyncpg
import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.insight.canonical import digest_of
from tenants.insight.disclosure import BenchmarkRules, NotReleasable
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse
from tenants.insight.editions import (
    Edition,
    get_edition,
    get_release_document,
    list_editions,
    release_edition,
)
from tenants.insight.participation import decide_participation
from tenants.insight.sections import section_of
from tenants.network.organisations import Sector
from tenants.policy import PLATFORM, Actor, Role
from tests.people import Cast
from tests.tenants.insight.members import enrol_members

RULES = BenchmarkRules(p=25)
AGGREGATOR = Actor(Role.AGGREGATOR, PLATFORM)
HEALTH_AND_SCHOOLS = {"8610": 6, "8531": 6}


async def release(house: House, period: int = 2025) -> Edition:
    async with house.tenancy.open(AGGREGATOR) as tenant:
        return await release_edition(tenant, period, RULES)


def cells_of(edition: Edition, name: str) -> dict[tuple[str, str, str], dict]:
    table = next(t for t in edition.content["tables"] if t["name"] == name)
    return {(c["sector"], c["size"], c["code"]): c for c in table["cells"]}


@pytest.mark.book("D4")
async def test_an_advisor_reads_what_was_released(fresh_house: House, cast: Cast) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    released = await release(fresh_house)

    async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
        edition = await get_edition(tenant, 2025)
        assert [one.period for one in await list_editions(tenant)] == [2025]
        with pytest.raises(NotFound):
            await get_edition(tenant, 2024)
        with pytest.raises(Forbidden):
            await release_edition(tenant, 2024, RULES)
    assert edition == released
    assert edition.digest == digest_of(edition.content).hex()
    assert edition.content["id"] == "benchmark-2025"

    assert [t["name"] for t in edition.content["tables"]] == [
        "theme_by_sector", "theme_by_size", "theme_by_sector_size", "requester_by_sector",
        "channel_by_sector", "next_step_by_sector", "since_by_sector", "formal_route_by_sector",
        "first_response_by_sector", "first_talk_by_sector", "conversations_by_sector",
        "activities_by_sector", "advice_by_sector",
    ]  # fmt: skip
    cells = [cell for table in edition.content["tables"] for cell in table["cells"]]
    shown = [c for c in cells if c["number"]["value"]]
    assert len(shown) > 20
    for cell in shown:
        assert cell["number"]["value"] % RULES.base == 0
    people = [c for t in edition.content["tables"] if t["unit"] == "people" for c in t["cells"]]
    assert all((c["number"]["value"] or RULES.k) >= RULES.k for c in people if not c["empty"])
    for cell in cells:
        for figure in (cell["number"], cell["per_100_employees"]):
            assert not figure["suppressed"] or figure["value"] is None


@pytest.mark.book("R43")
async def test_how_early_people_come_is_in_it(fresh_house: House) -> None:
    """The early-contact share is `under_month` of everybody, both above the thresholds."""
    await enrol_members(fresh_house, sections={"8610": 9, "8531": 9}, firms=3)
    cells = cells_of(await release(fresh_house), "since_by_sector")
    early, every = (
        cells["total", "total", code]["number"]["value"] for code in ("under_month", "total")
    )
    assert 0.1 < early / every < 0.3


@pytest.mark.book("D4")
async def test_an_empty_sector_is_told_apart_from_a_hidden_one(
    fresh_house: House, cast: Cast
) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS | {"4120": 1}, firms=3)
    edition = await release(fresh_house)
    members = {one["code"]: one["organisations"] for one in edition.content["members"]["sector"]}
    assert members["R"] == members["Q"] == "5_to_9"
    assert members["F"] == "fewer_than_5"
    assert members["A"] == "none"
    cells = cells_of(edition, "theme_by_sector")
    hidden, empty = cells["F", "total", "total"], cells["A", "total", "total"]
    assert hidden["number"] == {"value": None, "suppressed": True}
    assert not hidden["empty"]
    assert empty["number"] == {"value": 0, "suppressed": False}
    assert empty["per_100_employees"] == {"value": None, "suppressed": False}
    assert empty["empty"]


@pytest.mark.book("D4")
async def test_anybody_checks_it_by_arithmetic(fresh_house: House, cast: Cast) -> None:
    members = await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    content = (await release(fresh_house)).content
    async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
        released, certificate = parse(await get_release_document(tenant, 2025))
        with pytest.raises(NotFound):
            await get_release_document(tenant, 2025, trend=True)
    assert check(certificate, released) == ()
    assert released.digest == content["table_digest"]
    for cell, figure in released.figures.items():
        if cell.facet == "theme" and cell.stratum[1] == "total" and cell.code != "total":
            shown = cells_of(Edition(2025, content, "", date.min), "theme_by_sector")
            kept = shown[cell.stratum[0], "total", cell.code]["number"]["value"]
            assert kept == (figure and figure.value)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        kept = await tenant.connection.fetchval("SELECT members FROM release WHERE period = 2025")
    assert set(kept) == set(members)


@pytest.mark.book("D4")
async def test_the_ledger_stays_inside(fresh_house: House, cast: Cast) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    await release(fresh_house)
    for actor in ("fleur", "olga", "marjan", "alice", "amina"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with fresh_house.tenancy.open(cast.actor(actor)) as tenant:
                await tenant.connection.fetch("SELECT contributions FROM release")
    for statement in ("UPDATE release SET seed = 0", "DELETE FROM release"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
                await tenant.connection.execute(statement)


@pytest.mark.book("D4")
async def test_once_and_frozen(fresh_house: House, cast: Cast) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    first = await release(fresh_house)
    await enrol_members(fresh_house, sections={"8610": 5}, firms=3, seed=2)
    with pytest.raises(Conflict, match="already-released"):
        await release(fresh_house)
    async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
        assert await get_edition(tenant, 2025) == first
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
            await tenant.connection.execute("UPDATE edition SET content = '{}'")


@pytest.mark.book("D4")
@pytest.mark.parametrize(
    ("sections", "firms"),
    [({"8610": 4}, 4), ({"8610": 12}, 2)],
    ids=["four organisations", "two firms"],
)
async def test_too_few_to_hide_among_release_nothing(
    fresh_house: House, sections: dict[str, int], firms: int
) -> None:
    await enrol_members(fresh_house, sections=sections, firms=firms)
    with pytest.raises(NotReleasable):
        await release(fresh_house)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        assert await tenant.connection.fetchval("SELECT count(*) FROM edition") == 0


@pytest.mark.book("D4")
async def test_who_stepped_out_before_the_year_began_is_not_in_it(fresh_house: House) -> None:
    members = await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    decided = {
        members[0]: datetime(2024, 12, 31, 23, 59, tzinfo=UTC),
        members[1]: datetime(2025, 1, 1, tzinfo=UTC),
    }
    for member, now in decided.items():
        manager = Actor(Role.MANAGEMENT, member)
        async with fresh_house.tenancy.open(manager, now=now) as tenant:
            await decide_participation(tenant, takes_part=False)
    await release(fresh_house)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        counted = await tenant.connection.fetchval(
            "SELECT members FROM release WHERE period = 2025"
        )
    assert set(counted) == set(members[1:])


async def test_a_running_year_is_not_released(house: House) -> None:
    async with house.tenancy.open(AGGREGATOR) as tenant:
        with pytest.raises(Conflict, match="period-not-ended"):
            await release_edition(tenant, tenant.now.year, RULES)


@pytest.mark.book("R07")
async def test_the_aggregator_reads_codes_and_no_words(house: House) -> None:
    for table in ("message", "client", "consent", "advice"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.tenancy.open(AGGREGATOR) as tenant:
                await tenant.connection.fetch(f"SELECT * FROM {table}")


@pytest.mark.book("D4")
async def test_the_note_tells_the_rules_and_not_the_secret(fresh_house: House) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        edition = await release_edition(tenant, 2025, BenchmarkRules(p=37))
    assert set(edition.content["method_note"]) == {"en", "nl"}
    for note in edition.content["method_note"].values():
        assert "2025" in note
        assert "37" not in note
        assert "{" not in note


@pytest.mark.parametrize(
    ("scheme", "edition", "code", "section"),
    [
        ("NACE", "2", "86.10", "R"),
        ("NACE", "2.1", "86.10", "R"),
        ("SBI", "2008", "85", "Q"),
        ("SBI", "2025", "8531", "Q"),
        ("SBI", "2008", "6201", "K"),
        ("NACE", "2", "45.11", "G"),
        ("NACE", "2.1", "58", "J"),
    ],
)
def test_sections_of_all_editions_meet_in_one(
    scheme: str, edition: str, code: str, section: str
) -> None:
    assert section_of(Sector(scheme, edition, code)) == section


@pytest.mark.parametrize(
    "sector",
    [
        Sector("NACE", "2", "Q"),
        Sector("NACE", "", "86"),
        Sector("", "", "Q"),
        Sector("SBI", "2025", "34"),
        Sector("SBI", "2025", "00"),
    ],
)
def test_a_bare_letter_or_unknown_code_is_refused(sector: Sector) -> None:
    with pytest.raises(Invalid):
        section_of(sector)
