"""What is not yours is answered as what is not there."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.graphql.conftest import Door, Visitor, node

# one id for every process of a run
NOBODY = UUID("5f0a8b6e-1d44-4c55-9a0e-4f2b8f6a7c11")
READ = "query ($id: ID!) { organisation(id: $id) { name } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"
MANDATE = {
    "startsOn": "2026-01-01",
    "hoursPerYear": 40,
    "boardAccess": True,
    "independence": "Whole",
    "reviewOn": "2027-01-01",
}
CREATE_MANDATE = """
    mutation ($id: ID!, $mandate: NewMandate!) {
        createMandate(organisationId: $id, mandate: $mandate) { id }
    }
"""
OPEN = "mutation ($id: ID!) { openOrganisation(organisationId: $id) { id } }"
INVOICE = {"quarter": "2025-01-01", "centsPerHour": 1, "flatFeeCents": 1}
ISSUE_INVOICE = """
    mutation ($id: ID!, $invoice: NewInvoice!) {
        issueInvoice(organisationId: $id, invoice: $invoice) { hours }
    }
"""
ACTS = ((CREATE_MANDATE, {"mandate": MANDATE}), (OPEN, {}), (ISSUE_INVOICE, {"invoice": INVOICE}))


@pytest.fixture
async def klankbord(door: Door) -> Visitor:
    return await door.machine("klankbord")


@pytest.mark.parametrize(("document", "more"), [(READ, {}), (NODE, {}), *ACTS])
async def test_another_firm_cannot_tell_whether_it_is_there(
    door: Door, klankbord: Visitor, document: str, more: dict[str, Any]
) -> None:
    theirs = node("Organisation", door.cast.tenants["noorderlicht"])
    absent = node("Organisation", uuid4())
    answer = await klankbord.ask(document, id=theirs, **more)
    assert answer == await klankbord.ask(document, id=absent, **more)
    assert answer["errors"][0]["extensions"] == {"code": "not-found"}


@pytest.mark.parametrize(
    "wanted",
    ["", "Noorderlicht", node("Organisation", "not-an-id"), node("Nothing", NOBODY),
     node("Mandate", NOBODY), node("Counsellor", NOBODY), "😀"],
)  # fmt: skip
async def test_what_is_no_id_names_nothing(klankbord: Visitor, wanted: str) -> None:
    assert await klankbord.code(NODE, id=wanted) == "not-found"


async def test_counsellors_of_another_firm_are_not_there(door: Door, klankbord: Visitor) -> None:
    amina = node("Counsellor", door.cast.staff["amina"])
    assert await klankbord.code(NODE, id=amina) == "not-found"


@pytest.mark.parametrize("kind", ["Organisation", "Mandate", "Counsellor"])
async def test_a_node_id_finds_its_node(door: Door, kind: str) -> None:
    vertrouwd = await door.machine("vertrouwd")
    found = await vertrouwd.data(
        """
        {
            organisations(first: 1) {
                edges { node { id mandates { id } pool { counsellor { id } } } }
            }
        }
        """
    )
    (edge,) = found["organisations"]["edges"]
    wanted = {
        "Organisation": edge["node"]["id"],
        "Mandate": edge["node"]["mandates"][0]["id"],
        "Counsellor": edge["node"]["pool"][0]["counsellor"]["id"],
    }[kind]
    read = await vertrouwd.data("query ($id: ID!) { node(id: $id) { __typename id } }", id=wanted)
    assert read["node"] == {"__typename": kind, "id": wanted}


async def test_who_asks(door: Door) -> None:
    asked = "{ viewer { role name kluisUnlocked organisation { name } } }"
    noorderlicht = await (await door.machine("noorderlicht")).data(asked)
    assert noorderlicht["viewer"] == {
        "role": "organisation_system",
        "name": None,
        "kluisUnlocked": False,
        "organisation": {"name": "Noorderlicht Ziekenhuis"},
    }
    alice = await (await door.staff("alice")).data(asked)
    assert alice["viewer"] == {
        "role": "firm_manager", "name": "Alice Aerts", "kluisUnlocked": False, "organisation": None,
    }  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x"}, {"cookie": "desk=x.y.z"}])
async def test_nobody_is_told_nothing(door: Door, headers: dict[str, str]) -> None:
    answer = await Visitor(door.client, headers).send({"query": "{ themes { code } }"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
