"""Somebody of the cast at the GraphQL door, and at REST to compare."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from strawberry.relay.utils import to_base64

from api.app import create_app
from api.auth.scopes import scopes_for
from api.auth.sessions import GATEKEEPER, cookie_name, find_session, keep_unlocked, open_session
from api.house import House
from tenants.conversations.kluis import unlock_kluis
from tenants.insight.annual_reports import release_annual_report
from tenants.insight.disclosure import BenchmarkRules
from tenants.insight.editions import release_edition
from tenants.policy import PLATFORM, Actor, Role
from tests import people
from tests.tenants.insight.members import enrol_members


def node(kind: str, *key: object) -> str:
    """A node id, as this door gives them."""
    return to_base64(kind, "/".join(str(part) for part in key))


@dataclass(frozen=True)
class Visitor:
    """A person or machine with what proves who they are."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(repr=False)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The answer as JSON, whatever the status."""
        return (await self.send({"query": query, "variables": variables})).json()

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer that has no error."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def code(self, query: str, **variables: Any) -> str:
        """The code of the only error."""
        (error,) = (await self.ask(query, **variables))["errors"]
        return error["extensions"]["code"]

    async def send(self, body: object, **headers: str) -> httpx.Response:
        return await self.client.post("/graphql", json=body, headers=self.headers | headers)

    async def rest(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """REST's answer, which must be a good one, as JSON."""
        answer = await self.client.request(
            method, f"/v1{path}", json=body, headers=self.headers | headers
        )
        assert answer.is_success, answer.text
        return answer.json()


class Door:
    """Lets the cast in."""

    def __init__(self, house: House, cast: people.Cast, client: httpx.AsyncClient) -> None:
        self.house, self.cast, self.client = house, cast, client

    async def machine(self, slug: str) -> Visitor:
        """The machine client of a tenant, with every scope it can hold."""
        actor = self.cast.machine(slug)
        token = await self.house.tokens.issue(
            client_id=actor.id,
            tenant_id=actor.tenant_id,
            role=actor.role,
            scope=" ".join(scopes_for(actor.role)),
        )
        return Visitor(self.client, {"authorization": f"Bearer {token}"})

    async def staff(self, name: str, *, unlocked: bool = False) -> Visitor:
        """Somebody who signed in at the desk."""
        actor: Actor = self.cast.actor(name)
        async with self.house.tenancy.open(GATEKEEPER, actor.tenant_id) as tenant:
            cookie = await open_session(self.house, tenant, actor.id)
        if unlocked:
            session = await find_session(self.house, cookie.value)
            async with self.house.tenancy.open(actor) as tenant:
                seed = await unlock_kluis(tenant, people.UNLOCK_SECRET)
            await keep_unlocked(self.house, session, seed)
        return Visitor(self.client, {"cookie": f"{cookie_name(secure=False)}={cookie.value}"})


@contextlib.asynccontextmanager
async def serve(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in front of an application of its own on this house."""
    app = create_app(house.settings, house=house)
    async with app.lifespan():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=house.settings.base_url
        ) as client:
            yield client


async def release_figures(house: House, cast: people.Cast, year: int) -> None:
    """Release Noorderlicht's annual report, and the edition of twelve other organisations."""
    async with house.tenancy.open(cast.actor("amina"), cast.tenants["noorderlicht"]) as tenant:
        await release_annual_report(tenant, year)
    await enrol_members(house, sections={"8610": 6, "8531": 6}, firms=3, year=year)
    async with house.tenancy.open(Actor(Role.AGGREGATOR, PLATFORM)) as tenant:
        await release_edition(tenant, year, BenchmarkRules(p=25))


@pytest.fixture
def door(house: House, cast: people.Cast, client: httpx.AsyncClient) -> Door:
    return Door(house, cast, client)
