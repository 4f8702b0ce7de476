"""A system that calls the API: a token by client credentials, then REST and GraphQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import uuid4

import httpx

from api.demo.cast import MACHINE_SECRET, machine_id
from api.demo.tour.walk import Walk


class Machine:
    """The machine client of one tenant of the cast, with a token."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @classmethod
    @asynccontextmanager
    async def open(cls, walk: Walk, slug: str, *, quietly: bool = False) -> AsyncIterator[Self]:
        async with httpx.AsyncClient(base_url=walk.base_url, timeout=60) as client:
            answer = await client.post(
                "/oauth/token",
                data={"grant_type": "client_credentials"},
                auth=(str(machine_id(slug)), MACHINE_SECRET),
            )
            given = answer.json() if answer.status_code == 200 else {}
            if not quietly or not given:
                walk.check(
                    given, "Client credentials give a token", given.get("scope", answer.text)
                )
            client.headers["Authorization"] = f"Bearer {given['access_token']}"
            yield cls(client)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self._client.get(path, params=query or None)

    async def put(self, path: str, body: Any = None) -> httpx.Response:
        return await self._client.put(path, json=body)

    async def post(self, path: str, body: Any, *, key: str | None = None) -> httpx.Response:
        """`key` names the act; sent again under the same name, it is not done again."""
        return await self._client.post(
            path, json=body, headers={"Idempotency-Key": key or str(uuid4())}
        )

    async def delete(self, path: str) -> httpx.Response:
        return await self._client.delete(path)

    async def ask(self, query: str, **variables: Any) -> tuple[dict[str, Any], list[str]]:
        """GraphQL: the data, and the codes or reasons of what was refused."""
        answer = await self._client.post("/graphql", json={"query": query, "variables": variables})
        told = answer.json()
        refusals = [
            error["extensions"].get("reason", error["extensions"]["code"])
            for error in told.get("errors", ())
        ]
        return told.get("data") or {}, refusals


def shown(answer: httpx.Response) -> str:
    """What an answer that was not expected said."""
    return f"{answer.status_code} {answer.text[:200]}"
