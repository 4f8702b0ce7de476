"""A browser without JavaScript: it keeps cookies, follows links and sends forms."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

import httpx

from api.demo.tour.page import Form, Page
from api.demo.tour.walk import Stumble, Walk


class Browser:
    """One person's browser. `cookies` are the names of those it holds."""

    def __init__(self, walk: Walk, client: httpx.AsyncClient) -> None:
        self._walk = walk
        self._client = client

    @classmethod
    @asynccontextmanager
    async def open(cls, walk: Walk) -> AsyncIterator[Self]:
        async with httpx.AsyncClient(
            base_url=walk.base_url,
            headers={"Accept": "text/html", "Accept-Language": "en"},
            timeout=30,
        ) as client:
            yield cls(walk, client)

    @property
    def cookies(self) -> set[str]:
        return {cookie.name for cookie in self._client.cookies.jar}

    async def visit(self, path: str) -> Page:
        return self._read(await self._client.get(path, follow_redirects=True))

    async def leave(self, page: Page) -> str:
        """Follow the first link of every page; returns where it leads to, outside this house."""
        way_out = next(href for href in page.links if urlsplit(href).path.endswith("/leave"))
        answer = await self._client.get(way_out)
        return answer.headers.get("location", "")

    async def submit(
        self,
        page: Page,
        to: str,
        filled: Mapping[str, str] = MappingProxyType({}),
        *,
        press: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in the form that goes to an address that ends with `to`, and send it."""
        form = page.form_to(to)
        action = form and form.address(to)
        if not form or not action:
            self._walk.stumbled(f"a form to …{to}", f"{page.path} has none ({page.status})")
            raise Stumble(to)
        fields = _fill(form, filled)
        if press:
            fields.append(press)
        if form.method == "get":
            query = str(httpx.QueryParams(tuple(fields)))
            sent = self._client.get(f"{urlsplit(action).path}?{query}", follow_redirects=True)
        else:
            sent = self._post(action, fields)
        return self._read(await sent)

    async def send(self, path: str) -> Page:
        """Send an empty form to an address, whether or not a page offers it."""
        return self._read(await self._post(path, []))

    async def _post(self, path: str, fields: list[tuple[str, str]]) -> httpx.Response:
        return await self._client.post(
            path,
            content=str(httpx.QueryParams(tuple(fields))),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self._walk.base_url,
            },
            follow_redirects=True,
        )

    def _read(self, answer: httpx.Response) -> Page:
        return Page(answer.url.path, answer.status_code, answer.text)


def _fill(form: Form, filled: Mapping[str, str]) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in form.fields if name not in filled]
    return kept + list(filled.items())
