"""Relay's nodes: an id that is good everywhere, and says what it is an id of only to us."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry
from strawberry.relay.utils import from_base64, to_base64

from tenants.errors import Invalid, NotFound

T = TypeVar("T")
#: arguments that are called `id` in the schema
NodeId = Annotated[strawberry.ID, strawberry.argument(name="id")]
NodeIdOrNone = Annotated[strawberry.ID | None, strawberry.argument(name="id")]
#: how many things a page holds, unless it is asked for more or fewer
PAGE, MOST = 20, 100


@strawberry.interface(description="Whatever has an id that `node` finds it by.")
class Node:
    id: strawberry.ID


def node_id(kind: str, *key: object) -> strawberry.ID:
    """The id of a thing of this kind, from the parts that tell it from all others."""
    return strawberry.ID(to_base64(kind, "/".join(str(part) for part in key)))


def kind_of(node: str) -> str:
    """What it is an id of. Raises NotFound for what is no id."""
    try:
        return from_base64(node)[0]
    except ValueError:
        raise NotFound from None


def key_of(node: str, kind: str, *types: Callable[[str], Any]) -> tuple[Any, ...]:
    """The parts of an id of this kind. Raises NotFound for any other, as for what is not there."""
    try:
        named, key = from_base64(node)
        parts = key.split("/")
        if named != kind or len(parts) != len(types):
            raise NotFound
        return tuple(of(part) for of, part in zip(types, parts, strict=True))
    except ValueError:
        raise NotFound from None


def organisation_of(node: str | None) -> UUID | None:
    """The organisation that an id names; None, the own one, where there is no id."""
    return key_of(node, "Organisation", UUID)[0] if node is not None else None


@strawberry.type(description="Where this page of a list begins and ends.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo


def after_of(cursor: str | None) -> UUID | None:
    """The id after which the page begins. Raises Invalid."""
    try:
        return key_of(cursor, "after", UUID)[0] if cursor is not None else None
    except NotFound:
        raise Invalid({"after": "is not a cursor that this list gave you"}) from None


def one_more(first: int) -> int:
    """Ask for this many: the last one tells only whether there is a next page. Raises Invalid."""
    if not 1 <= first <= MOST:
        raise Invalid({"first": f"must be from 1 to {MOST}"})
    return first + 1


def connect(nodes: list[T], keys: list[UUID], first: int, after: str | None) -> Connection[T]:
    """A page of `nodes`, whose ids stand in the same order."""
    edges = [
        Edge(cursor=str(node_id("after", key)), node=node)
        for node, key in zip(nodes[:first], keys, strict=False)
    ]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(nodes) > first,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
