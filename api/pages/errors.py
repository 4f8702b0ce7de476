"""An error as a calm page: what happened, what to do now, and what was written is still there."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response

from api.pages.rendering import render
from api.problems import details, headers, note_fault


@dataclass(frozen=True, slots=True)
class Trouble:
    """`code` and `reason` choose the words; `kept` is what was written, to be shown again."""

    status: int
    code: str
    reason: str | None
    fields: dict[str, str]
    retry_after: int | None
    kept: str


def keep_text(request: Request, text: str) -> None:
    """Remember what was written in this request, so that no error loses it."""
    request.state.kept = text


def kept_text(request: Request) -> str:
    return getattr(request.state, "kept", "")


def error_page(request: Request, error: Exception, template: str, **context: Any) -> Response[str]:
    """The page for any error, with the status and headers that a machine would get.

    `template` extends the door's own page and includes `pages/trouble.html`; `context` is for it.
    """
    members = details(error)
    note_fault(request, error, members["status"])
    extra = headers(error)
    trouble = Trouble(
        members["status"],
        members["code"],
        members.get("reason"),
        members.get("problems", {}),
        int(extra["Retry-After"]) if extra.get("Retry-After", "").isdigit() else None,
        kept_text(request),
    )
    return render(
        request, template, status=trouble.status, headers=extra, trouble=trouble, **context
    )
