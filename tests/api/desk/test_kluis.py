"""The own kluis: made once, unlocked in each session, and what was written comes through it all."""

import html
import re

import pyotp
import pytest

from api.house import House
from tests.api.desk.conftest import Newcomer, path_of
from tests.people import UNLOCK_SECRET, Talk

SECRET = "five grey seals on a sandbank"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.mark.book("R16")
async def test_it_is_made_with_a_secret_apart_from_the_login(browser, newcomer: Newcomer):
    page = await browser()
    await page.post(
        "/desk/sign-in",
        data={
            "email": newcomer.email,
            "passphrase": newcomer.passphrase,
            "code": pyotp.TOTP(newcomer.totp).now(),
        },
    )
    said = (await page.get("/desk/kluis")).text
    assert "It is not your login" in said
    assert "nobody can give it back" in said
    short = await page.post("/desk/kluis", data={"secret": "short", "secret_again": "short"})
    assert short.status_code == 422
    unlike = await page.post("/desk/kluis", data={"secret": SECRET, "secret_again": "another one"})
    assert "The two are not the same" in unlike.text
    made = await page.post("/desk/kluis", data={"secret": SECRET, "secret_again": SECRET})
    assert made.status_code == 303
    assert "Kluis locked" not in (await page.get("/desk/conversations")).text
    again = await page.post("/desk/kluis", data={"secret": "x" * 20, "secret_again": "x" * 20})
    assert again.headers["location"] == "/desk/kluis?lang=en"


async def test_a_conversation_asks_for_it_and_goes_on_from_there(sit, talk: Talk):
    amina = await sit("amina", unlock=False)
    assert "Kluis locked" in (await amina.get("/desk/conversations")).text
    asked = await amina.get(path_of(talk))
    assert asked.headers["location"].startswith("/desk/kluis?lang=en&then=")
    page = await amina.get("/desk/kluis", params={"then": path_of(talk)})
    wrong = await amina.post(
        "/desk/kluis/unlocking", data=hidden(page.text) | {"secret": "not this secret"}
    )
    assert wrong.status_code == 401
    opened = await amina.post(
        "/desk/kluis/unlocking", data=hidden(wrong.text) | {"secret": UNLOCK_SECRET}
    )
    assert opened.headers["location"] == f"{path_of(talk)}?lang=en"
    assert (await amina.get(path_of(talk))).status_code == 200


async def test_what_was_written_comes_through_unlocking(sit, talk: Talk):
    amina = await sit("amina", unlock=False)
    refused = await amina.post(path_of(talk), data={"text": "I read it.\nThank you."})
    assert refused.status_code == 403
    opened = await amina.post(
        "/desk/kluis/unlocking", data=hidden(refused.text) | {"secret": UNLOCK_SECRET}
    )
    assert "I read it.\nThank you." in html.unescape(opened.text)
    assert f'action="{path_of(talk)}?lang=en"' in opened.text


async def test_what_was_written_comes_through_signing_in(
    browser, house: House, newcomer: Newcomer, talk: Talk
):
    page = await browser()
    refused = await page.post(path_of(talk), data={"text": "Still here?"})
    assert refused.status_code == 401
    signed_in = await page.post(
        "/desk/sign-in",
        data=hidden(refused.text)
        | {
            "email": newcomer.email,
            "passphrase": newcomer.passphrase,
            "code": pyotp.TOTP(newcomer.totp).now(),
        },
    )
    assert signed_in.status_code == 200
    made = await page.post(
        "/desk/kluis", data=hidden(signed_in.text) | {"secret": SECRET, "secret_again": SECRET}
    )
    assert "Still here?" in made.text


async def test_a_secret_never_travels_along(browser):
    page = await browser()
    answer = await page.post("/desk/kluis/unlocking", data={"secret": SECRET})
    assert answer.status_code == 303
    assert "seals" not in answer.text
