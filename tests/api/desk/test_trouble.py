"""Bad luck at the desk: a clear answer, and nothing that was written is lost."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from api.house import open_house
from tests.api.desk.conftest import path_of
from tests.conftest import settings_for
from tests.people import Talk

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:9/none"


async def test_without_the_database_what_was_written_waits_on_the_page(tmp_path: Path):
    async with open_house(settings_for(NOBODY_LISTENS, tmp_path)) as house:
        app = create_app(house.settings, house=house)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as browser,
        ):
            browser.cookies.set("desk", f"{uuid4()}.{uuid4()}.secret")
            path = f"/desk/conversations/{uuid4()}/{uuid4()}"
            answer = await browser.post(path, data={"text": "Careful words.\n\nMore of them."})
            step = await browser.post(
                f"{path}/next-step", data={"next_step": "You rest.", "by": "client"}
            )
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "Careful words.\n\nMore of them.</textarea>" in answer.text
    assert f'action="{path}"' in answer.text
    assert "You rest.</textarea>" in step.text
    assert '<input type="hidden" name="by" value="client">' in step.text


@pytest.mark.parametrize("body", [b"text=%ff%fe", b"text=\xff", b"text=%C3%28"])
async def test_what_is_not_text_is_refused(amina, talk: Talk, body: bytes):
    answer = await amina.post(
        path_of(talk),
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422


async def test_what_is_too_long_is_refused(amina, talk: Talk):
    answer = await amina.post(path_of(talk), data={"text": "x" * 1_100_000})
    assert answer.status_code == 413


async def test_an_address_that_is_none_is_a_page_of_the_desk(amina):
    answer = await amina.get("/desk/no/such/page")
    assert answer.status_code == 404
    assert "Back to the desk" in answer.text
