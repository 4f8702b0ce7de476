"""The one family of errors of the domain. A door turns each into a problem with its `code`."""

from dataclasses import dataclass, field


class DomainError(Exception):
    """What went wrong, said so that a person can act on it; never holds content or a secret."""

    code = "error"
    status = 500
    title = "Something went wrong"


@dataclass
class NotFound(DomainError):
    """It is not there, or it is not yours: nobody can tell which."""

    code = "not-found"
    status = 404
    title = "There is nothing here"


@dataclass
class Forbidden(DomainError):
    """You may see it, and may not do this with it."""

    action: str = ""
    code = "forbidden"
    status = 403
    title = "This is not yours to do"


@dataclass
class Unauthenticated(DomainError):
    """Nobody is known to be acting, or what was shown as proof is wrong or has ended."""

    code = "unauthenticated"
    status = 401
    title = "Sign in first"


@dataclass
class Invalid(DomainError):
    """What was sent cannot be used; `problems` names each field with what to do about it."""

    problems: dict[str, str] = field(default_factory=dict)
    code = "invalid"
    status = 422
    title = "Something in what was sent needs a change"


@dataclass
class Conflict(DomainError):
    """The thing is not in the state this act needs; `reason` is a code of its own."""

    reason: str = "changed"
    code = "conflict"
    status = 409
    title = "This cannot be done in the present state"


@dataclass
class FileRefused(DomainError):
    """A file cannot be taken; `reason` is a code of its own."""

    reason: str = "not-taken"
    code = "file-refused"
    status = 422
    title = "This file cannot be taken"


@dataclass
class Locked(DomainError):
    """The kluis has to be unlocked first."""

    code = "locked"
    status = 403
    title = "Unlock the kluis first"


@dataclass
class TooMany(DomainError):
    """Too many of these for now; try again after `retry_after` seconds."""

    retry_after: int = 60
    code = "too-many"
    status = 429
    title = "Too many at once"


@dataclass
class Unavailable(DomainError):
    """A part this needs is not answering; nothing was kept, nothing was lost."""

    retry_after: int = 5
    code = "unavailable"
    status = 503
    title = "This does not work for a moment"
