"""Fleur, analyst of Peilstok, looks at a released benchmark: with the desk's own sign-in."""

import time

import httpx
import pyotp
import pytest

from api.house import House
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests.people import PASSPHRASE, TOTP
from tests.tenants.insight.members import enrol_members

PERIOD = 2022


@pytest.fixture(scope="module")
async def period(house: House) -> int:
    await enrol_members(house, sections={"8610": 6, "8531": 6}, firms=3, year=PERIOD)
    async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
        await release_edition(tenant, PERIOD, BenchmarkRules(p=25))
    return PERIOD


@pytest.fixture
async def fleur(sit) -> httpx.AsyncClient:
    return await sit("fleur")


@pytest.mark.book("D4")
async def test_she_signs_in_and_is_led_to_the_benchmarks(client: httpx.AsyncClient) -> None:
    origin = {"Sec-Fetch-Site": "same-origin"}
    answer = await client.post(
        "/desk/sign-in",
        data={
            "email": "fleur@peilstok.example",
            "passphrase": PASSPHRASE,
            "code": pyotp.TOTP(TOTP).at(int(time.time())),
        },
        headers=origin,
    )
    assert answer.status_code == 303
    assert (await client.get("/desk")).headers["location"] == "/desk/benchmarks"
    sessions = await client.get("/desk/sessions")
    assert sessions.status_code == 200
    assert (await client.post("/desk/sign-out", headers=origin)).status_code == 303
    assert (await client.get("/desk/benchmarks")).is_redirect


@pytest.mark.book("D4")
async def test_the_page_shows_and_says(fleur: httpx.AsyncClient, period: int) -> None:
    assert str(period) in (await fleur.get("/desk/benchmarks")).text
    page = await fleur.get(f"/desk/benchmarks/{period}")
    assert page.status_code == 200
    assert f"benchmark-{period}" in page.text
    assert "fewer than 10, or withheld" in page.text
    assert "url(#hatch)" in page.text
    dutch = (await fleur.get(f"/desk/benchmarks/{period}", params={"lang": "nl"})).text
    assert "minder dan 10, of niet getoond" in dutch


@pytest.mark.book("D4")
async def test_a_sector_is_chosen_from_what_is_there(fleur: httpx.AsyncClient, period: int) -> None:
    health = await fleur.get(f"/desk/benchmarks/{period}", params={"sector": "R", "lang": "en"})
    assert "What talks were about: Health and social care" in health.text
    for sector in ("X", "R86", "%00", "R' OR 1=1"):
        answer = await fleur.get(f"/desk/benchmarks/{period}", params={"sector": sector})
        assert answer.status_code == 404, sector


@pytest.mark.book("D4")
async def test_files_and_certificate(fleur: httpx.AsyncClient, period: int) -> None:
    for name in ("csv", "xlsx", "jsonstat", "sdmx", "pdf"):
        assert (await fleur.get(f"/desk/benchmarks/{period}/files/{name}")).status_code == 200
    assert (await fleur.get(f"/desk/benchmarks/{period}/files/exe")).status_code == 404
    assert (await fleur.get(f"/desk/benchmarks/{period}/certificate")).status_code == 200
    assert (
        await fleur.get(f"/desk/benchmarks/{period}/certificate", params={"part": "trend"})
    ).status_code == 404
    assert (await fleur.get("/desk/benchmarks/1999")).status_code == 404
