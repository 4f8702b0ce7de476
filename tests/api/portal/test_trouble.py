"""Bad input and bad luck: a calm page, and the text that was being sent is on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.house import House
from tenants.session import Tenancy
from tests.api.portal.walking import HOME, Page, Walker
from vault import Keyring, open_key_service

NOWHERE = "127.0.0.1:1"


@asynccontextmanager
async def at(house: House, walker: Walker) -> AsyncIterator[Walker]:
    """The same person, with the same page open, when another house answers."""
    app = create_app(house.settings, house=house)
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://testserver.local",
            cookies=walker.browser.cookies,
        ) as browser,
    ):
        other = Walker(browser)
        other.page, other.path = walker.page, walker.path
        yield other


@pytest.fixture
async def without_database(house: House) -> AsyncIterator[House]:
    tenancy = Tenancy(f"postgresql://gone@{NOWHERE}/gone", house.keyring)
    yield replace(house, tenancy=tenancy)
    await tenancy.close()


@pytest.fixture
async def without_keys(house: House) -> AsyncIterator[House]:
    keys = open_key_service(f"http://{NOWHERE}", "gone", Path(), "test")
    keyring = Keyring(keys, max_age=timedelta(seconds=60), max_uses=10, max_keys=10)
    tenancy = Tenancy(house.settings.database_url.get_secret_value(), keyring)
    yield replace(house, keys=keys, keyring=keyring, tenancy=tenancy)
    await tenancy.close()
    await keys.close()


@pytest.fixture(params=["database", "keys"])
def lacking(request: pytest.FixtureRequest, without_database: House, without_keys: House) -> House:
    """A house of which one part does not answer."""
    return without_database if request.param == "database" else without_keys


async def test_a_part_is_away_and_the_text_can_be_sent_again(walker, lacking):
    await walker.start()
    async with at(lacking, walker) as unlucky:
        page = await unlucky.press("Send", text="Please <keep> this")
        assert page.response.status_code == 503
        assert int(page.response.headers["retry-after"]) > 0
        assert page.kept("text") == "Please <keep> this"
        walker.page, walker.path = unlucky.page, unlucky.path
    page = await walker.press("Send again")
    assert "Please <keep> this" in page.text
    assert page.text.count("Please <keep> this") == 1


async def test_leaving_works_whatever_is_away(walker, without_database):
    await walker.start()
    async with at(without_database, walker) as unlucky:
        left = await unlucky.browser.get(f"{HOME}/leave")
    assert left.headers["location"] == "https://www.weer.nl/"
    assert 'portal=""' in left.headers["set-cookie"]


async def test_a_form_of_somebody_elses_page_counts_for_nothing(walker):
    await walker.start()
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ):
        answer = await walker.browser.post(walker.path, data={"text": "Forged"}, headers=headers)
        assert answer.status_code == 403
    await walker.visit(walker.path)
    assert "Forged" not in walker.page.text


@pytest.mark.parametrize("body", [b"text=%ff%fe", b"text=\xff", b"&".join([b"a=b"] * 300)])
async def test_what_is_no_text_is_refused_calmly(walker, body):
    await walker.start()
    answer = await walker.browser.post(
        walker.path,
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422
    assert "This could not be used as it is" in Page(answer).text


async def test_a_form_beyond_all_measure_is_refused_calmly(walker):
    await walker.start()
    answer = await walker.browser.post(walker.path, data={"text": "x" * 1_000_001})
    assert answer.status_code == 413
    assert "This is too long to send at once" in Page(answer).text


async def test_an_organisation_that_is_none_and_a_slug_that_is_a_firms_look_the_same(walker):
    pages = [await walker.visit(f"/o/{slug}") for slug in ("nobody", "vertrouwd")]
    assert {page.response.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
