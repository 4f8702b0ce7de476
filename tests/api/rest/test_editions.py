"""An advisor fetches the released edition as JSON and CSV, with its method note."""

import csv
import io

import pytest

from api.house import House
from tenants.insight.canonical import digest_of
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests.api.conftest import Machine, MachineOf
from tests.tenants.insight.members import enrol_members


@pytest.fixture(scope="module")
async def period(house: House) -> int:
    """A benchmark of twelve organisations in two sectors, of three firms."""
    year = 2023
    await enrol_members(house, sections={"8610": 6, "8531": 6}, firms=3, year=year)
    async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
        await release_edition(tenant, year, BenchmarkRules(p=25))
    return year


@pytest.fixture
async def peilstok(machine_of: MachineOf) -> Machine:
    return await machine_of("peilstok")


@pytest.mark.book("D4")
async def test_list_and_read(peilstok: Machine, period: int) -> None:
    listed = (await peilstok.get("/v1/editions")).json()
    read = (await peilstok.get(f"/v1/editions/{period}")).json()
    assert period in [one["period"] for one in listed]
    assert read["digest"] == digest_of(read["content"]).hex()
    hidden = [c for c in read["content"]["cells"] if c["people"]["suppressed"]]
    assert hidden
    assert all(c["people"]["value"] is c["per_100_employees"]["value"] is None for c in hidden)


@pytest.mark.book("D4")
async def test_the_table_and_its_note(peilstok: Machine, period: int) -> None:
    table = await peilstok.get(f"/v1/editions/{period}/table.csv?language=nl")
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == 23 * 17
    assert {row["people"] for row in rows if row["suppressed"] == "yes"} == {""}
    assert "Zorg en welzijn" in {row["sector_name"] for row in rows}

    note = await peilstok.get(f"/v1/editions/{period}/method-note?language=nl")
    assert note.headers["content-type"].startswith("text/plain")
    assert note.text.startswith(f"Benchmark {period}")


@pytest.mark.book("D4")
async def test_there_is_no_other_cut_and_no_other_reader(
    peilstok: Machine, noorderlicht: Machine, period: int
) -> None:
    whole = (await peilstok.get(f"/v1/editions/{period}")).json()
    assert (await peilstok.get(f"/v1/editions/{period}?sector=R")).json() == whole
    assert (await peilstok.get("/v1/editions/2019")).status_code == 404
    assert (await noorderlicht.get(f"/v1/editions/{period}")).status_code == 403
