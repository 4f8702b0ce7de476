"""What keeps an act that is sent twice from being done twice: its key, and what was answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import asyncpg
import msgspec

from tenants.errors import Conflict


@dataclass
class Replayed(Exception):  # noqa: N818 nothing went wrong: it had been done already
    """The act was done before; this is what was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """For an act that keeps its answer itself; `answer` makes it from what the act gives."""

    key: str
    fingerprint: bytes
    answer: Callable[[Any], bytes] = field(repr=False)


def replay(kept: asyncpg.Record | None, fingerprint: bytes) -> NoReturn:
    """Raise Replayed, or Conflict where the key has served another act."""
    if kept is None or kept["status"] is None or kept["fingerprint"] != fingerprint:
        raise Conflict("idempotency-key-reused")
    raise Replayed(kept["status"], msgspec.json.decode(kept["headers"]), kept["body"])
