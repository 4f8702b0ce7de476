"""Long lists, a page at a time: an opaque signed cursor, and the next address in `Link`."""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: `limit` things `after` this id, None for the first page."""

    after: UUID | None
    limit: int
    _path: str
    _actor: Actor
    _key: bytes = field(repr=False)

    @property
    def one_more(self) -> int:
        """Ask for this many: the last one tells only whether there is a next page."""
        return self.limit + 1

    def answer(self, things: Sequence[T], ids: Sequence[UUID]) -> Response[list[T]]:
        """The page of `things`, whose ids stand in the same order."""
        headers = {}
        if len(things) > self.limit:
            cursor = _sign(self._key, self._path, self._actor, ids[self.limit - 1])
            query = urlencode({"limit": self.limit, "cursor": cursor})
            headers["Link"] = f'<{self._path}?{query}>; rel="next"'
        return Response(list(things[: self.limit]), headers=headers)


PageDependency = NamedDependency[Page]


async def provide_page(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    cursor: Annotated[
        str | None,
        QueryParameter(max_length=200, description="from the `Link` of the page before"),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Page:
    """Raises Invalid for a cursor that was made for another list, or for somebody else."""
    state, path = request.app.state, request.url.path
    key = state.get("cursor_key")
    if key is None:
        # Made by the key server from a key that is not rotated: the same in every replica.
        key = state.cursor_key = await state.keys.digest(LOOKUP_KEY, b"cursors of lists")
    after = None
    if cursor is not None:
        after = _find_id(cursor)
        if after is None or not hmac.compare_digest(cursor, _sign(key, path, actor, after)):
            raise Invalid({"cursor": "is not one that this list gave you"})
    return Page(after, limit, path, actor, key)


def _sign(key: bytes, path: str, actor: Actor, last: UUID) -> str:
    bound = f"{path}\n{actor.tenant_id}\n{last}".encode()
    return urlsafe_b64encode(last.bytes + hmac.digest(key, bound, "sha256")[:20]).decode()


def _find_id(cursor: str) -> UUID | None:
    try:
        return UUID(bytes=urlsafe_b64decode(cursor.encode("ascii"))[:16])
    except (binascii.Error, ValueError):
        return None
