from secrets import token_hex
from uuid import uuid4

import pyotp
import pytest

from api.auth.invitations import make_login, offer_login
from api.auth.staff import find_session
from api.house import House
from tenants.errors import Unauthenticated
from tenants.policy import Role
from tests.api.conftest import Machine
from tests.people import PASSPHRASE, Cast
from vault import is_code


def newcomer(role: str = "counsellor") -> dict[str, str]:
    email = f"{token_hex(4)}@vertrouwd.example"
    return {"name": "New Comer", "email": email, "role": role, "language": "nl"}


async def test_enrolled_counsellor_signs_in_and_gets_a_profile(
    house: House, vertrouwd: Machine
) -> None:
    enrolled = (await vertrouwd.post("/v1/staff", newcomer())).json()
    email, code = enrolled["email"], enrolled["invitation_code"]
    offer = await offer_login(house, email, code)
    cookie = await make_login(
        house, email, code, passphrase=PASSPHRASE, wrapped=offer.wrapped,
        totp_code=pyotp.TOTP(offer.secret).now(),
    )  # fmt: skip
    assert cookie is not None
    assert (await find_session(house, cookie.value)).actor.role is Role.COUNSELLOR

    profile = {
        "staff_id": enrolled["id"],
        "name": "New Comer",
        "introduction": {"nl": "Ik luister."},
        "languages": ["nl"],
        "themes": ["T1.1"],
        "channels": ["messages"],
        "hours_per_week": "16.5",
    }
    created = await vertrouwd.post("/v1/counsellors", profile)
    assert created.status_code == 201
    assert created.json()["hours_per_week"] == "16.5"
    assert created.json() in (await vertrouwd.get("/v1/counsellors?limit=200")).json()
    again = await vertrouwd.post("/v1/counsellors", profile)
    assert (again.status_code, again.json()["reason"]) == (409, "profile-exists")
    for changed in (
        {"themes": ["T8"]},
        {"channels": ["fax"]},
        {"hours_per_week": "0"},
        {"hours_per_week": "NaN"},
        {"hours_per_week": "1e9"},
        {"staff_id": str(uuid4())},
    ):
        refused = await vertrouwd.post("/v1/counsellors", profile | changed)
        assert refused.status_code == 422, changed


async def test_code_is_shown_once(vertrouwd: Machine) -> None:
    body, key = newcomer(), str(uuid4())
    first = await vertrouwd.post("/v1/staff", body, key)
    again = await vertrouwd.post("/v1/staff", body, key)
    assert is_code(first.json()["invitation_code"])
    assert again.json() == first.json() | {"invitation_code": None}
    listed = (await vertrouwd.get("/v1/staff")).json()
    assert set(listed[0]) == {"id", "name", "email", "role", "language", "state"}


async def test_staff_of_an_organisation(vertrouwd: Machine, cast: Cast) -> None:
    path = f"/v1/organisations/{cast.tenants['noorderlicht']}/staff"
    assert (await vertrouwd.post(path, newcomer("hr"))).status_code == 201
    roles = {member["role"] for member in (await vertrouwd.get(path)).json()}
    assert roles == {"hr", "management", "works_council", "prevention_officer"}
    assert (await vertrouwd.post(path, newcomer("counsellor"))).status_code == 422
    assert (await vertrouwd.post("/v1/staff", newcomer("hr"))).status_code == 422


async def test_email_of_somebody_else_is_taken(vertrouwd: Machine, klankbord: Machine) -> None:
    body = newcomer()
    await vertrouwd.post("/v1/staff", body)
    answer = await klankbord.post("/v1/staff", body)
    assert (answer.status_code, answer.json()["reason"]) == (409, "email-taken")


async def test_ended_member_is_ended_once(vertrouwd: Machine) -> None:
    member = (await vertrouwd.post("/v1/staff", newcomer())).json()["id"]
    assert (await vertrouwd.delete(f"/v1/staff/{member}")).status_code == 204
    assert (await vertrouwd.delete(f"/v1/staff/{member}")).status_code == 404


async def test_invitation_is_renewed_until_there_is_a_login_and_then_it_is_a_reset(
    house: House, vertrouwd: Machine, klankbord: Machine
) -> None:
    enrolled = (await vertrouwd.post("/v1/staff", newcomer())).json()
    at = f"/v1/staff/{enrolled['id']}"
    early = await vertrouwd.post(f"{at}/login-resets", None)
    assert (early.status_code, early.json()["reason"]) == (409, "no-login")
    for act in ("invitations", "login-resets"):
        assert (await klankbord.post(f"{at}/{act}", None)).status_code == 404
    renewed = (await vertrouwd.post(f"{at}/invitations", None)).json()
    assert renewed["code"] != enrolled["invitation_code"]
    email, code = renewed["email"], renewed["code"]
    with pytest.raises(Unauthenticated):
        await offer_login(house, email, enrolled["invitation_code"])
    offer = await offer_login(house, email, code)
    await make_login(
        house, email, code, passphrase=PASSPHRASE, wrapped=offer.wrapped,
        totp_code=pyotp.TOTP(offer.secret).now(),
    )  # fmt: skip
    late = await vertrouwd.post(f"{at}/invitations", None)
    assert (late.status_code, late.json()["reason"]) == (409, "login-in-use")
    assert (await vertrouwd.post(f"{at}/login-resets", None)).status_code == 201
    await vertrouwd.delete(at)
    assert (await vertrouwd.post(f"{at}/invitations", None)).status_code == 404
