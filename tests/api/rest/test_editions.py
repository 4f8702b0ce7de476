"""An advisor fetches the released edition, its files, its certificate and its method note."""

import pytest

from api.house import House
from tenants.insight.canonical import digest_of
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.disclosure.certificate import check
from tenants.insight.disclosure.document import parse
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
    cells = [cell for table in read["content"]["tables"] for cell in table["cells"]]
    hidden = [cell for cell in cells if cell["number"]["suppressed"]]
    assert hidden
    assert all(c["number"]["value"] is c["per_100_employees"]["value"] is None for c in hidden)


@pytest.mark.book("D4")
async def test_some_frozen_cells_and_no_other_cut(peilstok: Machine, period: int) -> None:
    path = f"/v1/editions/{period}/tables/theme_by_sector_size"
    whole = (await peilstok.get(path)).json()
    assert whole["edition"] == f"benchmark-{period}"
    some = (await peilstok.get(f"{path}?sector=R&code=T1")).json()
    assert some["cells"] == [
        cell for cell in whole["cells"] if (cell["sector"], cell["code"]) == ("R", "T1")
    ]
    assert len(some["cells"]) == 7
    # What the table does not cross cannot be asked of it.
    for query in ("sector=R&code=T1.1", "sector=R86", "size=42", "code=nothing"):
        assert (await peilstok.get(f"{path}?{query}")).status_code == 404, query
    for table in ("requester_by_size", "theme_by_firm", "registration"):
        answer = await peilstok.get(f"/v1/editions/{period}/tables/{table}")
        assert answer.status_code == 404, table


@pytest.mark.book("D4")
@pytest.mark.parametrize(
    ("file_format", "media_type", "start"),
    [
        ("csv", "text/csv", b"\xef\xbb\xbftable,"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("jsonstat", "application/json", b'{"version":"2.0"'),
        ("sdmx", "application/zip", b"PK"),
        ("pdf", "application/pdf", b"%PDF-1.7"),
    ],
)
async def test_files(
    peilstok: Machine, period: int, file_format: str, media_type: str, start: bytes
) -> None:
    file = await peilstok.get(f"/v1/editions/{period}/files/{file_format}?language=nl")
    assert file.status_code == 200
    assert file.headers["content-type"].startswith(media_type)
    assert f'filename="benchmark-{period}-nl.' in file.headers["content-disposition"]
    assert file.content.startswith(start)


async def test_a_format_that_is_not_there(peilstok: Machine, period: int) -> None:
    answer = await peilstok.get(f"/v1/editions/{period}/files/docx")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.book("D4")
async def test_the_certificate_and_the_note(peilstok: Machine, period: int) -> None:
    released, certificate = parse(
        (await peilstok.get(f"/v1/editions/{period}/certificate")).content
    )
    assert check(certificate, released) == ()
    trend = await peilstok.get(f"/v1/editions/{period}/certificate?part=trend")
    assert trend.status_code == 404
    note = await peilstok.get(f"/v1/editions/{period}/method-note?language=nl")
    assert note.headers["content-type"].startswith("text/plain")
    assert note.text.startswith(f"Benchmark {period}")


@pytest.mark.book("D4")
async def test_there_is_no_other_reader(
    peilstok: Machine, noorderlicht: Machine, period: int
) -> None:
    assert (await peilstok.get("/v1/editions/2019")).status_code == 404
    assert (await noorderlicht.get(f"/v1/editions/{period}")).status_code == 403
    assert (await peilstok.get("/v1/benchmark-positions")).status_code == 403
