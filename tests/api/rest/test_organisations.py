from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.house import House
from tests.api.conftest import Machine, MachineOf
from tests.people import Cast
from vault.keyring import key_name

SECTOR = {"scheme": "SBI", "edition": "2025", "code": "8610"}
STATEMENT = {"texts": {"employees": {"nl": "Ik luister.", "en": "I listen."}}}
MANDATE = {
    "starts_on": "2026-01-01",
    "hours_per_year": 80,
    "board_access": True,
    "independence": "Nobody instructs the counsellor.",
    "review_on": "2027-01-01",
}


def new_organisation(**changed: Any) -> dict[str, Any]:
    return {
        "slug": f"new-{token_hex(4)}",
        "name": "Nieuw",
        "sector": SECTOR,
        "country": "NL",
        "languages": ["nl", "en"],
    } | changed


@pytest.mark.book("D5")
@pytest.mark.book("R06")
async def test_firm_brings_an_organisation_live(
    vertrouwd: Machine, house: House, cast: Cast
) -> None:
    created = await vertrouwd.post("/v1/organisations", new_organisation())
    assert created.status_code == 201
    organisation = created.json()
    assert organisation["state"] == "draft"
    here = created.headers["location"]
    assert (await vertrouwd.get(here)).json() == organisation

    missing = []
    for step in ("role-statements", "mandates", "pool"):
        refused = await vertrouwd.put(f"{here}/opening")
        assert refused.status_code == 409
        missing.append(refused.json()["reason"])
        if step == "role-statements":
            published = await vertrouwd.post(f"{here}/role-statements", STATEMENT)
            assert published.json() == {"version": 1}
        elif step == "mandates":
            mandate = (await vertrouwd.post(f"{here}/mandates", MANDATE)).json()
            assert (await vertrouwd.get(f"{here}/mandates")).json() == [mandate]
        else:
            members = [{"counsellor_id": str(cast.staff["amina"]), "deputy": False}]
            put = await vertrouwd.put(f"{here}/mandates/{mandate['id']}/pool", {"members": members})
            assert put.json() == members
    assert missing == ["no-role-statement", "no-mandate", "no-pool"]

    opened = await vertrouwd.put(f"{here}/opening")

    assert (opened.status_code, opened.json()["state"]) == (200, "live")
    again = await vertrouwd.put(f"{here}/opening")
    assert (again.status_code, again.json()["reason"]) == (409, "not-a-draft")
    key = await house.keys.describe(key_name(UUID(organisation["tenant_id"])))
    assert key.latest_version == 1


async def test_list_goes_on_where_the_page_before_ended(vertrouwd: Machine) -> None:
    for _ in range(3):
        await vertrouwd.post("/v1/organisations", new_organisation())
    everything = [o["slug"] for o in (await vertrouwd.get("/v1/organisations?limit=200")).json()]

    seen: list[str] = []
    address = "/v1/organisations?limit=2"
    while address:
        page = await vertrouwd.get(address)
        assert len(page.json()) <= 2
        seen += [o["slug"] for o in page.json()]
        assert page.links.get("next", {}).get("rel", "next") == "next"
        address = page.links.get("next", {}).get("url", "")
    assert seen == everything


async def test_cursor_is_for_one_list_of_one_firm(vertrouwd: Machine, klankbord: Machine) -> None:
    for _ in range(2):
        await vertrouwd.post("/v1/organisations", new_organisation())
    first = await vertrouwd.get("/v1/organisations?limit=1")
    address = first.links["next"]["url"]
    cursor = address.split("cursor=")[1]
    assert (await vertrouwd.get(address)).status_code == 200

    swapped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    tampered = [
        await vertrouwd.get(f"/v1/organisations?limit=1&cursor={swapped}"),
        await vertrouwd.get(f"/v1/counsellors?limit=1&cursor={cursor}"),
        await klankbord.get(address),
        await vertrouwd.get("/v1/organisations?cursor=AAAA"),
        await vertrouwd.get("/v1/organisations?cursor=%00%ff"),
    ]
    assert {answer.status_code for answer in tampered} == {422}
    assert "cursor" in tampered[0].json()["problems"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x"])
async def test_limit_of_a_page_is_bounded(vertrouwd: Machine, limit: str) -> None:
    answer = await vertrouwd.get(f"/v1/organisations?limit={limit}")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"slug": "Not A Slug"}, "slug"),
        ({"slug": "ends-with-a-line-feed\n"}, "slug"),
        ({"name": ""}, "name"),
        ({"name": "bell\x07"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"country": "Netherlands"}, "country"),
        ({"languages": ["Dutch"]}, "languages"),
        ({"sector": SECTOR | {"code": "Q"}}, "sector"),
        ({"sector": SECTOR | {"scheme": "ISIC"}}, "sector"),
        ({"owner": "me"}, "owner"),
        ({"name": 7}, "name"),
    ],
)
async def test_what_will_not_do_is_named(
    vertrouwd: Machine, changed: dict[str, Any], member: str
) -> None:
    answer = await vertrouwd.post("/v1/organisations", new_organisation(**changed))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert member in str(answer.json()["problems"])


async def test_slug_that_is_taken_is_a_conflict(vertrouwd: Machine) -> None:
    answer = await vertrouwd.post("/v1/organisations", new_organisation(slug="noorderlicht"))
    assert (answer.status_code, answer.json()["reason"]) == (409, "slug-taken")


@pytest.mark.book("D5")
async def test_not_yours_is_as_not_there(
    klankbord: Machine, noorderlicht: Machine, cast: Cast
) -> None:
    theirs, nobodys = cast.tenants["noorderlicht"], uuid4()
    for path in ("", "/mandates", "/pool", "/staff", "/machine-clients", "/invoices"):
        answers = [
            await klankbord.get(f"/v1/organisations/{organisation}{path}")
            for organisation in (theirs, nobodys, cast.tenants["vertrouwd"])
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1


async def test_organisation_sees_itself(
    noorderlicht: Machine, vertrouwd: Machine, cast: Cast
) -> None:
    own = (await noorderlicht.get("/v1/organisation")).json()
    assert own["slug"] == "noorderlicht"
    told = await vertrouwd.get(f"/v1/organisations/{cast.tenants['noorderlicht']}")
    assert told.json() == own


async def test_role_statement_is_read_by_both(
    noorderlicht: Machine, vertrouwd: Machine, cast: Cast
) -> None:
    own = await noorderlicht.get("/v1/role-statements/hr/nl")
    assert own.json()["body"].startswith("Een vertrouwenspersoon werkt naast HR")
    firms = await vertrouwd.get(
        f"/v1/organisations/{cast.tenants['noorderlicht']}/role-statements/hr/nl"
    )
    assert firms.json() == own.json()
    for path in ("board/nl", "hr/not_a_language"):
        assert (await noorderlicht.get(f"/v1/role-statements/{path}")).status_code == 422


async def test_scope_of_the_token_narrows(machine_of: MachineOf) -> None:
    reader = await machine_of("noorderlicht", "mandates:read")
    assert (await reader.get("/v1/mandates")).status_code == 200
    for path in ("/v1/organisation", "/v1/invoices", "/v1/headcounts/2025"):
        answer = await reader.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
