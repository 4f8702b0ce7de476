"""Lengths that tell little: what is written is filled up to one of a few sizes.

256, 512, 1,024, 2,048 and 4,096 bytes, then multiples of 4,096: steps that double while a text is
short, where "yes" and a page of distress would otherwise show, and cost at most 4 KiB after that.
"""

from vault.errors import CannotOpen

STEPS = (256, 512, 1024, 2048, 4096)
MARK = b"\x80"


def padded_length(length: int) -> int:
    """The size in bytes that a text of `length` bytes takes; one byte of it is the end mark."""
    needed = length + 1
    for step in STEPS:
        if needed <= step:
            return step
    return -(-needed // STEPS[-1]) * STEPS[-1]


def pad(text: bytes) -> bytes:
    """The text, one byte 0x80, then zeros (ISO/IEC 7816-4): it ends the same whatever it holds."""
    return (text + MARK).ljust(padded_length(len(text)), b"\0")


def unpad(padded: bytes) -> bytes:
    text = padded.rstrip(b"\0")
    if not text.endswith(MARK):
        raise CannotOpen
    return text[:-1]
