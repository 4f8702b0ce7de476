"""What is too much is refused before it costs much."""

from dataclasses import replace

import pytest

from api.graphql.documents import read_document
from api.graphql.handler import LARGEST_BODY
from api.graphql.limits import DEEPEST, MOST_ALIASES, MOST_TOKENS
from api.house import House
from tests import people
from tests.api.graphql.conftest import Door, Visitor, serve

WIDE = "id slug name state mandates { id } pool { counsellor { id name } } invoices { hours }"


def organisations(first: str, fields: str = WIDE) -> str:
    return f"organisations(first: {first}) {{ edges {{ node {{ {fields} }} }} }}"


@pytest.fixture
async def vertrouwd(door: Door) -> Visitor:
    return await door.machine("vertrouwd")


async def refusal(visitor: Visitor, query: str, **variables: object) -> str:
    answer = await visitor.send({"query": query, "variables": variables})
    assert answer.status_code == 400, answer.text
    errors = answer.json()["errors"]
    assert all(error["extensions"] == {"code": "invalid"} for error in errors)
    return errors[0]["message"]


async def test_depth(vertrouwd: Visitor) -> None:
    deep = "{ viewer " * (DEEPEST + 1) + " }" * (DEEPEST + 1)
    assert "levels deep" in await refusal(vertrouwd, deep)


async def test_depth_through_fragments(vertrouwd: Visitor) -> None:
    fragments = " ".join(
        f"fragment F{n} on Viewer {{ organisation {{ ...F{n + 1} }} }}" for n in range(DEEPEST)
    )
    query = f"{{ viewer {{ ...F0 }} }} {fragments} fragment F{DEEPEST} on Viewer {{ role }}"
    assert "levels deep" in await refusal(vertrouwd, query)


async def test_fragments_that_spread_themselves(vertrouwd: Visitor) -> None:
    query = "{ viewer { ...A } } fragment A on Viewer { role ...B } fragment B on Viewer { ...A }"
    assert "within itself" in await refusal(vertrouwd, query)


async def test_fragments_that_double(vertrouwd: Visitor) -> None:
    fragments = " ".join(
        f"fragment F{n} on Viewer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40)
    )
    query = f"{{ viewer {{ ...F0 }} }} {fragments} fragment F40 on Viewer {{ role }}"
    assert "fields in all" in await refusal(vertrouwd, query)


async def test_aliases(vertrouwd: Visitor) -> None:
    some = " ".join(f"a{n}: viewer {{ role }}" for n in range(MOST_ALIASES))
    assert len(await vertrouwd.data(f"{{ {some} }}")) == MOST_ALIASES
    assert "aliases" in await refusal(vertrouwd, f"{{ {some} more: viewer {{ role }} }}")


async def test_tokens(vertrouwd: Visitor) -> None:
    assert "tokens" in await refusal(vertrouwd, "{" + " viewer" * MOST_TOKENS + "}")


async def test_nesting_beyond_what_can_be_read(vertrouwd: Visitor) -> None:
    assert "deep" in await refusal(vertrouwd, "{ viewer" * 490)


async def test_cost(vertrouwd: Visitor) -> None:
    assert await vertrouwd.data(f"{{ {organisations('100')} }}")
    three = " ".join(f"a{n}: {organisations('100')}" for n in range(3))
    assert "fields in all" in await refusal(vertrouwd, f"{{ {three} }}")
    assert await vertrouwd.data(f"{{ {three.replace('100', '10')} }}")
    unknown = f"query ($n: Int!) {{ {three.replace('100', '$n')} }}"
    assert "fields in all" in await refusal(vertrouwd, unknown, n=1)


@pytest.mark.parametrize("first", [0, -1, 101, 2147483647])
async def test_a_page_has_its_bounds(vertrouwd: Visitor, first: int) -> None:
    query = "query ($n: Int!) { organisations(first: $n) { pageInfo { hasNextPage } } }"
    assert await vertrouwd.code(query, n=first) == "invalid"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'[{"query": "{ viewer { role } }"}]', "application/json", 422),
        (b'{"query": 1}', "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"query": "{ viewer { role } }"', "application/json", 400),
        (b'{"query": "\xff"}', "application/json", 400),
        (b'{"query": "{ viewer { role } }"}', "text/plain", 415),
        (b'{"query": "{ viewer { role } }"}', "", 415),
        (b'{"query": "{ viewer { role } }", "x": "' + b"x" * LARGEST_BODY, "application/json", 413),
    ],
)
async def test_what_is_no_operation(
    vertrouwd: Visitor, body: bytes, content_type: str, status: int
) -> None:
    answer = await vertrouwd.client.post(
        "/graphql", content=body, headers=vertrouwd.headers | {"content-type": content_type}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_requests_are_counted_with_those_of_rest(vertrouwd: Visitor) -> None:
    here = await vertrouwd.send({"query": "{ viewer { role } }"})
    there = await vertrouwd.client.get("/v1/load", headers=vertrouwd.headers)
    remaining = [int(a.headers["ratelimit"].split(";")[1][2:]) for a in (here, there)]
    assert remaining[0] > remaining[1] or remaining[1] > 500


async def test_only_posts_are_taken(vertrouwd: Visitor) -> None:
    answer = await vertrouwd.client.get(
        "/graphql", params={"query": "{ viewer { role } }"}, headers=vertrouwd.headers
    )
    assert answer.status_code == 405


async def test_operations_have_names(vertrouwd: Visitor) -> None:
    query = "query A { viewer { role } } query B { themes { code } }"
    answer = await vertrouwd.send({"query": query, "operationName": "A"})
    assert answer.json() == {"data": {"viewer": {"role": "firm_system"}}}
    assert (await vertrouwd.send({"query": query})).status_code == 400
    unknown = await vertrouwd.send({"query": query, "operationName": "C"})
    assert unknown.status_code == 400


async def test_production_does_not_describe_itself(
    fresh_house: House, cast: people.Cast, vertrouwd: Visitor
) -> None:
    schema = "{ __schema { queryType { name } } }"
    assert (await vertrouwd.data(schema))["__schema"] == {"queryType": {"name": "Query"}}
    assert "Did you mean" in await refusal(vertrouwd, "{ viewe { role } }")
    production = fresh_house.settings.model_copy(update={"environment": "production"})
    house = replace(fresh_house, settings=production)
    async with serve(house) as client:
        visitor = await Door(house, cast, client).machine("vertrouwd")
        assert "introspection" in (await refusal(visitor, schema)).lower()
        assert "Did you mean" not in await refusal(visitor, "{ viewe { role } }")
        assert await visitor.data("{ viewer { __typename } }") == {
            "viewer": {"__typename": "Viewer"}
        }


async def test_a_document_is_read_once(vertrouwd: Visitor) -> None:
    query = "{ viewer { role kluisUnlocked } }"
    await vertrouwd.data(query)
    before = read_document.cache_info()
    await vertrouwd.data(query)
    assert read_document.cache_info().hits == before.hits + 1
    assert read_document.cache_info().maxsize is not None


async def test_an_answer_is_kept_nowhere(vertrouwd: Visitor) -> None:
    answer = await vertrouwd.send({"query": "{ viewer { role } }"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("application/json")
    asked = await vertrouwd.send(
        {"query": "{ viewer { role } }"}, accept="application/graphql-response+json"
    )
    assert asked.headers["content-type"].startswith("application/graphql-response+json")
