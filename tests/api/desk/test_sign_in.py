"""Signing in: three things on one page, one answer for all that can be wrong."""

import time

import pyotp
import pytest

from tests.api.desk.conftest import Newcomer


def filled(person: Newcomer, **others: str) -> dict[str, str]:
    code = pyotp.TOTP(person.totp).now()
    return {"email": person.email, "passphrase": person.passphrase, "code": code} | others


async def test_e_mail_passphrase_and_code_open_the_desk(browser, newcomer: Newcomer):
    page = await browser()
    answer = await page.post("/desk/sign-in", data=filled(newcomer))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/kluis?lang=en&then=%2Fdesk"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "Gijs Nieuw" in (await page.get("/desk/kluis")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@vertrouwd.example"},
        {"passphrase": "another quiet harbour"},
        {"code": "000000"},
        {"code": ""},
        {"email": "", "passphrase": "", "code": ""},
    ],
)
async def test_every_wrong_thing_has_the_same_answer(browser, newcomer: Newcomer, wrong):
    page = await browser()
    answer = await page.post("/desk/sign-in", data=filled(newcomer, **wrong))
    assert answer.status_code == 401
    assert "This does not fit together." in answer.text
    assert "set-cookie" not in answer.headers
    assert newcomer.passphrase not in answer.text
    assert (await page.get("/desk")).headers["location"].startswith("/desk/sign-in")


async def test_a_code_works_once(browser, newcomer: Newcomer):
    fields = filled(newcomer)
    first, second = await browser(), await browser()
    assert (await first.post("/desk/sign-in", data=fields)).status_code == 303
    assert (await second.post("/desk/sign-in", data=fields)).status_code == 401


async def test_one_goes_on_to_the_page_one_came_for_and_nowhere_else(browser, newcomer: Newcomer):
    page = await browser()
    asked = await page.get("/desk/prevention")
    assert asked.headers["location"] == "/desk/sign-in?lang=en&then=%2Fdesk%2Fprevention"
    for there, then in (
        ("/desk/prevention", "/desk/prevention"),
        ("https://elsewhere.example/desk/", "/desk"),
        ("//elsewhere.example", "/desk"),
    ):
        signing_in = await page.get("/desk/sign-in", params={"then": there})
        assert f'name="then" value="{then}"' in signing_in.text
    answer = await page.post("/desk/sign-in", data=filled(newcomer, then="/desk/prevention"))
    assert answer.headers["location"].endswith("then=%2Fdesk%2Fprevention")


async def test_signing_out_ends_the_session(sit):
    chloe = await sit("chloé")
    cookie = chloe.cookies["desk"]
    answer = await chloe.post("/desk/sign-out")
    assert answer.headers["location"] == "/desk/sign-in?lang=en"
    chloe.cookies.set("desk", cookie, domain="testserver.local")
    assert (await chloe.get("/desk/conversations")).status_code == 303


async def test_one_can_end_a_session_left_open_elsewhere(sit):
    here, elsewhere = await sit("emre"), await sit("emre")
    other = elsewhere.cookies["desk"].split(".")[1]
    assert other in (await here.get("/desk/sessions")).text
    await here.post(f"/desk/sessions/{other}/ending")
    assert (await elsewhere.get("/desk/conversations")).status_code == 303
    assert (await here.get("/desk/conversations")).status_code == 200


async def test_a_form_of_another_site_is_refused(amina):
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
    ):
        answer = await amina.post("/desk/sign-out", headers=headers)
        assert answer.status_code == 403
    assert (await amina.get("/desk/conversations")).status_code == 200


async def test_no_page_is_kept_or_loads_anything_from_elsewhere(amina):
    page = await amina.get("/desk/conversations")
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "style=" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


async def test_an_operator_has_no_desk(sit):
    olga = await sit("olga")
    for path in ("/desk", "/desk/conversations", "/desk/organisations", "/desk/asked"):
        assert (await olga.get(path)).status_code == 404


async def test_guessing_becomes_slow_and_never_locks_out(browser, newcomer: Newcomer):
    page = await browser()
    for _ in range(6):
        await page.post("/desk/sign-in", data=filled(newcomer, passphrase="not this one at all"))
    began = time.monotonic()
    assert (await page.post("/desk/sign-in", data=filled(newcomer))).status_code == 303
    assert time.monotonic() - began > 0.2
