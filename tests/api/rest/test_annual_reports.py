"""An organisation fetches what was released to it, as JSON and as a document, and nothing else."""

import csv
import io
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from api.documents.spreadsheets import XLSX
from api.house import House
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.canonical import digest_of
from tests.api.conftest import Machine, MachineOf
from tests.people import Cast


@pytest.fixture(scope="module")
async def released(house: House, cast: Cast) -> int:
    """A year in which nobody talked: the least that there can be to read."""
    year = 2012  # which no other test releases
    async with house.tenancy.open(
        cast.actor("amina"), cast.tenants["noorderlicht"], now=datetime(2013, 2, 1, tzinfo=UTC)
    ) as tenant:
        await release_annual_report(tenant, year)
    return year


@pytest.mark.book("R48")
@pytest.mark.book("D6")
async def test_list_read_and_print(noorderlicht: Machine, released: int) -> None:
    listed = (await noorderlicht.get("/v1/annual-reports")).json()
    read = (await noorderlicht.get(f"/v1/annual-reports/{released}")).json()
    assert released in [one["year"] for one in listed]
    assert read["content"]["year"] == released
    assert read["content"]["talks"]["people"] == {"value": None, "suppressed": True}
    assert read["digest"] == digest_of(read["content"]).hex()

    for language in ("en", "nl"):
        printed = await noorderlicht.get(
            f"/v1/annual-reports/{released}/document?language={language}"
        )
        assert printed.status_code == 200
        assert printed.headers["content-type"] == "application/pdf"
        assert printed.content.startswith(b"%PDF")


@pytest.mark.book("R48")
async def test_every_format_says_what_is_withheld(noorderlicht: Machine, released: int) -> None:
    path = f"/v1/annual-reports/{released}/tables"
    lines = (await noorderlicht.get(f"{path}.csv?language=nl")).content.decode("utf-8-sig")
    (people,) = [line for line in csv.DictReader(io.StringIO(lines)) if line["measure"] == "people"
                 and line["table"] == "people"]  # fmt: skip
    assert people["value"] == "suppressed"
    assert people["table_name"] == "Mensen die spraken"

    sheet = await noorderlicht.get(f"{path}.xlsx")
    assert sheet.headers["content-type"] == XLSX
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    rows = workbook.get_sheet_by_name("People who talked").to_python()
    assert "fewer than 5, or withheld" in rows[1]

    cubes = (await noorderlicht.get(f"{path}.json")).json()
    assert cubes["version"] == "2.0"
    told = {cube["extension"]["code"]: cube for cube in cubes["link"]["item"]}
    assert told["people"]["value"][0] is None
    assert told["people"]["status"]["0"] == "suppressed"


@pytest.mark.book("R07")
async def test_what_is_not_released_or_not_theirs_is_not_there(
    machine_of: MachineOf, noorderlicht: Machine, released: int
) -> None:
    havenwerk = await machine_of("havenwerk")
    answers = [  # no test releases 2001
        await noorderlicht.get("/v1/annual-reports/2001"),
        await noorderlicht.get("/v1/annual-reports/2001/document"),
        await noorderlicht.get("/v1/annual-reports/2001/tables.csv"),
        await noorderlicht.get("/v1/annual-reports/2001/tables.xlsx"),
        await noorderlicht.get("/v1/annual-reports/2001/tables.json"),
        await havenwerk.get(f"/v1/annual-reports/{released}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert len({answer.text for answer in answers}) == 1
    assert (await havenwerk.get("/v1/annual-reports")).json() == []


async def test_an_unknown_language_is_refused(noorderlicht: Machine, released: int) -> None:
    answer = await noorderlicht.get(f"/v1/annual-reports/{released}/document?language=xx")
    assert answer.status_code in {400, 422}


async def test_a_firm_has_no_such_page(vertrouwd: Machine) -> None:
    assert (await vertrouwd.get("/v1/annual-reports")).status_code == 403


@pytest.mark.book("D4")
async def test_taking_part_is_decided_by_the_organisation(
    machine_of: MachineOf, vertrouwd: Machine
) -> None:
    havenwerk = await machine_of("havenwerk")
    for takes_part in (True, False):
        answer = await havenwerk.put("/v1/benchmark-participation", {"takes_part": takes_part})
        assert answer.status_code == 200
        assert answer.json()["takes_part"] is takes_part
    assert (await havenwerk.put("/v1/benchmark-participation", {})).status_code == 422
    ledger = (await havenwerk.get("/v1/benchmark-participation")).json()
    assert [d["takes_part"] for d in ledger[:2]] == [False, True]
    said = await havenwerk.get("/v1/benchmark-participation/explanation?language=nl")
    assert "benchmark" in said.text
    assert (await havenwerk.get("/v1/benchmark-participation/explanation?language=xx")).is_error
    refused = await vertrouwd.put("/v1/benchmark-participation", {"takes_part": True})
    assert refused.status_code == 403
