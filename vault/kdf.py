"""Argon2id: what makes guessing a person's words slow."""

import re
import secrets
import time
from dataclasses import dataclass
from typing import Self

from argon2.low_level import Type, hash_secret_raw

SHAPE = re.compile(r"argon2id:(\d{1,7}):(\d{1,2}):(\d{1,2})")
MASTER_BYTES = 64


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """64 MiB, three passes, one lane: RFC 9106's choice for little memory, some 0.15 s of one core.

    One lane, because a server that derives for many at once gains nothing from more.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        # The upper bounds keep a changed row from taking the machine down.
        if not (
            1 <= self.lanes <= 16
            and 1 <= self.iterations <= 32
            and 8 * self.lanes <= self.memory_kib <= 1024 * 1024
        ):
            raise ValueError("Argon2id takes 8 KiB a lane to 1 GiB, 1-32 passes, 1-16 lanes")

    @classmethod
    def parse(cls, text: str) -> Self:
        """From what `str` gives, such as "argon2id:65536:3:1". ValueError for anything else."""
        match = SHAPE.fullmatch(text)
        if not match:
            raise ValueError("parameters read argon2id:KiB:iterations:lanes")
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return f"argon2id:{self.memory_kib}:{self.iterations}:{self.lanes}"


def calibrate(seconds: float, *, memory_kib: int = 64 * 1024) -> tuple[KdfParameters, float]:
    """Parameters that take about so long on this machine, and how long they really took.

    Never fewer than the three passes of RFC 9106: a slow machine is no reason for weak words.
    """
    one_pass = min(_time(KdfParameters(memory_kib, 3)) for _ in range(3)) / 3
    chosen = KdfParameters(memory_kib, min(max(round(seconds / one_pass), 3), 32))
    return chosen, _time(chosen)


def _time(parameters: KdfParameters) -> float:
    salt, began = secrets.token_bytes(32), time.perf_counter()
    stretch("any six words that somebody keeps", salt=salt, parameters=parameters)
    return time.perf_counter() - began


def stretch(secret: str, *, salt: bytes, parameters: KdfParameters) -> bytes:
    """64 bytes from a secret; takes long on purpose, so keep it off the event loop.

    ValueError for a salt under 16 bytes.
    """
    if len(salt) < 16:
        raise ValueError("a salt has 16 bytes or more")
    return hash_secret_raw(
        secret.encode(),
        salt,
        time_cost=parameters.iterations,
        memory_cost=parameters.memory_kib,
        parallelism=parameters.lanes,
        hash_len=MASTER_BYTES,
        type=Type.ID,
    )
