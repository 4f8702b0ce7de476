"""Who asks, and how each resolver comes to a session of its own.

Siblings are resolved at the same time: in one shared transaction a failing field would undo, or
half keep, what the others did.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request
from strawberry.dataloader import DataLoader

from api.auth.sessions import cookie_name, find_session
from api.auth.tokens import actor_of_bearer
from api.house import House
from api.limits import permits_of
from tenants.errors import NotFound, Unauthenticated
from tenants.policy import FIRM, Actor
from tenants.session import TenantSession
from vault import KeyPair

T = TypeVar("T")
#: sessions that one request may hold at the same time: it must not empty the door's pool
SESSIONS_AT_ONCE = 3


class Context:
    """One request. `person` is the key pair of a counsellor whose kluis is unlocked."""

    def __init__(
        self, house: House, actor: Actor, *, name: str | None = None, person: KeyPair | None = None
    ) -> None:
        self.house = house
        self.actor = actor
        self.name = name
        self.person = person
        self._at_once = asyncio.Semaphore(SESSIONS_AT_ONCE)
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    @asynccontextmanager
    async def open(
        self, organisation_id: UUID | None = None, *, brief: bool = False
    ) -> AsyncIterator[TenantSession]:
        """A session in an organisation, or where the actor belongs."""
        async with (
            self._at_once,
            self.house.tenancy.open(
                self.actor, organisation_id, person=self.person, brief=brief
            ) as tenant,
        ):
            yield tenant

    async def load(
        self, read: Callable[["Context", list[Any]], Awaitable[Sequence[Any]]], key: Hashable
    ) -> Any:
        """What `read` finds for a key, asked for together with all keys of the same moment."""
        if read not in self._loaders:
            # Nothing is kept between loads: a mutation may have changed it.
            self._loaders[read] = DataLoader(partial(read, self), cache=False)
        return await self._loaders[read].load(key)

    async def by_organisation(
        self,
        organisation_ids: Sequence[UUID],
        one: Callable[[TenantSession], Awaitable[T]],
        many: Callable[[TenantSession, Sequence[UUID]], Awaitable[dict[UUID, T]]] | None = None,
    ) -> list[T | NotFound]:
        """Read the same of several organisations in one session, in the order of the ids.

        A firm asks for `many` in one query. Everybody else may be in one organisation at a time.
        """
        ids = list(dict.fromkeys(organisation_ids))
        found: dict[UUID, T | NotFound] = {}
        if many and len(ids) > 1 and self.actor.role in FIRM:
            async with self.open() as tenant:
                found.update(await many(tenant, ids))
        else:
            async with self.open(ids[0]) as tenant:
                for organisation_id in ids:
                    is_here = organisation_id == ids[0]
                    here = tenant if is_here else await tenant.within(organisation_id)
                    found[organisation_id] = await _find(one(here))
        return [found.get(organisation_id, NotFound()) for organisation_id in organisation_ids]


async def _find(reading: Awaitable[T]) -> T | NotFound:
    try:
        return await reading
    except NotFound as missing:
        return missing


async def context_of(request: Request[Any, Any, Any]) -> Context:
    """A machine by its token, or somebody at the desk. Raises Unauthenticated, TooMany."""
    house: House = request.app.state.house
    authorization = request.headers.get("authorization")
    if authorization is not None:
        actor = await actor_of_bearer(house.tokens, authorization)
        await permits_of(request.app.state).take(house.tenancy, actor, request.scope)
        return Context(house, actor)
    cookie = request.cookies.get(cookie_name(secure=house.settings.secure_cookies))
    if cookie is None:
        raise Unauthenticated
    session = await find_session(house, cookie)
    return Context(house, session.actor, name=session.name, person=session.unlocked)
