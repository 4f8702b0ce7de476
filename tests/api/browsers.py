"""Chromium and the application where it really listens, and a look at what a page shows.

With SHOTS=<directory> each page is kept there as a picture, to be looked at.
"""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar

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
    if directory := os.environ.get("SHOTS"):
        Path(directory).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{directory}/{name}.png", full_page=True)
