"""Two who edit the same thing do not undo one another: ETag and If-Match (RFC 9110)."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter

T = TypeVar("T")

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", description="the ETag that you read; with it, a newer state is not undone"
    ),
]


def tagged(views: Sequence[T]) -> Response[list[T]]:
    """An answer with the tag of what it shows."""
    return Response(list(views), headers={"ETag": etag(views)})


def etag(views: Any) -> str:
    return f'"{hashlib.sha256(msgspec.json.encode(views)).hexdigest()[:32]}"'


def require_match(if_match: str, current: Any) -> None:
    """Raise 412 where `current` is no longer what the sender read."""
    if if_match.strip() not in {"*", etag(current)}:
        raise HTTPException(status_code=412)
