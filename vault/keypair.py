"""A person's key pair, made anew from 96 bytes each time: ML-KEM-768 with X25519."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

MLKEM_SEED = 64
SEED_BYTES = MLKEM_SEED + 32
MLKEM_PUBLIC = 1184
PUBLIC_BYTES = MLKEM_PUBLIC + 32


@dataclass(frozen=True)
class KeyPair:
    """Each half is made when it is first asked for: many a request needs neither."""

    _seed: bytes = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """64 bytes for ML-KEM (d ‖ z, FIPS 203), 32 for X25519. ValueError for other lengths."""
        if len(seed) != SEED_BYTES:
            raise ValueError("the seed of a key pair has 96 bytes")
        return cls(seed)

    @cached_property
    def private(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(self._mlkem, self._x25519)

    @cached_property
    def public(self) -> bytes:
        """1,216 bytes, ML-KEM first: what others seal to."""
        mlkem, x25519 = self._mlkem.public_key(), self._x25519.public_key()
        return mlkem.public_bytes_raw() + x25519.public_bytes_raw()

    @cached_property
    def _mlkem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(self._seed[:MLKEM_SEED])

    @cached_property
    def _x25519(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self._seed[MLKEM_SEED:])


def public_key(public: bytes) -> MLKEM768X25519PublicKey:
    """The public half from its 1,216 bytes. ValueError for what is none."""
    if len(public) != PUBLIC_BYTES:
        raise ValueError("the public half of a key pair has 1,216 bytes")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
    )
