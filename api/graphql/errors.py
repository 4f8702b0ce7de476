"""Errors as this door tells them: the codes of the problem details of REST, and no more."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from graphql import GraphQLError
from litestar import Request

from api.problems import details, headers, note_fault
from tenants.errors import Invalid, TooMany, Unavailable

WAITING = {TooMany.code, Unavailable.code}
TOLD = ("code", "reason", "problems", "action")


def cause_of(error: GraphQLError) -> Exception | None:
    """What a resolver raised; None where it is the engine's own word about what was sent."""
    cause = error.original_error
    return None if isinstance(cause, GraphQLError) else cause


def code_of(error: GraphQLError) -> str:
    """The code of REST's problem for the same error."""
    cause = cause_of(error)
    return details(cause)["code"] if cause else Invalid.code


def told(request: Request[Any, Any, Any], error: GraphQLError) -> dict[str, Any]:
    """What the sender is told; a fault of ours is logged by its type alone."""
    cause = cause_of(error)
    if cause is None:
        members: dict[str, Any] = {"title": error.message, "code": code_of(error)}
    else:
        members = details(cause)
        note_fault(request, cause, members["status"])
    shown: dict[str, Any] = {
        "message": members["title"],
        "extensions": {name: members[name] for name in TOLD if name in members},
    }
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = error.path
    return shown


def status_of(
    data: dict[str, Any] | None, errors: Sequence[GraphQLError]
) -> tuple[int, dict[str, str]]:
    """400 where nothing was begun, 503 or 429 where nothing but waiting helps, else 200."""
    if data is None and all(cause_of(error) is None for error in errors):
        return HTTPStatus.BAD_REQUEST, {}
    if not any(value is not None for value in (data or {}).values()):
        for error in errors:
            cause = cause_of(error)
            if cause and code_of(error) in WAITING:
                return details(cause)["status"], headers(cause)
    return HTTPStatus.OK, {}
