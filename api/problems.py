"""The one renderer of errors: problem details (RFC 9457) for machines, a calm page for people."""

from http import HTTPStatus
from typing import Any

import asyncpg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from tenants.errors import (
    Conflict,
    DomainError,
    FileRefused,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unavailable,
)
from vault import KeyNotFound, KeyServiceUnavailable

log = structlog.get_logger()

PROBLEM_JSON = "application/problem+json"


def as_domain_error(error: Exception) -> DomainError | None:
    """The domain's word for an error of the framework or of the kluis; None for a fault of ours."""
    match error:
        case DomainError():
            return error
        case KeyServiceUnavailable():
            return Unavailable()
        case KeyNotFound():
            return NotFound()
        case asyncpg.CharacterNotInRepertoireError():
            # A NUL: nothing of ours can be called that.
            return NotFound()
        case ValidationException():
            return Invalid(_fields(error))
        case HTTPException(status_code=HTTPStatus.NOT_FOUND):
            return NotFound()
        case _:
            return None


def details(error: Exception) -> dict[str, Any]:
    """The members of the problem: type, title, status, code, and what the error adds."""
    problem = as_domain_error(error)
    if problem is None and isinstance(error, HTTPException):
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return _members(code, error.status_code, HTTPStatus(error.status_code).phrase)
    if problem is None:
        return _members("error", 500, DomainError.title)
    members = _members(problem.code, problem.status, problem.title)
    match problem:
        case Invalid(problems):
            members["problems"] = problems
        case Conflict(reason) | FileRefused(reason):
            members["reason"] = reason
        case Forbidden(action) if action:
            members["action"] = action
    return members


def headers(error: Exception) -> dict[str, str]:
    """Retry-After where waiting helps, and what the framework's own error carries."""
    match as_domain_error(error):
        case TooMany(retry_after) | Unavailable(retry_after):
            return {"Retry-After": str(retry_after)}
    return dict(error.headers or {}) if isinstance(error, HTTPException) else {}


def problem_response(request: Request, error: Exception) -> Response:
    """Answer with problem details; log a fault of ours by its type alone."""
    members = details(error)
    note_fault(request, error, members["status"])
    return Response(
        members,
        status_code=members["status"],
        media_type=PROBLEM_JSON,
        headers=headers(error) | {"Cache-Control": "no-store"},
    )


def note_fault(request: Request, error: Exception, status: int) -> None:
    """Log the type and place of an unexpected error; its message could hold what somebody wrote."""
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno}" if frame else "?"
        log.error("fault", error=type(error).__name__, place=place, method=request.method)


def _members(code: str, status: int, title: str) -> dict[str, Any]:
    return {"type": f"/problems/{code}", "title": title, "status": status, "code": code}


def _fields(error: ValidationException) -> dict[str, str]:
    extra = error.extra if isinstance(error.extra, list) else []
    named = {
        str(item["key"]): str(item["message"])
        for item in extra
        if isinstance(item, dict) and "key" in item and "message" in item
    }
    return named or {"body": "cannot be read as what this address takes"}
