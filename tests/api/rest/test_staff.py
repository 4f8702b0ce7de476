from secrets import token_hex
from uuid import uuid4

import pyotp

from api.auth.staff import find_session, sign_in
from api.house import House
from tenants.policy import Role
from tests.api.conftest import Machine
from tests.people import Cast


def newcomer(role: str = "counsellor") -> dict[str, str]:
    email = f"{token_hex(4)}@vertrouwd.example"
    return {"name": "New Comer", "email": email, "role": role, "language": "nl"}


async def test_enrolled_counsellor_signs_in_and_gets_a_profile(
    house: House, vertrouwd: Machine
) -> None:
    enrolled = (await vertrouwd.post("/v1/staff", newcomer())).json()
    totp = pyotp.parse_uri(enrolled["totp_uri"])
    assert isinstance(totp, pyotp.TOTP)
    cookie = await sign_in(house, enrolled["email"], enrolled["passphrase"], totp.now())
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


async def test_secrets_are_shown_once(vertrouwd: Machine) -> None:
    body, key = newcomer(), str(uuid4())
    first = await vertrouwd.post("/v1/staff", body, key)
    again = await vertrouwd.post("/v1/staff", body, key)
    assert len(first.json()["passphrase"].split()) == 6
    assert first.json()["totp_uri"].startswith("otpauth://totp/")
    assert again.json() == first.json() | {"passphrase": None, "totp_uri": None}
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
