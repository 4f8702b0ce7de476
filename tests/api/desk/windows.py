"""The desk in a real browser: somebody of the cast, a window, and a look at what is in it.

With SHOTS=<directory> each page is kept there as a picture, to be looked at.
"""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar

from api.auth.staff import GATEKEEPER, find_session, keep_unlocked, open_session
from api.house import House
from tenants.conversations.kluis import unlock_kluis
from tenants.policy import Role
from tests.people import UNLOCK_SECRET, Cast

SitDown = Callable[..., Awaitable[object]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
async def home(served: Litestar) -> AsyncIterator[str]:
    """Where the application really listens."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(served, lifespan="off", log_level="critical", access_log=False)
    )
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[object]:
    playwright = pytest.importorskip("playwright.async_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on the path")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def sit_down(house: House, cast: Cast, chromium, home: str) -> AsyncIterator[SitDown]:
    """Somebody of the cast in a browser window of their own."""
    windows = []

    async def sit_down(name: str, screen: dict[str, int], **looks: object) -> object:
        async with house.tenancy.open(GATEKEEPER, cast.homes[name]) as tenant:
            cookie = await open_session(house, tenant, cast.staff[name])
        if cast.roles[name] is Role.COUNSELLOR:
            session = await find_session(house, cookie.value)
            async with house.tenancy.open(session.actor) as tenant:
                seed = await unlock_kluis(tenant, UNLOCK_SECRET)
            await keep_unlocked(house, session, seed)
        window = await chromium.new_context(viewport=screen, base_url=home, **looks)
        windows.append(window)
        await window.add_cookies([{"name": "desk", "value": cookie.value, "url": home}])
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
    """Nothing wider than the screen, no fault that axe finds, a picture kept."""
    axe = pytest.importorskip("axe_playwright_python.async_playwright")
    await page.wait_for_load_state()
    wider = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, f"{name} is {wider} px too wide"
    found = await axe.Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert not found.response["violations"], f"{name}: {found.generate_report()}"
    assert page.faults == []
    if directory := os.environ.get("SHOTS"):
        Path(directory).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{directory}/{name}.png", full_page=True)
