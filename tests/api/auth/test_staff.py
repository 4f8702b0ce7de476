import asyncio
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest

from api.auth.factors import STEP_SECONDS, hash_passphrase
from api.auth.staff import (
    GATEKEEPER,
    SessionCookie,
    end_session,
    find_session,
    keep_unlocked,
    list_sessions,
    open_session,
    sign_in,
)
from api.house import House
from tenants.attempts import SECRETS, Limit
from tenants.conversations.kluis import unlock_kluis
from tenants.errors import Invalid, Unauthenticated
from tenants.network.staff import end_staff
from tenants.policy import Actor, Role
from tests.people import PASSPHRASE, UNLOCK_SECRET, Cast, enrol, unlocked
from vault import CannotOpen, session_unlock


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom Alice just enrolled: nobody has used a code of theirs yet."""

    actor: Actor
    email: str
    totp: pyotp.TOTP

    def code(self, steps: int = 0) -> str:
        return self.totp.at(int(time.time()) + steps * STEP_SECONDS)


@pytest.fixture
async def newcomer(house: House, cast: Cast) -> Newcomer:
    alice = cast.actor("alice")
    login = await enrol(house, alice)
    return Newcomer(
        Actor(Role.COUNSELLOR, alice.tenant_id, login.staff_id), login.email, pyotp.TOTP(login.totp)
    )


async def enter(house: House, newcomer: Newcomer, steps: int = 0) -> SessionCookie:
    return await sign_in(house, newcomer.email, PASSPHRASE, newcomer.code(steps))


async def test_session_of_who_signed_in(house: House, newcomer: Newcomer) -> None:
    cookie = await sign_in(house, f" {newcomer.email.upper()} ", PASSPHRASE, newcomer.code())

    session = await find_session(house, cookie.value)

    assert session.actor == newcomer.actor
    assert session.unlocked is None
    assert len(cookie.value.split(".")[2]) == 43


async def test_code_is_used_once(house: House, newcomer: Newcomer) -> None:
    code = newcomer.code()
    await sign_in(house, newcomer.email, PASSPHRASE, code)
    with pytest.raises(Unauthenticated):
        await sign_in(house, newcomer.email, PASSPHRASE, code)


async def test_code_works_for_one_of_two_who_send_it_at_once(
    house: House, newcomer: Newcomer
) -> None:
    code = newcomer.code()
    both = await asyncio.gather(
        *(sign_in(house, newcomer.email, PASSPHRASE, code) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["SessionCookie", "Unauthenticated"]


async def test_old_code_after_a_newer_one_is_refused(house: House, newcomer: Newcomer) -> None:
    await enter(house, newcomer, steps=1)
    with pytest.raises(Unauthenticated):
        await enter(house, newcomer)


@pytest.mark.parametrize("code", ["", "abcdef", "１２３４５６", "000000000", "\x00"])
async def test_code_that_is_none_is_refused(house: House, newcomer: Newcomer, code: str) -> None:
    with pytest.raises(Unauthenticated):
        await sign_in(house, newcomer.email, PASSPHRASE, code)


async def test_code_of_two_steps_ago_is_refused(house: House, newcomer: Newcomer) -> None:
    assert STEP_SECONDS == 30
    with pytest.raises(Unauthenticated):
        await enter(house, newcomer, steps=-3)


async def test_unknown_email_and_wrong_passphrase_are_alike(
    house: House, newcomer: Newcomer
) -> None:
    with pytest.raises(Unauthenticated) as wrong:
        await sign_in(house, newcomer.email, "not the passphrase", newcomer.code())
    with pytest.raises(Unauthenticated) as unknown:
        await sign_in(house, "nobody@vertrouwd.example", PASSPHRASE, newcomer.code())
    assert str(wrong.value) == str(unknown.value)
    # The code was not used up by a wrong passphrase.
    assert await enter(house, newcomer)


async def test_wrong_passphrases_slow_down_and_never_lock_out(
    house: House, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    for _ in range(SECRETS.most + 3):
        with monkeypatch.context() as clock:
            clock.setattr("api.auth.staff.asyncio.sleep", wait)
            with pytest.raises(Unauthenticated):
                await sign_in(house, newcomer.email, "not the passphrase", "000000")
    assert waited[: SECRETS.most] == [0.0] * SECRETS.most
    assert waited[-2:] == [0.25, 0.5]
    assert await enter(house, newcomer)


async def test_codes_cannot_be_tried_one_after_the_other(
    house: House, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.staff.CODES", Limit(1, 300))
    with pytest.raises(Unauthenticated):
        await sign_in(house, newcomer.email, PASSPHRASE, "000000")
    with pytest.raises(Unauthenticated):
        await enter(house, newcomer)


async def test_ended_staff_has_no_session_left(
    house: House, cast: Cast, newcomer: Newcomer
) -> None:
    cookie = await enter(house, newcomer)
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        await end_staff(tenant, newcomer.actor.id)  # type: ignore[arg-type]
    with pytest.raises(Unauthenticated):
        await find_session(house, cookie.value)
    with pytest.raises(Unauthenticated):
        await enter(house, newcomer, steps=1)


async def test_cookie_that_was_tampered_with_is_nobody(
    house: House, cast: Cast, newcomer: Newcomer
) -> None:
    tenant, session, secret = (await enter(house, newcomer)).value.split(".")
    for value in (
        "",
        "a.b.c",
        f"{tenant}.{session}",
        f"{tenant}.{session}.{secret[:-1]}",
        f"{tenant}.{uuid4()}.{secret}",
        f"{cast.tenants['klankbord']}.{session}.{secret}",
        f"{uuid4()}.{session}.{secret}",
    ):
        with pytest.raises(Unauthenticated):
            await find_session(house, value)


async def test_idle_session_ends(house: House, newcomer: Newcomer) -> None:
    cookie = await enter(house, newcomer)
    impatient = replace(house, settings=house.settings.model_copy(update={"desk_idle_minutes": 0}))
    with pytest.raises(Unauthenticated):
        await find_session(impatient, cookie.value)


async def test_use_keeps_a_session_alive(house: House, newcomer: Newcomer) -> None:
    cookie = await enter(house, newcomer)
    async with house.tenancy.open(GATEKEEPER, newcomer.actor.tenant_id) as tenant:
        await tenant.connection.execute(
            "UPDATE staff_session SET seen_at = $3, created_at = $3 "
            "WHERE tenant_id = $1 AND staff_id = $2",
            tenant.tenant_id,
            newcomer.actor.id,
            tenant.now - timedelta(minutes=20),
        )

    own = await list_sessions(house, await find_session(house, cookie.value))

    assert own[0].seen_at - own[0].created_at >= timedelta(minutes=19)


async def test_ended_session_is_over_and_the_other_goes_on(
    house: House, newcomer: Newcomer
) -> None:
    here = await find_session(house, (await enter(house, newcomer)).value)
    other = await enter(house, newcomer, steps=1)
    assert len(await list_sessions(house, here)) == 2

    await end_session(house, here)

    session = await find_session(house, other.value)
    assert [own.id for own in await list_sessions(house, session)] == [session.session_id]


@pytest.mark.book("R16")
async def test_open_kluis_waits_behind_the_cookie_alone(house: House, cast: Cast) -> None:
    amina = cast.actor("amina")
    async with house.tenancy.open(GATEKEEPER, amina.tenant_id) as tenant:
        cookie = await open_session(house, tenant, cast.staff["amina"])
    session = await find_session(house, cookie.value)
    async with house.tenancy.open(amina) as tenant:
        seed = await unlock_kluis(tenant, UNLOCK_SECRET)
    await keep_unlocked(house, session, seed)

    again = await find_session(house, cookie.value)

    assert again.unlocked is not None
    assert again.unlocked.public == (await unlocked(house, amina)).public
    async with house.tenancy.open(amina) as tenant:
        row = await tenant.connection.fetchrow(
            "SELECT secret_digest, unlocked FROM staff_session WHERE tenant_id = $1 AND id = $2",
            amina.tenant_id,
            session.session_id,
        )
    assert seed not in row["unlocked"]
    assert cookie.value.split(".")[2].encode() not in row["secret_digest"]
    with pytest.raises(CannotOpen):
        session_unlock(row["secret_digest"], row["unlocked"], owner=session.session_id)


@pytest.mark.parametrize("passphrase", ["short", "x" * 201])
async def test_passphrase_that_will_not_do(passphrase: str) -> None:
    with pytest.raises(Invalid):
        await hash_passphrase(passphrase)


@pytest.mark.parametrize(
    ("secure", "name"), [(True, "__Host-desk"), (False, "desk")], ids=["TLS", "plain"]
)
def test_cookie_is_strict(secure: bool, name: str) -> None:
    cookie = SessionCookie("value", secure=secure).as_cookie()
    assert (cookie.key, cookie.path, cookie.domain) == (name, "/", None)
    assert (cookie.httponly, cookie.samesite, cookie.secure) == (True, "strict", secure)
