"""Guessing made slow, for words and codes alike."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.portal.places import Place
from tenants.attempts import count_attempt, find_delay
from tenants.errors import Unauthenticated
from tenants.session import TenantSession

#: what is wrong is counted for an organisation as a whole: who sent it is not known
ATTEMPTS = "portal words"


@asynccontextmanager
async def slowed(place: Place) -> AsyncIterator[TenantSession]:
    """A visitor's session; Unauthenticated in it makes everybody's next try here wait longer."""
    async with place.open() as tenant:
        delay = await find_delay(tenant, ATTEMPTS)
    await asyncio.sleep(delay)
    try:
        async with place.open_for_words() as tenant:
            yield tenant
    except Unauthenticated:
        async with place.open() as tenant:
            await count_attempt(tenant, ATTEMPTS)
        raise
