"""Failing closed: what is not shown to be safe is not released."""

from dataclasses import dataclass

from tenants.errors import DomainError


@dataclass
class NotReleasable(DomainError):  # noqa: N818 - a refusal is an outcome, not a fault
    """Nothing is released; `reasons` name rules and cells, never a suppressed figure."""

    reasons: tuple[str, ...] = ()
    code = "not-releasable"
    status = 409
    title = "These figures cannot be released"

    def __str__(self) -> str:
        return "; ".join(self.reasons)
