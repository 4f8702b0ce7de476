"""Lists that hold lists, and pages of them."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from api.house import House
from tests import people
from tests.api.graphql.conftest import Door, Visitor, serve

NESTED = """
    query ($first: Int!, $after: String) {
        organisations(first: $first, after: $after) {
            edges {
                node {
                    slug
                    mandates { hoursPerYear }
                    pool { deputy counsellor { name } }
                    invoices { hours }
                    activities(year: 2026) { kind }
                    plannedItems { dueOn }
                    roleStatement(audience: "employees", language: "en") { version language }
                }
            }
            pageInfo { hasNextPage endCursor }
        }
    }
"""


@asynccontextmanager
async def as_seeded(house: House, cast: people.Cast) -> AsyncIterator[Visitor]:
    """Vertrouwd as it was seeded: other tests give it organisations and counsellors as well."""
    async with serve(house) as client:
        yield await Door(house, cast, client).machine("vertrouwd")


async def create(visitor: Visitor) -> None:
    organisation = {
        "slug": f"l-{uuid4().hex[:12]}",
        "name": "Nieuw",
        "sector": {"scheme": "SBI", "edition": "2025", "code": "8610"},
        "country": "NL",
        "languages": ["en"],
    }
    created = await visitor.data(
        "mutation ($o: NewOrganisation!) { createOrganisation(organisation: $o) { id } }",
        o=organisation,
    )
    await visitor.data(
        "mutation ($id: ID!, $texts: [NewRoleText!]!) "
        "{ publishRoleStatement(organisationId: $id, texts: $texts) { version } }",
        id=created["createOrganisation"]["id"],
        texts=[{"audience": "employees", "language": "en", "body": "I listen."}],
    )


async def test_what_is_nested_is_asked_for_once(
    fresh_house: House, cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with as_seeded(fresh_house, cast) as vertrouwd:
        for _ in range(3):
            await create(vertrouwd)
        asked: Counter[str] = Counter()
        fetch = asyncpg.Connection.fetch

        async def counting(
            self: asyncpg.Connection, query: str, *arguments: Any, **more: Any
        ) -> Any:
            asked[" ".join(query.split())] += 1
            return await fetch(self, query, *arguments, **more)

        monkeypatch.setattr(asyncpg.Connection, "fetch", counting)
        two = await vertrouwd.data(NESTED, first=2)
        few = asked.total()
        asked.clear()
        five = await vertrouwd.data(NESTED, first=5)
        assert len(five["organisations"]["edges"]) == 5
        assert asked.total() == few == 8
        assert set(asked.values()) == {1}
        assert five["organisations"]["edges"][:2] == two["organisations"]["edges"]


async def test_one_and_many_say_the_same(fresh_house: House, cast: people.Cast) -> None:
    async with as_seeded(fresh_house, cast) as vertrouwd:
        many = (await vertrouwd.data(NESTED, first=2))["organisations"]["edges"]
        after = None
        for edge in many:
            one = (await vertrouwd.data(NESTED, first=1, after=after))["organisations"]
            assert one["edges"] == [edge]
            after = one["pageInfo"]["endCursor"]


async def test_pages_follow_one_another(fresh_house: House, cast: people.Cast) -> None:
    async with as_seeded(fresh_house, cast) as vertrouwd:
        query = """
            query ($after: String) {
                counsellors(first: 2, after: $after) {
                    edges { cursor node { name } }
                    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                }
            }
        """
        first = (await vertrouwd.data(query))["counsellors"]
        assert [e["node"]["name"] for e in first["edges"]] == ["Amina Haddad", "Bram de Wit"]
        assert first["pageInfo"] == {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": first["edges"][0]["cursor"],
            "endCursor": first["edges"][1]["cursor"],
        }
        last = (await vertrouwd.data(query, after=first["pageInfo"]["endCursor"]))["counsellors"]
        assert [e["node"]["name"] for e in last["edges"]] == ["Chloé Martens"]
        assert (last["pageInfo"]["hasNextPage"], last["pageInfo"]["hasPreviousPage"]) == (
            False,
            True,
        )
        assert await vertrouwd.code(query, after="somewhere") == "invalid"
