"""A benchmark edition: released once, from those who take part, by the aggregator alone."""

from datetime import UTC, datetime

import asyncpg
import msgspec
import pytest

from api.house import House
from tenants.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.insight.canonical import digest_of
from tenants.insight.disclosure import (
    PEOPLE,
    TOTAL,
    BenchmarkRules,
    Cell,
    Certificate,
    Figure,
    NotReleasable,
    Released,
    check,
)
from tenants.insight.editions import (
    LAYOUT,
    Edition,
    get_edition,
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

    cells = {(c["sector"], c["theme"]): c for c in edition.content["cells"]}
    assert len(cells) == 23 * 17
    assert not cells["total", "total"]["people"]["suppressed"]
    shown = [c for c in cells.values() if c["people"]["value"]]
    assert edition.content["shown"] == len(shown) > 10
    assert edition.content["of"] == 3 * 17
    for cell in shown:
        assert cell["people"]["value"] % RULES.base == 0
        assert cell["people"]["value"] >= RULES.k
    for cell in cells.values():
        for figure in (cell["people"], cell["per_100_employees"]):
            assert not figure["suppressed"] or figure["value"] is None


@pytest.mark.book("D4")
async def test_an_empty_sector_is_told_apart_from_a_hidden_one(
    fresh_house: House, cast: Cast
) -> None:
    await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS | {"4120": 1}, firms=3)
    content = (await release(fresh_house)).content
    strata = {stratum["sector"]: stratum["organisations"] for stratum in content["strata"]}
    assert strata["R"] == strata["Q"] == "5_to_9"
    assert strata["F"] == "fewer_than_5"
    assert strata["A"] == "none"
    cells = {(c["sector"], c["theme"]): c for c in content["cells"]}
    assert cells["F", "total"]["people"] == {"value": None, "suppressed": True}
    assert cells["A", "total"]["people"] == {"value": 0, "suppressed": False}
    assert cells["A", "total"]["per_100_employees"] == {"value": None, "suppressed": False}


@pytest.mark.book("D4")
async def test_the_certificate_is_kept_and_holds(fresh_house: House, cast: Cast) -> None:
    members = await enrol_members(fresh_house, sections=HEALTH_AND_SCHOOLS, firms=3)
    content = (await release(fresh_house)).content
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        row = await tenant.connection.fetchrow(
            "SELECT certificate, members FROM release_certificate WHERE period = 2025"
        )
    kept = msgspec.json.decode(row["certificate"])
    certificate = Certificate(kept["digest"], tuple(tuple(w) for w in kept["witnesses"]))
    assert check(certificate, _released(content)) == ()
    assert set(row["members"]) == set(members)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
            await tenant.connection.fetch("SELECT certificate FROM release_certificate")


def _released(content: dict) -> Released:
    figures, empty = {}, set()
    for cell in content["cells"]:
        facet = PEOPLE if cell["theme"] == TOTAL else "theme"
        people, rate = cell["people"]["value"], cell["per_100_employees"]["value"]
        figure = None if cell["people"]["suppressed"] else Figure(people, rate)
        figures[Cell((cell["sector"],), facet, cell["theme"])] = figure
        if figure and rate is None:
            empty.add(((cell["sector"],), ""))
    return Released(LAYOUT, content["fewer_than"], content["rounded_to"], figures, frozenset(empty))


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
            "SELECT members FROM release_certificate WHERE period = 2025"
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
