"""The desk in a real browser: somebody of the cast, a window, and a look at what is in it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from api.house import House
from tenants.policy import Role
from tests.api import browsers
from tests.api.conftest import desk_cookie
from tests.people import Cast

SitDown = Callable[..., Awaitable[object]]


@pytest.fixture
async def sit_down(house: House, cast: Cast, chromium, home: str) -> AsyncIterator[SitDown]:
    """Somebody of the cast in a browser window of their own."""
    windows = []

    async def sit_down(name: str, screen: dict[str, int], **looks: object) -> object:
        unlock = cast.roles[name] is Role.COUNSELLOR
        cookie = await desk_cookie(house, cast, name, unlock=unlock)
        window = await chromium.new_context(viewport=screen, base_url=home, **looks)
        windows.append(window)
        await window.add_cookies([{"name": "desk", "value": cookie, "url": home}])
        page = await window.new_page()
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((home, "data:")) else page.faults.append(r.url),
        )
        return page

    yield sit_down
    for window in windows:
        await window.close()


async def look(page, name: str) -> None:
    """As every page is looked at; and its console and its requests are in order."""
    await browsers.look(page, name)
    assert page.faults == []
