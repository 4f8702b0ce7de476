"""Long lists, a page at a time: an opaque signed cursor, and the next address in `Link`."""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from tenants.conversations.clients import LOOKUP_KEY
from tenants.errors import Invalid
from tenants.policy import Actor

T = TypeVar("T")


class Page:
    """Which part of a list was asked for."""

    def __init__(self, request: Request[Any, Any, Any], cursor: str | None, limit: int) -> None:
        self._state = request.app.state
        self._path = request.url.path
        self._cursor = cursor
        self.limit = limit

    @property
    def one_more(self) -> int:
        """Ask for this many: the last one tells only whether there is a next page."""
        return self.limit + 1

    async def after(self, actor: Actor) -> UUID | None:
        """The id that the page before ended with. Raises Invalid for a cursor that is not ours."""
        if self._cursor is None:
            return None
        last = _find_id(self._cursor)
        if last is None or not hmac.compare_digest(
            self._cursor.encode(), (await self._sign(actor, last)).encode()
        ):
            raise Invalid({"cursor": "is not one that this list gave you"})
        return last

    async def answer(
        self, actor: Actor, things: Sequence[T], ids: Sequence[UUID]
    ) -> Response[list[T]]:
        """The page of `things`, whose ids stand in the same order."""
        headers = {}
        if len(things) > self.limit:
            cursor = await self._sign(actor, ids[self.limit - 1])
            query = urlencode({"limit": self.limit, "cursor": cursor})
            headers["Link"] = f'<{self._path}?{query}>; rel="next"'
        return Response(list(things[: self.limit]), headers=headers)

    async def _sign(self, actor: Actor, last: UUID) -> str:
        """A cursor for this list of this tenant."""
        if "cursor_key" not in self._state:
            # Made by the key server from a key that is not rotated: the same in every replica.
            self._state.cursor_key = await self._state.house.keys.digest(
                LOOKUP_KEY, b"cursors of lists"
            )
        bound = f"{self._path}\n{actor.tenant_id}\n{last}".encode()
        signature = hmac.digest(self._state.cursor_key, bound, "sha256")[:20]
        return urlsafe_b64encode(last.bytes + signature).decode()


PageDependency = NamedDependency[Page]


async def provide_page(
    request: Request[Any, Any, Any],
    cursor: Annotated[
        str | None,
        QueryParameter(max_length=200, description="from the `Link` of the page before"),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Page:
    """Nothing is checked yet: what raises here would leave the session beside it open."""
    return Page(request, cursor, limit)


def _find_id(cursor: str) -> UUID | None:
    try:
        return UUID(bytes=urlsafe_b64decode(cursor.encode("ascii"))[:16])
    except (binascii.Error, ValueError):
        return None
