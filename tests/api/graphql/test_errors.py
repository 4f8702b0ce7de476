"""What goes wrong is told by its code; what went wrong inside is told to nobody."""

import os

import asyncpg
import pytest
from pydantic import SecretStr

from api.graphql.context import Context
from api.graphql.errors import code_of, status_of
from api.graphql.handler import Operation, run
from api.house import House, open_house
from tests import people
from tests.api.graphql.conftest import Door, node, serve
from tests.conftest import database_at

LOAD = "load { openConversations }"


async def test_a_fault_of_ours_is_masked(
    fresh_house: House, cast: people.Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    url = fresh_house.settings.database_url
    assert url is not None
    owner = database_at(os.environ["TEST_OWNER_URL"], url.get_secret_value().rpartition("/")[2])
    connection = await asyncpg.connect(owner)
    await connection.execute("ALTER TABLE effort RENAME TO secret_name_of_a_table")
    await connection.close()
    async with serve(fresh_house) as client:
        vertrouwd = await Door(fresh_house, cast, client).machine("vertrouwd")
        answer = await vertrouwd.send(
            {"query": "{ viewer { role } hours(year: 2025) { minutes } }"}
        )
    assert answer.json() == {
        "errors": [
            {
                "message": "Something went wrong",
                "path": ["hours"],
                "extensions": {"code": "error"},
            }
        ],
        "data": {"viewer": {"role": "firm_system"}, "hours": None},
    }
    logged = capsys.readouterr().err
    assert '"UndefinedTableError"' in logged
    assert "secret_name" not in logged


async def test_a_database_that_is_away_is_no_fault(house: House, cast: people.Cast) -> None:
    away = house.settings.model_copy(
        update={"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/nothing")}
    )
    async with open_house(away) as nowhere:
        context = Context(nowhere, cast.machine("vertrouwd"))
        nothing = await run(context, Operation(query=f"{{ {LOAD} }}"), introspection=False)
        in_part = await run(
            context, Operation(query=f"{{ {LOAD} themes {{ code }} }}"), introspection=False
        )
    (error,) = nothing.errors or ()
    status, headers = status_of(nothing.data, [error])
    assert (code_of(error), status) == ("unavailable", 503)
    assert int(headers["Retry-After"]) > 0
    assert (in_part.data or {})["themes"]
    assert status_of(in_part.data, in_part.errors or ()) == (200, {})


async def test_one_failed_act_undoes_only_itself(door: Door) -> None:
    vertrouwd = await door.machine("vertrouwd")
    havenwerk = node("Organisation", door.cast.tenants["havenwerk"])
    texts = [
        {"audience": "employees", "language": language, "body": "x"} for language in ("nl", "en")
    ]
    answer = await vertrouwd.ask(
        """
        mutation ($id: ID!, $texts: [NewRoleText!]!) {
            first: publishRoleStatement(organisationId: $id, texts: $texts) { version }
            second: publishRoleStatement(organisationId: $id, texts: []) { version }
            third: publishRoleStatement(organisationId: $id, texts: $texts) { version }
        }
        """,
        id=havenwerk,
        texts=texts,
    )
    data = answer["data"]
    assert data["second"] is None
    assert data["third"]["version"] == data["first"]["version"] + 1
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["second"], "invalid")


async def test_siblings_fail_apart(door: Door) -> None:
    havenwerk = await door.machine("havenwerk")
    answer = await havenwerk.ask("{ load { openConversations } organisation { name } }")
    assert answer["data"] == {"load": None, "organisation": {"name": "Havenwerk Logistiek"}}
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "forbidden", "action": "read_load"}


@pytest.mark.parametrize(
    "variables",
    [{"year": 1999}, {"year": "2025"}, {"year": None}, {}, {"year": 10**30}],
)
async def test_a_variable_of_the_wrong_form_is_refused(
    door: Door, variables: dict[str, object]
) -> None:
    vertrouwd = await door.machine("vertrouwd")
    answer = await vertrouwd.send(
        {"query": "query ($year: Year!) { hours(year: $year) { minutes } }", "variables": variables}
    )
    assert answer.status_code == 400
    assert {e["extensions"]["code"] for e in answer.json()["errors"]} == {"invalid"}


async def test_what_no_scalar_can_refuse_the_domain_refuses(door: Door) -> None:
    vertrouwd = await door.machine("vertrouwd")
    refused = await vertrouwd.ask(
        """
        mutation {
            createOrganisation(organisation: {
                slug: "nowhere", name: "Nowhere", country: "NL", languages: [],
                sector: {scheme: "SBI", edition: "2025", code: "8610"}}) { id }
            createCounsellor(counsellor: {
                staffId: "00000000-0000-7000-8000-000000000009", name: "Nobody", introduction: [],
                languages: [], themes: [], channels: [], hoursPerWeek: "99999"}) { id }
        }
        """
    )
    assert {e["extensions"]["code"] for e in refused["errors"]} == {"invalid"}
