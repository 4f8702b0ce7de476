"""At the desk: asking to hand over, being away, standing in, and the life of one's own keys."""

import html
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from api.house import House
from tenants.conversations.counsellor_keys import renew_kluis
from tenants.network.pools import list_pool
from tests.api.desk.conftest import Newcomer, path_of, write
from tests.conftest import CHEAP
from tests.people import UNLOCK_SECRET, Cast, Talk

SECRET, NEW = "five grey seals on a sandbank", "six grey seals on a sandbank"


def code_on(page: str) -> str:
    return re.search(r'<p class="code"[^>]*>([^<]+)</p>', page)[1]


@pytest.fixture
async def gijs(browser, newcomer: Newcomer):
    """A newcomer who has signed in and has no kluis yet."""
    page = await browser()
    await page.post(
        "/desk/sign-in",
        data={
            "email": newcomer.email,
            "passphrase": newcomer.passphrase,
            "code": pyotp.TOTP(newcomer.totp).now(),
        },
    )
    return page


def twice(secret: str) -> dict[str, str]:
    return {"new_secret": secret, "new_secret_again": secret}


async def test_asking_to_hand_over(sit, talk: Talk) -> None:
    amina = await sit("amina")
    asked = await amina.post(f"{path_of(talk)}/handover")
    assert asked.headers["location"].endswith("done=handover")
    page = (await amina.get(path_of(talk))).text
    assert "Until then nobody but you two reads this." in page
    bram = await sit("bram")
    assert (await bram.post(f"{path_of(talk)}/handover")).status_code == 404


@pytest.mark.book("R16")
async def test_whoever_stands_in_sees_that_somebody_waits_and_nothing_else(
    sit, house: House, cast: Cast, talk: Talk
) -> None:
    async with house.tenancy.open(cast.actor("alice"), talk.organisation_id) as tenant:
        deputy = next(m.counsellor_id for m in await list_pool(tenant) if m.deputy)
    name = next(name for name, staff_id in cast.staff.items() if staff_id == deputy)
    amina, standing_in = await sit("amina"), await sit(name)
    await write(house, talk, "Is anybody there?")
    assert "A client needs contact" not in (await standing_in.get("/desk/conversations")).text
    day = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    wrong = await amina.post("/desk/profile/absence", data={"away_until": "2020-01-01"})
    assert (wrong.status_code, "Choose a day from today" in wrong.text) == (422, True)
    await amina.post("/desk/profile/absence", data={"away_until": day})
    try:
        assert "You are away until" in (await amina.get("/desk/profile")).text
        page = (await standing_in.get("/desk/conversations")).text
        assert "A client needs contact" in page
        assert str(talk.id) not in page
        assert (await standing_in.get(path_of(talk))).status_code == 404
    finally:
        await amina.post("/desk/profile/absence", data={"back": "yes"})
    assert "A client needs contact" not in (await standing_in.get("/desk/conversations")).text


@pytest.mark.book("R16")
async def test_a_recovery_code_is_shown_once_and_opens_with_a_new_secret(gijs) -> None:
    offered = (await gijs.get("/desk/kluis")).text
    assert "Give me a recovery code to keep on paper" in offered
    made = await gijs.post(
        "/desk/kluis", data={"secret": SECRET, "secret_again": SECRET, "recovery": "yes"}
    )
    code = code_on(made.text)
    assert "it is shown once" in made.text
    wrong = await gijs.post("/desk/kluis/recovery", data={"recovery_code": "0" * 25, **twice(NEW)})
    assert (wrong.status_code, "That is not the recovery code" in wrong.text) == (422, True)
    right = await gijs.post(
        "/desk/kluis/recovery", data={"recovery_code": code.lower(), **twice(NEW)}
    )
    assert right.status_code == 303
    old = await gijs.post("/desk/kluis/unlocking", data={"secret": SECRET})
    assert old.status_code == 401


async def test_the_secret_is_changed_with_the_old_one(gijs) -> None:
    await gijs.post("/desk/kluis", data={"secret": SECRET, "secret_again": SECRET})
    for secret, new, said in (
        ("not this one", twice(NEW), "That is not the secret"),
        (SECRET, twice("short"), "Use at least 12 characters"),
        (SECRET, {"new_secret": NEW, "new_secret_again": "x"}, "The two are not the same"),
    ):
        refused = await gijs.post("/desk/kluis/secret", data={"secret": secret, **new})
        assert (refused.status_code, said in refused.text) == (422, True)
    changed = await gijs.post("/desk/kluis/secret", data={"secret": SECRET, **twice(NEW)})
    assert changed.status_code == 303
    assert "Kluis locked" not in (await gijs.get("/desk/conversations")).text
    code = await gijs.post("/desk/kluis/code", data={"secret": NEW})
    assert len(code_on(code.text)) == 34
    refused = await gijs.post("/desk/kluis/code", data={"secret": SECRET})
    assert refused.status_code == 422


@pytest.mark.book("R16")
async def test_a_new_key_is_made_knowingly(gijs) -> None:
    await gijs.post("/desk/kluis", data={"secret": SECRET, "secret_again": SECRET})
    refused = await gijs.post("/desk/kluis/renewal", data=twice(NEW))
    assert (refused.status_code, "Mark first" in refused.text) == (422, True)
    made = await gijs.post("/desk/kluis/renewal", data={"understood": "yes", **twice(NEW)})
    assert made.status_code == 303
    assert (
        "You have a new key"
        in (await gijs.get("/desk/conversations", params={"done": "renewed"})).text
    )


async def test_the_list_says_which_conversations_wait_for_a_yes(
    sit, house: House, talk: Talk
) -> None:
    async with house.tenancy.open(talk.counsellor) as tenant:
        await renew_kluis(tenant, UNLOCK_SECRET, parameters=CHEAP)
    amina = await sit("amina")
    page = html.unescape((await amina.get("/desk/conversations")).text)
    assert "Waits for the client's yes to your new key" in page
    assert path_of(talk) not in page
    assert (await amina.get(path_of(talk))).status_code == 404


@pytest.mark.book("R11")
async def test_stepping_back_is_done_knowingly_and_says_nothing_of_why(amina, talk: Talk) -> None:
    path = path_of(talk)
    page = html.unescape((await amina.get(path)).text)
    assert "You need not say why, and it is not kept." in page
    refused = await amina.post(f"{path}/conflict")
    assert (refused.status_code, "Mark first" in refused.text) == (422, True)
    stepped = await amina.post(f"{path}/conflict", data={"understood": "yes"})
    assert stepped.headers["location"].startswith("/desk/conversations?")
    page = (await amina.get("/desk/conversations", params={"done": "conflict"})).text
    assert "You stepped back." in page
    assert str(talk.id) not in page
    assert (await amina.get(path)).status_code == 404
