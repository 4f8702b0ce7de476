"""A table that somebody saved from a spreadsheet: read as it comes, or refused with its line."""

from pathlib import Path

import pytest

import tenants.insight.prevalence as module
from api.house import House
from tenants.errors import Forbidden, Invalid
from tenants.insight.prevalence import (
    Prevalence,
    list_prevalence,
    load_prevalence,
    read_prevalence,
)
from tenants.policy import PLATFORM, Actor, Role
from tests.people import Cast

OPERATOR, AGGREGATOR = Actor(Role.OPERATOR, PLATFORM), Actor(Role.AGGREGATOR, PLATFORM)
DUTCH = "Indeling;Sectie;Thema;Percentage;Bron;Jaar\r\nSBI 2025;R;T1.1;7,2 %;Enquête;2024\r\n"
ENGLISH = (
    "classification,sector,theme,percent,source,year\nNACE 2.1,R,T1.1,7.2,Enquête,2024\n\n,,,,,\n"
)
EXPECTED = [Prevalence("R", "T1.1", 7.2, "Enquête", 2024)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("text", [DUTCH, ENGLISH, ENGLISH.replace(",", "\t")])
def test_it_is_read_as_spreadsheets_write_it(text: str, encoding: str) -> None:
    assert read_prevalence(text.encode(encoding)) == EXPECTED


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("SBI 2025", "SBI 2008", "line 2"),
        (";R;", ";Zorg;", "line 2"),
        ("T1.1", "T8", "line 2"),
        ("7,2 %", "veel", "line 2"),
        ("7,2 %", "107", "line 2"),
        ("7,2 %", "NaN", "line 2"),
        ("2024", "1999", "line 2"),
        ("Enquête", "", "line 2"),
        ("Percentage", "Aandeel", "columns"),
        ("SBI 2025;R;T1.1;7,2 %;Enquête;2024", "", "file"),
        ("2024\r\n", "2024\r\nSBI 2025;R;T1.1;8;Enquête;2024\r\n", "line 3"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(before: str, after: str, where: str) -> None:
    assert before in DUTCH
    with pytest.raises(Invalid) as refused:
        read_prevalence(DUTCH.replace(before, after).encode())
    assert set(refused.value.problems) == {where}


@pytest.mark.parametrize("file", [b"", b"\x00" * 500, bytes(range(256)) * 20, b'"' * 300_000])
def test_what_is_no_table_is_refused(file: bytes) -> None:
    with pytest.raises(Invalid):
        read_prevalence(file)


def test_the_one_that_comes_along_says_that_it_is_made_up() -> None:
    file = Path(module.__file__).with_name("prevalence.example.csv").read_bytes()
    figures = read_prevalence(file)
    assert len(figures) > 50
    assert all("Made up" in figure.source for figure in figures)


async def test_an_operator_loads_one_in_place_of_the_other(fresh_house: House, cast: Cast) -> None:
    for percent in ("7,2 %", "8,1"):
        async with fresh_house.tenancy.open(OPERATOR) as tenant:
            loaded = await load_prevalence(tenant, DUTCH.replace("7,2 %", percent).encode())
    assert loaded == 1
    with pytest.raises(Invalid):
        async with fresh_house.tenancy.open(OPERATOR) as tenant:
            await load_prevalence(tenant, b"nothing")
    async with fresh_house.tenancy.open(AGGREGATOR) as tenant:
        assert await list_prevalence(tenant) == [Prevalence("R", "T1.1", 8.1, "Enquête", 2024)]
    async with fresh_house.tenancy.open(cast.actor("fleur")) as tenant:
        with pytest.raises(Forbidden):
            await load_prevalence(tenant, DUTCH.encode())
