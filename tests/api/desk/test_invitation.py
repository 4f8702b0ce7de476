"""The first sign-in: who enrols somebody hands over a code, and never learns what signs them in."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest

from api.auth.invitations import make_login, offer_login
from api.auth.staff import find_session, sign_in
from api.house import House
from tenants.errors import Unauthenticated
from tenants.network.invitations import reset_login
from tenants.policy import Actor, Role
from tests.people import PASSPHRASE, Cast, enrol
from vault import is_code

CODE = re.compile(r'<p class="code"(?: id="letters")? translate="no">([^<]+)</p>')
WRAPPED = re.compile(r'name="totp" value="([^"]+)"')
OWN = "nine grey stones by the mill"


@dataclass
class Invited:
    """Somebody whom Alice has just invited at the desk, and the browser that they come with."""

    browser: httpx.AsyncClient
    email: str
    code: str

    async def open(self, **others: str) -> httpx.Response:
        sent = {"email": self.email, "invitation": self.code} | others
        return await self.browser.post("/desk/invitation", data=sent)

    async def take(self, opened: str, **others: str) -> httpx.Response:
        """Fill in the page that they were shown, as it asks."""
        secret = found(CODE, opened).replace(" ", "")
        sent = {
            "email": self.email,
            "invitation": self.code,
            "totp": found(WRAPPED, opened),
            "passphrase": OWN,
            "passphrase_again": OWN,
            "code": pyotp.TOTP(secret).now(),
        }
        return await self.browser.post("/desk/invitation/login", data=sent | others)


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    assert match
    return match[1]


@pytest.fixture
async def invited(browser, alice: httpx.AsyncClient) -> Invited:
    email = f"{uuid4().hex[:8]}@vertrouwd.example"
    wanted = {"name": "Gijs Nieuw", "email": email, "role": "counsellor", "language": "en"}
    page = await alice.post("/desk/staff", data=wanted)
    assert page.status_code == 200
    return Invited(await browser(), email, found(CODE, page.text))


async def test_who_is_invited_makes_a_login_of_their_own(
    house: House, cast: Cast, alice: httpx.AsyncClient, invited: Invited
):
    assert is_code(invited.code)
    assert "Invited, not signed in yet" in (await alice.get("/desk/staff")).text
    opened = await invited.open()
    assert "Gijs Nieuw" in opened.text
    assert "<svg" in opened.text

    answer = await invited.take(opened.text)

    assert answer.headers["location"].startswith("/desk")
    assert "httponly" in answer.headers["set-cookie"].lower()
    # What clients choose by comes before the key that they write to.
    for path in ("/desk", "/desk/kluis"):
        led_to = (await invited.browser.get(path)).headers["location"]
        assert led_to.startswith("/desk/profile/presentation")
    # No word of it went by the firm: what Alice was shown has the code, and that is used up.
    with pytest.raises(Unauthenticated):
        await offer_login(house, invited.email, invited.code)
    step = pyotp.TOTP(found(CODE, opened.text).replace(" ", "")).at(for_time=_later())
    assert await sign_in(house, invited.email, OWN, step)
    async with house.tenancy.open(cast.actor("olga"), cast.tenants["vertrouwd"]) as tenant:
        trail = await tenant.connection.fetch(
            """
            SELECT actor_role, action, purpose
              FROM audit_entry
             WHERE tenant_id = $1 AND subject_id = (SELECT id::text FROM staff
                                                     WHERE tenant_id = $1 AND email = $2)
             ORDER BY id
            """,
            tenant.tenant_id,
            invited.email,
        )
    assert [tuple(row) for row in trail][:2] == [
        ("firm_manager", "manage_staff", "invited"),
        ("gatekeeper", "accept_invitation", None),
    ]


def _later() -> int:
    import time

    return int(time.time()) + 30


@pytest.mark.parametrize("wrong", [
    {"email": "nobody@vertrouwd.example"}, {"invitation": ""}, {"invitation": "0000-" * 7},
    {"email": "amina@vertrouwd.example"},
])  # fmt: skip
async def test_one_answer_for_all_that_opens_nothing(invited: Invited, wrong: dict[str, str]):
    answer = await invited.open(**wrong)
    assert answer.status_code == 401
    assert "This opens nothing." in answer.text
    assert "<svg" not in answer.text


async def test_an_invitation_works_once_and_for_a_week(
    owner_url: str, house: House, cast: Cast, invited: Invited
):
    opened = (await invited.open()).text
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        await tenant.connection.execute(
            """
            UPDATE staff_invitation
               SET expires_at = expires_at - interval '7 days'
             WHERE tenant_id = $1
               AND staff_id = (SELECT id FROM staff WHERE tenant_id = $1 AND email = $2)
            """,
            tenant.tenant_id,
            invited.email,
        )
    assert (await invited.open()).status_code == 401
    assert (await invited.take(opened)).status_code == 401


async def test_a_used_invitation_is_refused(invited: Invited, browser):
    opened = (await invited.open()).text
    assert (await invited.take(opened)).status_code == 303
    somebody = Invited(await browser(), invited.email, invited.code)
    assert (await somebody.open()).status_code == 401
    assert (await somebody.take(opened)).status_code == 401


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"passphrase": "short", "passphrase_again": "short"}, "Use 12 to 200 characters."),
        ({"passphrase_again": "another one than that"}, "The two are not the same."),
        ({"code": "000000"}, "That is not the code that the app shows now."),
        ({"code": ""}, "That is not the code that the app shows now."),
    ],
)
async def test_what_cannot_be_kept_is_said_and_the_picture_stays(
    invited: Invited, wrong: dict[str, str], said: str
):
    opened = (await invited.open()).text
    answer = await invited.take(opened, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert found(CODE, answer.text) == found(CODE, opened)
    assert (await invited.take(answer.text)).status_code == 303


async def test_who_looks_with_the_same_code_is_shown_another_secret(invited: Invited, browser):
    """A firm that tries the code first has learnt nothing of what will sign the person in."""
    curious = Invited(await browser(), invited.email, invited.code)
    seen = (await curious.open()).text
    opened = (await invited.open()).text
    assert found(CODE, seen) != found(CODE, opened)
    assert (await invited.take(opened)).status_code == 303


async def test_a_second_factor_of_somebody_else_is_none(invited: Invited, house: House, cast: Cast):
    """Whoever has a copy of the database cannot have another's second factor opened for them."""
    async with house.tenancy.open(Actor(Role.GATEKEEPER, cast.tenants["vertrouwd"])) as tenant:
        theirs = await tenant.connection.fetchval(
            "SELECT wrapped_totp FROM staff WHERE tenant_id = $1 AND id = $2",
            tenant.tenant_id,
            cast.staff["amina"],
        )
    opened = (await invited.open(totp=theirs)).text
    answer = await invited.take(opened, totp=theirs)
    assert answer.status_code in {401, 422}


async def test_after_a_reset_the_login_is_new_and_the_kluis_as_shut_as_before(
    sit, alice: httpx.AsyncClient, browser, house: House, cast: Cast
):
    login = await enrol(house, cast.actor("alice"))
    at_desk = await browser()
    await at_desk.post(
        "/desk/sign-in",
        data={"email": login.email, "passphrase": PASSPHRASE, "code": pyotp.TOTP(login.totp).now()},
    )
    cookie = at_desk.cookies["desk"]
    page = await alice.post(f"/desk/staff/{login.staff_id}/reset")
    again = Invited(await browser(), login.email, found(CODE, page.text))

    with pytest.raises(Unauthenticated):
        await find_session(house, cookie)
    with pytest.raises(Unauthenticated):
        await sign_in(house, login.email, PASSPHRASE, pyotp.TOTP(login.totp).at(_later()))
    assert (await again.take((await again.open()).text)).status_code == 303
    # A session that slept while there was no login does not wake with the new one.
    with pytest.raises(Unauthenticated):
        await find_session(house, cookie)


@pytest.mark.book("R16")
async def test_whoever_takes_a_login_over_by_a_reset_opens_no_kluis(fresh_house: House, cast: Cast):
    """A firm can reset a counsellor and use the code itself: it shows, and reads nothing."""
    house = fresh_house
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        taken = await reset_login(tenant, cast.staff["amina"])
    offer = await offer_login(house, taken.email, taken.code)
    cookie = await make_login(
        house, taken.email, taken.code, passphrase=OWN, wrapped=offer.wrapped,
        totp_code=pyotp.TOTP(offer.secret).now(),
    )  # fmt: skip
    assert cookie is not None
    session = await find_session(house, cookie.value)
    assert (session.actor, session.unlocked) == (cast.actor("amina"), None)
    # Amina cannot sign in any more, so she knows; and the trail has it.
    with pytest.raises(Unauthenticated):
        await sign_in(house, taken.email, PASSPHRASE, "000000")
    async with house.tenancy.open(cast.actor("olga"), cast.tenants["vertrouwd"]) as tenant:
        purposes = await tenant.connection.fetch(
            "SELECT action, purpose FROM audit_entry WHERE tenant_id = $1 AND subject_id = $2",
            tenant.tenant_id,
            str(cast.staff["amina"]),
        )
    assert ("end_login", "reset") in {tuple(row) for row in purposes}


async def test_a_firm_cannot_set_a_login_whatever_the_code_does(house: House, cast: Cast):
    from asyncpg import InsufficientPrivilegeError

    for statement in (
        "UPDATE staff SET passphrase_hash = 'x' WHERE tenant_id = $1 AND id = $2",
        "UPDATE staff SET wrapped_totp = 'x' WHERE tenant_id = $1 AND id = $2",
    ):
        with pytest.raises(InsufficientPrivilegeError):
            async with house.tenancy.open(cast.actor("alice")) as tenant:
                await tenant.connection.execute(statement, tenant.tenant_id, cast.staff["amina"])
    new = UUID(int=7)
    with pytest.raises(InsufficientPrivilegeError):
        async with house.tenancy.open(cast.actor("alice")) as tenant:
            await tenant.connection.execute(
                "INSERT INTO staff (tenant_id, id, name, email, role, language, passphrase_hash) "
                "VALUES ($1, $2, 'x', 'x@y', 'counsellor', 'nl', 'x')",
                tenant.tenant_id,
                new,
            )


@pytest.mark.book("R33", "R47")
async def test_the_people_of_an_organisation_are_invited_for_their_role(
    alice: httpx.AsyncClient, browser, cast: Cast
):
    path = f"/desk/organisations/{cast.tenants['havenwerk']}/staff"
    assert f'href="{path}' in (await alice.get(path.removesuffix("/staff"))).text
    wanted = {"name": "Wim Raad", "email": f"{uuid4().hex[:8]}@havenwerk.example", "language": "en"}
    for role in ("counsellor", "organisation_system", ""):
        refused = await alice.post(path, data=wanted | {"role": role})
        assert (refused.status_code, "Choose one." in refused.text) == (422, True)
    page = await alice.post(path, data=wanted | {"role": "works_council"})
    assert f'href="{path}' in page.text
    wim = Invited(await browser(), wanted["email"], found(CODE, page.text))
    taken = await wim.take((await wim.open()).text)
    assert taken.headers["location"].startswith("/desk")
    assert "Havenwerk Logistiek · Works council" in (await wim.browser.get("/desk/asked")).text
    listed = (await alice.get(path)).text
    assert "Wim Raad" in listed
    assert "kluis" not in listed.partition("<main")[2]
    (ending,) = re.findall(rf'action="({path}/[^"?]+/ending)', listed)
    assert (await alice.post(ending)).headers["location"].startswith(path)
    assert (await wim.browser.get("/desk/asked")).is_redirect


async def test_another_firm_finds_nobody(sit, invited: Invited, house: House, cast: Cast):
    bob = await sit("bob")
    for act in ("invitation", "reset", "ending"):
        answer = await bob.post(f"/desk/staff/{cast.staff['amina']}/{act}")
        assert answer.status_code == 404
    assert (await invited.open()).status_code == 200


@pytest.mark.parametrize(("wrong", "said"), [
    ({"name": ""}, "Give a name"), ({"email": "nobody"}, "Give an e-mail address."),
    ({"role": "hr"}, "Choose one."), ({"role": ""}, "Choose one."),
    ({"email": "amina@vertrouwd.example"}, "Somebody signs in with this address already."),
])  # fmt: skip
async def test_who_cannot_be_invited(alice: httpx.AsyncClient, wrong: dict[str, str], said: str):
    fields = {"name": "Gijs", "email": "gijs@vertrouwd.example", "role": "counsellor",
              "language": "nl"} | wrong  # fmt: skip
    answer = await alice.post("/desk/staff", data=fields)
    assert answer.status_code in {409, 422}
    assert said in answer.text
