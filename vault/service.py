"""The contract of a key server: keys that do their work without ever leaving it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
WRAPPED = re.compile(r"(?:vault|keystore):v([1-9][0-9]{0,8}):[A-Za-z0-9+/=]+")


class KeyKind(StrEnum):
    """What a key is for; one key never serves two purposes."""

    #: AES-256-GCM under a key derived per context; neither exportable nor open to plain backup
    WRAPPING = "wrapping"
    #: HMAC-SHA-256 for look-ups; never rotated, since what it hashed could not be found again
    DIGEST = "digest"
    #: ECDSA P-256, so that a JWT is signed with ES256
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """What may be told of a key; never the key.

    `created_at` is that of the oldest version it may still be asked for, `rotated_at` that of the
    latest: the same moment for a key that was never rotated.
    """

    latest_version: int
    minimum_version: int
    created_at: datetime
    rotated_at: datetime


class KeyService(Protocol):
    """All raise KeyServiceUnavailable, KeyNotFound, KeyRefused or CannotOpen, and nothing else.

    A name is 1 to 100 of a-z, 0-9 and hyphen; another raises ValueError.
    """

    @property
    def name(self) -> str:
        """Which it is, to tell people: "vault" or "keystore"."""

    async def create_key(self, name: str, kind: KeyKind) -> None:
        """Make a key; nothing happens where it exists. KeyRefused where it is of another kind."""

    async def wrap(self, name: str, plaintext: bytes, context: bytes) -> str:
        """Text such as "vault:v1:…" that opens with the same key and context alone."""

    async def unwrap(self, name: str, wrapped: str, context: bytes) -> bytes:
        """What was wrapped; CannotOpen for another context or a version below the minimum."""

    async def rewrap(self, name: str, wrapped: str, context: bytes) -> str:
        """The same under the latest version; the plaintext never leaves the key server."""

    async def rotate(self, name: str) -> int:
        """Add a version, use it from now on, return it. A DIGEST key refuses."""

    async def raise_minimum(self, name: str, version: int) -> None:
        """Refuse to open what older versions wrapped; never lowers."""

    async def destroy(self, name: str) -> None:
        """Irreversible: what it wrapped is lost, in backups too. Nothing happens a second time."""

    async def describe(self, name: str) -> KeyDescription: ...

    async def digest(self, name: str, data: bytes) -> bytes:
        """32 bytes that only this key server can compute, always the same for the same data."""

    async def sign(self, name: str, data: bytes, *, version: int | None = None) -> bytes:
        """A signature of 64 bytes r‖s as JWS wants it, by the latest version unless told."""

    async def public_keys(self, name: str) -> dict[int, bytes]:
        """Each version's public half, PEM (SubjectPublicKeyInfo)."""

    async def health(self) -> bool:
        """Whether it would answer now; raises nothing."""

    async def close(self) -> None: ...


def check_name(name: str) -> str:
    """The name again; ValueError where it could mean a path or another key."""
    if not NAME.fullmatch(name):
        raise ValueError("a key name is 1 to 100 of a-z, 0-9 and hyphen")
    return name


def version_of(wrapped: str) -> int | None:
    """The key version that wrapped this text; None where it is no such text."""
    match = WRAPPED.fullmatch(wrapped)
    return int(match[1]) if match else None
