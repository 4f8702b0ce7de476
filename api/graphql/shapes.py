"""How this door describes itself: types and fields carry their docstrings into the schema."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast, dataclass_transform

import strawberry

from api.graphql.context import Context

T = TypeVar("T")
Info = strawberry.Info[Context, None]


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def view(cls: type[T]) -> type[T]:
    """A type of the schema, described by its docstring."""
    return strawberry.type(cls, description=_words(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def body(cls: type[T]) -> type[T]:
    """An input of the schema, described by its docstring."""
    return strawberry.input(cls, description=_words(cls))


def answer(resolver: Callable[..., Any]) -> Any:
    """A field that this function answers, described by its docstring."""
    return strawberry.field(resolver, description=_words(resolver))


def of_parent(resolver: Callable[..., Any]) -> Any:
    """A field of a type that a function of another feature answers."""
    return strawberry.field(resolver=resolver, description=_words(resolver))


def act(resolver: Callable[..., Any]) -> Any:
    """A mutation that this function does, described by its docstring."""
    return strawberry.mutation(resolver, description=_words(resolver))


def shape(_: type[T], thing: Any) -> T:
    """A thing of the domain as one of our views.

    Fields are read by name, so the thing itself will do; what the view does not name stays inside.
    """
    return cast("T", thing)


def shape_all(_: type[T], things: Iterable[Any]) -> list[T]:
    return cast("list[T]", things)


def fields_of(thing: Any) -> dict[str, Any]:
    """The members of an input as keyword arguments of the domain function."""
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


def _words(thing: Any) -> str | None:
    words = inspect.getdoc(thing) if thing.__doc__ else None
    return words and " ".join(words.split())
