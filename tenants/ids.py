"""Identifiers: ordered by time where rows may show it, random where time must not be told."""

import secrets
import time
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): milliseconds since 1970, then 4096ths of one, then chance.

    By the fraction (its section 6.2, method 3), acts of one process that share a millisecond keep
    their order.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76
    value |= (rest << 12) // 1_000_000 << 64
    return UUID(int=value | 0x2 << 62 | secrets.randbits(62))


def new_timeless_id() -> UUID:
    """A UUID version 4, for what must not tell when it was made."""
    return uuid4()
