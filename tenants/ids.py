"""Identifiers: ordered by time where rows may show it, random where time must not be told."""

import secrets
import time
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def new_timeless_id() -> UUID:
    """A UUID version 4, for what must not tell when it was made."""
    return uuid4()
