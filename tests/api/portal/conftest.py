"""A person at the portal."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from tests.api.portal.walking import Walker


@pytest.fixture
def walker(client: httpx.AsyncClient) -> Walker:
    return Walker(client)


@pytest.fixture
async def stranger(served: Litestar) -> AsyncIterator[Walker]:
    """Somebody else, with a browser of their own."""
    transport = httpx.ASGITransport(served, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver.local"
    ) as browser:
        yield Walker(browser)
