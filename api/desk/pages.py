"""A page of the desk: whose it is, where it belongs, and the labels that its codes have."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from api.desk.labels import labels
from api.pages.rendering import address, language_of, render
from tenants.errors import Conflict, DomainError, Invalid
from tenants.themes import THEMES, TOP_LEVEL


class Problems(dict[str, str]):
    """What is wrong with which field; a field that is not named has nothing wrong with it."""

    def __missing__(self, field: str) -> str:
        return ""


def page(
    request: Request,
    template: str,
    *,
    error: DomainError | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """`desk/<template>.html`; `problems` names fields that need a change, `reason` a conflict.

    After an `error` they are those of it, and so is the status.
    """
    problems = error.problems if isinstance(error, Invalid) else {}
    reason = error.reason if isinstance(error, Conflict) else None
    return render(
        request,
        f"desk/{template}.html",
        status=error.status if error else status,
        headers=headers,
        **{"reason": reason} | context | {"problems": Problems(context.get("problems", problems))},
        seat=getattr(request.state, "seat", None),
        section=section_of(request.url.path),
        LABELS=labels(language_of(request)),
        THEMES=THEMES,
        TOP_LEVEL=TOP_LEVEL,
    )


def go(request: Request, path: str, **query: str) -> Redirect:
    """On to another page of the desk; `done` is what it says was done, `then` where it leads."""
    return Redirect(address(request, path, **query), status_code=303)


def section_of(path: str) -> str:
    """/desk/hours/… → hours"""
    return path.removeprefix("/desk").strip("/").partition("/")[0]
