"""An organisation's key-encryption key (KEK), and the two that it has while one is replaced.

What the database holds of it is one wrapped text, or two with a space between: the new, the former.
"""

from typing import Self


class Kek(bytes):
    """32 bytes that close every seal. `former` still opens what is not closed anew yet."""

    former: bytes | None = None

    @classmethod
    def of(cls, newest: bytes, former: bytes | None) -> Self:
        kek = cls(newest)
        kek.former = former
        return kek


def is_being_replaced(wrapped: str) -> bool:
    """Whether this stored text holds two."""
    return " " in wrapped


def with_former(newest: str, former: str) -> str:
    """What to store while both open."""
    return f"{newest} {former}"


def newest_of(wrapped: str) -> str:
    """The wrapped text of the one that closes."""
    return wrapped.partition(" ")[0]
