"""Worlds that an organisation may not tell apart: nobody talked in a year, or one, or four people.

Whatever it can ask for, by either door and in every format, is the same to the last byte: status,
headers and lengths, digests, the PDF and what lies inside a spreadsheet.
"""

import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from api.house import House, open_house
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.registrations import register
from tenants.network.hours import quarter_of, record_effort
from tenants.network.invoices import issue_invoice
from tests.api.graphql.conftest import Door, serve
from tests.api.test_nothing_shows import what_an_organisation_can_ask, what_its_people_can_open
from tests.conftest import clone, database_at, settings_for
from tests.people import Cast, start_talk
from tests.tenants.insight.test_annual_reports import NEW

pytestmark = [pytest.mark.book("R07"), pytest.mark.book("R48"), pytest.mark.book("D5")]
YEAR = 2025
DURING, AFTER = datetime(YEAR, 11, 3, tzinfo=UTC), datetime(YEAR + 1, 2, 11, tzinfo=UTC)
#: of the moment, and of how many requests went before
PASSING = {"date", "ratelimit", "ratelimit-policy", "x-request-id"}

QUERY = """
query ($year: Year!) {
    organisation {
        state mandates { reviewOn } invoices { quarter hours amountCents basis }
        activities(year: $year) { heldOn } annualReports { year digest releasedOn }
        participation { __typename }
        annualReport(year: $year) { digest fewerThan talks { __typename } comment }
    }
}
"""

Seen = dict[str, tuple[int, dict[str, str], bytes]]


async def live(house: House, cast: Cast, people: int) -> None:
    """A year with so many people, each of whom talked for an hour and still has a conversation."""
    organisation = cast.tenants["noorderlicht"]
    for _ in range(people):
        await start_talk(house, cast)
    async with house.tenancy.open(cast.actor("amina"), organisation, now=DURING) as tenant:
        for _ in range(people):
            await register(tenant, NEW)
            quarter = quarter_of(DURING.date())
            await record_effort(tenant, quarter=quarter, facet="support", minutes=60)
    async with house.tenancy.open(cast.actor("alice"), organisation, now=AFTER) as tenant:
        quarter = quarter_of(DURING.date())
        await issue_invoice(tenant, quarter, cents_per_hour=9500, flat_fee_cents=45000)
    async with house.tenancy.open(cast.actor("amina"), organisation, now=AFTER) as tenant:
        await release_annual_report(tenant, YEAR)


async def see(directory: Path, cast: Cast, people: int) -> Seen:
    async with clone() as name:
        settings = settings_for(database_at(os.environ["TEST_APP_URL"], name), directory)
        async with open_house(settings) as house:
            await live(house, cast, people)
            async with serve(house) as client:
                door = Door(house, cast, client)
                machine = await door.machine("noorderlicht")
                paths = what_an_organisation_can_ask(client._transport.app)  # type: ignore[attr-defined]
                answers = {
                    path: await client.get(path, headers=machine.headers)
                    for path in (path.replace("2026", str(YEAR)) for path in paths)
                }
                people = {name: (await door.staff(name)).headers for name in ("marjan", "petra")}
                answers |= {
                    f"{name} {page}": await client.get(page, headers=headers)
                    for name, headers in people.items()
                    for page in what_its_people_can_open(YEAR)
                    if page != "/desk/sessions"  # it tells the minute
                }
                answers["graphql"] = await machine.send(
                    {"query": QUERY, "variables": {"year": YEAR}}
                )
    return {
        path: (
            answer.status_code,
            {name: value for name, value in answer.headers.items() if name not in PASSING},
            answer.content,
        )
        for path, answer in answers.items()
    }


async def test_nobody_one_and_four_people_are_one_world(directory: Path, cast: Cast) -> None:
    worlds = [await see(directory, cast, people) for people in (0, 1, 4)]

    shown = worlds[0]
    assert b'"errors"' not in shown["graphql"][2]
    assert shown[f"/v1/annual-reports/{YEAR}/document"][2].startswith(b"%PDF")
    assert sum(status == 200 for status, _, _ in shown.values()) > 12
    assert {shown[f"marjan /desk/{page}"][0] for page in ("asked", f"released/{YEAR}")} == {200}
    for one, other in pairwise(worlds):
        assert one.keys() == other.keys()
        for path in one:
            assert one[path] == other[path], path


async def test_the_fifth_person_is_told(directory: Path, cast: Cast) -> None:
    """Else the worlds above could be alike because nothing is told at all."""
    worlds = [await see(directory, cast, people) for people in (4, 5)]

    differing = {path for path in worlds[0] if worlds[0][path] != worlds[1][path]}
    assert {"/v1/invoices", "graphql", f"/v1/annual-reports/{YEAR}/tables.csv"} <= differing
    assert "/v1/mandates" not in differing
