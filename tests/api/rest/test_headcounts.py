from typing import Any

import pytest

from tests.api.conftest import Machine, MachineOf


@pytest.mark.book("D6")
async def test_organisation_puts_its_headcounts(noorderlicht: Machine) -> None:
    put = await noorderlicht.put("/v1/headcounts/2021", {"units": {"Zorg": 1200, "Facilitair": 80}})
    assert put.status_code == 200
    assert put.json() == [
        {"unit": "Facilitair", "employees": 80},
        {"unit": "Zorg", "employees": 1200},
    ]
    got = await noorderlicht.get("/v1/headcounts/2021")
    assert got.json() == put.json()
    assert got.headers["etag"] == put.headers["etag"]


async def test_unit_that_is_not_named_is_gone(noorderlicht: Machine) -> None:
    await noorderlicht.put("/v1/headcounts/2020", {"units": {"A": 1, "B": 2}})
    await noorderlicht.put("/v1/headcounts/2020", {"units": {"B": 3}})
    assert (await noorderlicht.get("/v1/headcounts/2020")).json() == [{"unit": "B", "employees": 3}]


async def test_newer_headcounts_are_not_undone(noorderlicht: Machine) -> None:
    read = (await noorderlicht.put("/v1/headcounts/2019", {"units": {"A": 1}})).headers["etag"]
    newer = await noorderlicht.put("/v1/headcounts/2019", {"units": {"A": 2}}, **{"If-Match": read})
    assert newer.status_code == 200

    late = await noorderlicht.put("/v1/headcounts/2019", {"units": {"A": 3}}, **{"If-Match": read})

    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")
    assert (await noorderlicht.get("/v1/headcounts/2019")).json() == newer.json()


@pytest.mark.parametrize(
    ("year", "body"),
    [
        ("2022", {"units": {}}),
        ("2022", {"units": {"": 1}}),
        ("2022", {"units": {"A": -1}}),
        ("2022", {"units": {"A": 10_000_001}}),
        ("2022", {"units": {"A": 1.5}}),
        ("2022", {"units": {"A\u0000": 1}}),
        ("2022", {"units": {f"unit {n}": 1 for n in range(1001)}}),
        ("2022", {"units": {"A": 1}, "people": ["Jan"]}),
        ("1999", {"units": {"A": 1}}),
        ("2100", {"units": {"A": 1}}),
        ("99999999999999999999", {"units": {"A": 1}}),
    ],
)
async def test_headcounts_that_cannot_be(
    noorderlicht: Machine, year: str, body: dict[str, Any]
) -> None:
    answer = await noorderlicht.put(f"/v1/headcounts/{year}", body)
    assert answer.status_code == 422
    assert answer.json()["problems"]


async def test_reader_may_not_write(machine_of: MachineOf) -> None:
    reader = await machine_of("noorderlicht", "headcounts:read")
    assert (await reader.get("/v1/headcounts/2021")).status_code == 200
    assert (await reader.put("/v1/headcounts/2021", {"units": {"A": 1}})).status_code == 403
