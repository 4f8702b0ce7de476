"""Every field with every role: what the matrix says is what happens."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType

from api.graphql.context import Context
from api.graphql.errors import code_of
from api.graphql.handler import Operation, run
from api.graphql.schema import SCHEMA
from api.house import House
from tenants.network.hours import quarter_of, record_effort
from tenants.network.mandates import list_mandates
from tenants.network.staff import enrol_staff
from tenants.policy import Actor, Role
from tenants.prevention.advice import give_advice
from tenants.prevention.measures import propose_measure
from tests import people
from tests.api.graphql.conftest import node, release_figures
from tests.graphql_access_matrix import EVERYBODY, ROWS

REFUSED = {"forbidden", "not-found"}
NAMES = {
    Role.COUNSELLOR: "amina",
    Role.FIRM_MANAGER: "alice",
    Role.HR: "henk",
    Role.MANAGEMENT: "marjan",
    Role.WORKS_COUNCIL: "otto",
    Role.PREVENTION_OFFICER: "petra",
    Role.ANALYST: "fleur",
    Role.OPERATOR: "olga",
}
MACHINES = {
    Role.FIRM_SYSTEM: "vertrouwd",
    Role.ORGANISATION_SYSTEM: "noorderlicht",
    Role.ADVISOR_SYSTEM: "peilstok",
}


def answered_fields() -> Iterator[str]:
    """Every field that a function answers, not an attribute of what was answered before it."""
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                definition = field.extensions["strawberry-definition"]
                if definition.base_resolver is not None:
                    yield f"{kind.name}.{name}"


def test_every_field_has_its_row() -> None:
    assert set(answered_fields()) == set(ROWS)


def test_the_matrix_names_every_role_that_can_come_in() -> None:
    assert NAMES.keys() | MACHINES.keys() == EVERYBODY


async def ids(house: House, cast: people.Cast) -> dict[str, Any]:
    """Something of everything, at Noorderlicht."""
    talk = await people.start_talk(house, cast)
    organisation = talk.organisation_id
    async with house.tenancy.open(talk.counsellor, organisation) as amina:
        today = amina.now.date()
        await record_effort(amina, quarter=quarter_of(today), facet="support", minutes=60)
        (mandate,) = await list_mandates(amina)
        measure = await propose_measure(
            amina, kind="awareness", owner="hr", theme="T3.1", title="Rosters in plain words",
            review_on=today + timedelta(days=90),
        )  # fmt: skip
        advice = await give_advice(
            amina, kind="solicited", addressee="hr", theme="T3.1", title="Rosters",
            body="Four weeks ahead.", respond_by=today,
        )  # fmt: skip
    await release_figures(house, cast, 2025)
    async with house.tenancy.open(cast.actor("alice")) as alice:
        member, _ = await enrol_staff(
            alice, name="New", email="new@vertrouwd.example", role=Role.COUNSELLOR, language="nl"
        )
    return {
        "organisation": node("Organisation", organisation),
        "mandate": node("Mandate", organisation, mandate.id),
        "conversation": node("Conversation", organisation, talk.id),
        "year": today.year,
        "measure": measure.id,
        "advice": advice.id,
        "member": member.id,
        "counsellor": node("Counsellor", cast.staff["amina"]),
    }


@pytest.mark.book("R07")
async def test_who_may_reach_what(fresh_house: House, cast: people.Cast) -> None:
    known = await ids(fresh_house, cast)
    actors = {role: cast.actor(name) for role, name in NAMES.items()} | {
        role: cast.machine(slug) for role, slug in MACHINES.items()
    }
    reached = {
        field: {
            role
            for role, actor in actors.items()
            if not await refused(fresh_house, actor, row.document % known)
        }
        for field, row in ROWS.items()
    }
    assert reached == {field: set(row.roles) for field, row in ROWS.items()}


async def refused(house: House, actor: Actor, document: str) -> bool:
    result = await run(Context(house, actor), Operation(query=document), introspection=False)
    errors = result.errors or ()
    assert all(error.path for error in errors), f"{document} is no document of this schema"
    codes = {code_of(error) for error in errors}
    assert codes <= REFUSED | {"invalid", "conflict", "locked"}, (document, result.errors)
    return bool(codes & REFUSED)


async def test_a_machine_without_the_scope_is_refused(house: House, cast: people.Cast) -> None:
    narrow = Actor(Role.FIRM_SYSTEM, cast.tenants["vertrouwd"], uuid4(), frozenset())
    assert await refused(house, narrow, "{ load { openConversations } }")
