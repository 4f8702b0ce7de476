"""People at the desk, each with a browser of their own that knows no JavaScript."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest
from litestar import Litestar

from api.house import House
from tenants.conversations.messages import post_message
from tenants.network.counsellors import create_counsellor
from tenants.policy import Role
from tests.api.conftest import sit_at_desk
from tests.api.desk.windows import sit_down
from tests.people import PASSPHRASE, Cast, Talk, enrol

__all__ = ["sit_down"]  # a fixture of a real browser

Sit = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def browser(served: Litestar) -> AsyncIterator[Callable[[], Awaitable[httpx.AsyncClient]]]:
    """Browsers, as many as there are people in a test."""
    async with AsyncExitStack() as stack:

        async def make() -> httpx.AsyncClient:
            transport = httpx.ASGITransport(served, raise_app_exceptions=False)
            return await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=transport,
                    base_url="http://testserver.local",
                    headers={"Accept-Language": "en"},
                    params={"lang": "en"},
                )
            )

        yield make


@pytest.fixture
def sit(house: House, cast: Cast, browser: Callable[[], Awaitable[httpx.AsyncClient]]) -> Sit:
    """Somebody of the cast who has signed in; a counsellor's kluis is open unless told."""

    async def sit(name: str, *, unlock: bool = True) -> httpx.AsyncClient:
        at_desk = await browser()
        unlock = unlock and cast.roles[name] is Role.COUNSELLOR
        await sit_at_desk(house, cast, at_desk, name, unlock=unlock)
        return at_desk

    return sit


@pytest.fixture
async def amina(sit: Sit) -> httpx.AsyncClient:
    return await sit("amina")


@pytest.fixture
async def alice(sit: Sit) -> httpx.AsyncClient:
    return await sit("alice")


@dataclass(frozen=True)
class Newcomer:
    """A counsellor who has never signed in; `totp` is in base 32."""

    email: str
    passphrase: str
    totp: str


@pytest.fixture
async def newcomer(house: House, cast: Cast) -> Newcomer:
    alice = cast.actor("alice")
    login = await enrol(house, alice, name="Gijs Nieuw")
    async with house.tenancy.open(alice) as tenant:
        await create_counsellor(
            tenant,
            staff_id=login.staff_id,
            name="Gijs Nieuw",
            introduction={"nl": "Ik luister."},
            languages=["nl"],
            themes=[],
            channels=["messages"],
            hours_per_week=Decimal(8),
            trained_until=None,
        )
    return Newcomer(login.email, PASSPHRASE, login.totp)


def path_of(talk: Talk) -> str:
    return f"/desk/conversations/{talk.organisation_id}/{talk.id}"


async def write(house: House, talk: Talk, text: str) -> None:
    """The client writes."""
    async with house.tenancy.open(talk.client, person=talk.client_key) as tenant:
        await post_message(tenant, talk.id, text)
