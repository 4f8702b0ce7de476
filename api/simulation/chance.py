"""Chance in the shapes that figures about people have; the same seed gives the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from asyncpg.pgproto.pgproto import UUID as QuickUUID  # noqa: N811 a UUID, made eight times faster
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]
Generator = np.random.Generator


def zipf(number: int, exponent: float) -> Shares:
    """Shares of ranks 1, 2, … that add up to 1."""
    weights = np.arange(1, number + 1, dtype=float) ** -exponent
    return np.asarray(weights / weights.sum())


def deal(rng: Generator, number: int, weights: Shares) -> Numbers:
    """So many places among `weights`, each as often as it weighs give or take one; shuffled."""
    ends = np.cumsum(weights / weights.sum())[:-1]
    return rng.permutation(np.searchsorted(ends, (np.arange(number) + rng.random()) / number))


@dataclass(frozen=True, slots=True)
class Mix:
    """Which code, given another one: a row of shares, added up, for each of the other's codes."""

    codes: tuple[str, ...]
    steps: Shares

    def draw(self, rng: Generator, given: Numbers) -> Numbers:
        """A place in `codes` for each place among the other's codes."""
        # The last step is 1 but for rounding, and chance stays below 1: the last is never passed.
        return np.asarray((rng.random(len(given))[:, None] >= self.steps[given, :-1]).sum(axis=1))


def mix(codes: Sequence[str], given: Sequence[str], weights: Mapping[str, Sequence[float]]) -> Mix:
    """`weights` stand under the start of a code of `given`: the longest that fits counts."""
    rows = [weights[max((w for w in weights if code.startswith(w)), key=len)] for code in given]
    shares = np.array(rows, dtype=float)
    if shares.shape[1] != len(codes):
        raise ValueError(f"{len(codes)} codes need as many weights: {', '.join(codes)}")
    return Mix(tuple(codes), np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1))


def ids(rng: Generator, number: int) -> list[UUID]:
    """Identifiers without a time in them (RFC 9562, version 4)."""
    raw = np.frombuffer(rng.bytes(16 * number), np.uint8).reshape(number, 16).copy()
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    return [QuickUUID(one.tobytes()) for one in raw]


def id_at(rng: Generator, milliseconds: int) -> UUID:
    """One that is ordered by time (version 7), as of a moment in Unix milliseconds."""
    late = ids(rng, 1)[0].bytes
    return QuickUUID(milliseconds.to_bytes(6) + bytes([late[6] & 0x0F | 0x70]) + late[7:])


def milliseconds(year: int) -> int:
    """The second of January, in Unix milliseconds."""
    return int(datetime(year, 1, 2, tzinfo=UTC).timestamp() * 1000)
