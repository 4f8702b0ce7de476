"""Worlds that a reader may not tell apart: they differ in nothing but what is withheld.

To an organisation nobody talked in a year, or one, or four people, or more of them about another
theme; to an advisor the same people at another organisation. Whatever they can ask for, by either
door and in every format, is the same to the last byte: status, headers and lengths, digests, the
PDF and what lies inside a spreadsheet. So are the statements that the database was sent for it,
which is as much as we know how to hold of the time that an answer takes.
"""

import contextlib
import dataclasses
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, pairwise
from pathlib import Path
from uuid import UUID

import pytest

from api.desk import for_analysts
from api.documents.editions import MEDIA_TYPES
from api.house import House, open_house
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import Edition, release_edition
from tenants.insight.facets import Facets
from tenants.insight.registrations import register
from tenants.insight.sections import SECTIONS
from tenants.network.hours import quarter_of, record_effort
from tenants.network.invoices import issue_invoice
from tenants.policy import PLATFORM, Actor, Role
from tenants.policy import Door as Wall
from tests.access_matrix import ADVISOR, REST
from tests.api.graphql.conftest import Door, serve
from tests.api.test_nothing_shows import what_an_organisation_can_ask, what_its_people_can_open
from tests.bench.statements import recorded
from tests.conftest import clone, database_at, settings_for
from tests.people import Cast, start_talk
from tests.tenants.insight.members import enrol_members
from tests.tenants.insight.test_annual_reports import NEW

pytestmark = [pytest.mark.book("R07"), pytest.mark.book("R48"), pytest.mark.book("D5")]
YEAR = 2025
DURING, AFTER = datetime(YEAR, 11, 3, tzinfo=UTC), datetime(YEAR + 1, 2, 11, tzinfo=UTC)
#: of the moment, and of how many requests went before
PASSING = {"date", "ratelimit", "ratelimit-policy", "x-request-id"}

ORGANISATION = """
{
    organisation {
        state mandates { reviewOn } invoices { quarter hours amountCents basis }
        activities(year: 2025) { heldOn } annualReports { year digest releasedOn }
        participation { __typename }
        annualReport(year: 2025) { digest fewerThan talks { __typename } comment }
    }
}
"""

EDITIONS = """
{
    editions { period digest releasedOn }
    edition(period: 2025) {
        id digest shown of fewerThan roundedTo
        sectors { code organisations }
        sizes { code organisations }
        quartiles {
            sector size
            lower { value suppressed } median { value suppressed } upper { value suppressed }
        }
        reach { sector theme perHundred: per100Employees { value suppressed } reach { value } }
        methodNote { language text }
        tables {
            name
            cells {
                sector size code
                number { value suppressed } per100Employees { value suppressed }
            }
        }
        trend {
            cells {
                sector size code
                before { number { value suppressed } } after { number { value suppressed } }
            }
        }
    }
}
"""
#: more that an address may be asked, where it takes it
MORE = ("language=nl", "limit=1")
AGGREGATOR, RULES = Actor(Role.AGGREGATOR, PLATFORM), BenchmarkRules(p=25)
DOORS = (Wall.ENTRANCE, Wall.ORGANISATION, Wall.ADVISOR)
#: status, headers, body, and the statements that the database was sent for it
Seen = dict[str, tuple[int, dict[str, str], bytes, list[str]]]


class Watch:
    """Asks, and writes down what came back and which statements it took."""

    def __init__(self, door: Door) -> None:
        self.door, self.seen = door, Seen()

    async def ask(self, who: str, headers: dict[str, str], path: str, query: str = "") -> None:
        client = self.door.client
        async with contextlib.AsyncExitStack() as doors:
            sent = [await doors.enter_async_context(recorded(self.door.house, d)) for d in DOORS]
            if query:
                answer = await client.post(path, json={"query": query}, headers=headers)
            else:
                answer = await client.get(path, headers=headers)
        self.seen[f"{who} {path}"] = (
            answer.status_code,
            {name: value for name, value in answer.headers.items() if name not in PASSING},
            answer.content,
            [text for statements in sent for text in of_answer(one.query for one in statements)],
        )


def of_answer(statements: Iterable[str]) -> Iterator[str]:
    """Without the transactions that fetch a handful of permits now and then, as minutes go by."""
    transactions: list[list[str]] = []
    for text in statements:
        if not transactions or text.startswith("BEGIN"):
            transactions.append([])
        transactions[-1].append(text)
    return chain(*(t for t in transactions if not any("INTO attempt" in text for text in t)))


@contextlib.asynccontextmanager
async def served(database: str, directory: Path, cast: Cast) -> AsyncIterator[Watch]:
    """A house on this database, with one connection a door, so that each statement is seen."""
    url = database_at(os.environ["TEST_APP_URL"], database)
    settings = settings_for(url, directory, connections_per_door=1)
    async with open_house(settings) as house, serve(house) as client:
        yield Watch(Door(house, cast, client))


def differing(one: Seen, other: Seen) -> set[str]:
    assert one.keys() == other.keys()
    return {path for path in one if one[path] != other[path]}


async def live(house: House, cast: Cast, people: Sequence[Facets]) -> None:
    """A year with these people, each of whom talked for an hour and still has a conversation."""
    organisation = cast.tenants["noorderlicht"]
    for _ in people[:4]:
        await start_talk(house, cast)
    async with house.tenancy.open(cast.actor("amina"), organisation, now=DURING) as tenant:
        for facets in people:
            await register(tenant, facets)
            quarter = quarter_of(DURING.date())
            await record_effort(tenant, quarter=quarter, facet="support", minutes=60)
    async with house.tenancy.open(cast.actor("alice"), organisation, now=AFTER) as tenant:
        quarter = quarter_of(DURING.date())
        await issue_invoice(tenant, quarter, cents_per_hour=9500, flat_fee_cents=45000)
    async with house.tenancy.open(cast.actor("amina"), organisation, now=AFTER) as tenant:
        await release_annual_report(tenant, YEAR)


async def see(directory: Path, cast: Cast, people: Sequence[Facets]) -> Seen:
    """All that an organisation can ask for by machine, and its people at the desk."""
    async with clone() as database, served(database, directory, cast) as watch:
        door = watch.door
        await live(door.house, cast, people)
        machine = await door.machine("noorderlicht")
        app = door.client._transport.app  # type: ignore[attr-defined]
        paths = [path.replace("2026", str(YEAR)) for path in what_an_organisation_can_ask(app)]
        for path in (*paths, *(f"{path}?{more}" for path in paths for more in MORE)):
            await watch.ask("machine", machine.headers, path)
        for name in ("marjan", "petra"):
            headers = (await door.staff(name)).headers
            for page in what_its_people_can_open(YEAR):
                if page != "/desk/sessions":  # it tells the minute
                    await watch.ask(name, headers, page)
        await watch.ask("machine", machine.headers, "/graphql", ORGANISATION)
    return watch.seen


async def test_nobody_one_and_four_people_are_one_world(directory: Path, cast: Cast) -> None:
    worlds = [await see(directory, cast, [NEW] * people) for people in (0, 1, 4)]

    shown = worlds[0]
    assert b'"errors"' not in shown["machine /graphql"][2]
    assert shown[f"machine /v1/annual-reports/{YEAR}/document"][2].startswith(b"%PDF")
    assert sum(status == 200 for status, *_ in shown.values()) > 30
    assert {shown[f"marjan /desk/{page}"][0] for page in ("asked", f"released/{YEAR}")} == {200}
    assert all(statements for status, *_, statements in shown.values() if status == 200)
    for one, other in pairwise(worlds):
        assert differing(one, other) == set()


async def test_a_hidden_theme_of_none_four_or_all_is_one_world(directory: Path, cast: Cast) -> None:
    """In a year whose people are told: which of the eight others talked about what is not."""
    told = [dataclasses.replace(NEW, primary_theme="T3.2")] * 20
    worlds = [
        await see(
            directory,
            cast,
            told
            + [dataclasses.replace(NEW, primary_theme="T1.1")] * hidden
            + [dataclasses.replace(NEW, primary_theme="T1.2")] * (8 - hidden),
        )
        for hidden in (0, 4, 8)
    ]

    assert b"T3" in worlds[0][f"machine /v1/annual-reports/{YEAR}"][2]
    for one, other in pairwise(worlds):
        assert differing(one, other) == set()


async def test_the_fifth_person_is_told(directory: Path, cast: Cast) -> None:
    """Else the worlds above could be alike because nothing is told at all."""
    worlds = [await see(directory, cast, [NEW] * people) for people in (4, 5)]

    told = differing(*worlds)
    assert {
        "machine /v1/invoices",
        "machine /graphql",
        f"machine /v1/annual-reports/{YEAR}/tables.csv",
    } <= told
    assert "machine /v1/mandates" not in told


async def network(house: House) -> tuple[UUID, UUID]:
    """Two sectors that are told, and two of one organisation each, alike and of one firm."""
    told = {"8610": 9, "8531": 9}
    await enrol_members(house, sections=told, firms=3, year=YEAR, before=(YEAR - 1,))
    first, second = await enrol_members(
        house,
        sections={"4110": 1, "6201": 1},
        firms=1,
        year=YEAR,
        before=(YEAR - 1,),
        people_per_100=0,
        employees=(600, 600),
    )
    async with house.tenancy.open(AGGREGATOR, now=DURING) as tenant:
        await release_edition(tenant, YEAR - 1, RULES)
    return first, second


async def four_talked(house: House, member: UUID) -> None:
    async with house.tenancy.open(AGGREGATOR) as tenant:
        firm, counsellor = await tenant.connection.fetchrow(
            """
            SELECT o.firm_id, p.counsellor_id
              FROM organisation o
              JOIN pool_member p
                ON p.tenant_id = o.tenant_id
             WHERE o.tenant_id = $1
            """,
            member,
        )
    actor = Actor(Role.COUNSELLOR, firm, counsellor)
    async with house.tenancy.open(actor, member, now=DURING) as tenant:
        for _ in range(4):
            await register(tenant, NEW)


def what_an_advisor_can_ask(tables: Sequence[str]) -> Iterator[str]:
    """Every address with every name that it takes, and some that it does not."""
    yield "/v1/editions"
    for period in (YEAR, YEAR + 1):
        here = f"/v1/editions/{period}"
        yield from (here, f"{here}/method-note", f"{here}/method-note?language=nl")
        yield from (f"{here}/certificate", f"{here}/certificate?part=trend")
        for table in (*tables, "registration"):
            yield f"{here}/tables/{table}"
            for asked in ("sector=F", "sector=K&code=T3", "size=250-999", "code=T3.1", "code=none"):
                yield f"{here}/tables/{table}?{asked}"
        for kind in (*MEDIA_TYPES, "exe"):
            yield from (f"{here}/files/{kind}", f"{here}/files/{kind}?language=nl")


def what_an_analyst_can_open() -> Iterator[str]:
    yield "/desk/benchmarks"
    for period in (YEAR, YEAR + 1):
        here = f"/desk/benchmarks/{period}"
        yield from (f"{here}?lang=nl", f"{here}/certificate", f"{here}/certificate?part=trend")
        yield from (f"{here}?sector={sector}" for sector in (*SECTIONS, "total", "none"))
        yield from (f"{here}/files/{kind}" for kind in (*MEDIA_TYPES, "exe"))


def unasked(seen: Seen) -> list[str]:
    """Addresses that an advisor may have, of which none was tried."""
    machine = [p for (verb, p), roles in REST.items() if verb == "GET" and roles == ADVISOR]
    desk = [f"/desk{path}" for handler in for_analysts for path in handler.paths]
    tried = {asked.split()[1].partition("?")[0] for asked in seen}
    return [
        path
        for path in (*machine, *desk)
        if not any(re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", path), one) for one in tried)
    ]


async def see_as_advisor(
    database: str, directory: Path, cast: Cast, member: UUID
) -> tuple[Seen, Edition]:
    """The edition of a world in which four people talked there."""
    async with clone(database) as name, served(name, directory, cast) as watch:
        door = watch.door
        await four_talked(door.house, member)
        async with door.house.tenancy.open(AGGREGATOR, now=AFTER) as tenant:
            edition = await release_edition(tenant, YEAR, RULES)
        machine, fleur = await door.machine("peilstok"), await door.staff("fleur")
        for path in what_an_advisor_can_ask([t["name"] for t in edition.content["tables"]]):
            await watch.ask("machine", machine.headers, path)
        for path in what_an_analyst_can_open():
            await watch.ask("fleur", fleur.headers, path)
        await watch.ask("machine", machine.headers, "/graphql", EDITIONS)
    return watch.seen, edition


async def test_four_people_in_one_hidden_sector_or_another_are_one_world(
    directory: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The only chance in it, and a secret: it decides between tables that protect as well.
    monkeypatch.setattr(secrets, "randbits", lambda _: 1)
    async with clone() as before:
        async with served(before, directory, cast) as watch:
            members = await network(watch.door.house)
        worlds = [await see_as_advisor(before, directory, cast, member) for member in members]

    (one, edition), (other, _) = worlds
    cells = [c for t in edition.content["tables"] for c in t["cells"] if c["sector"] in ("F", "K")]
    assert all(c["number"]["suppressed"] or c["empty"] for c in cells)
    assert {c["sector"] for c in cells if not c["empty"]} == {"F", "K"}
    assert edition.content["shown"] > 50
    assert edition.content["trend"]
    assert unasked(one) == []
    assert b'"errors"' not in one["machine /graphql"][2]
    assert sum(status == 200 for status, *_ in one.values()) > 80
    assert sum(status == 404 for status, *_ in one.values()) > 40
    assert differing(one, other) == set()
