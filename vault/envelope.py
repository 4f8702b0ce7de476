"""Two locks on every conversation: its data key, sealed to a person and then to the organisation.

The stored format is decision 0002. Everything here is pure and takes microseconds.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from vault.errors import CannotOpen
from vault.kek import Kek
from vault.keypair import KeyPair, public_key
from vault.padding import pad, unpad
from vault.sealed import close_under, open_under
from vault.subkeys import subkey

DATA_KEY_BYTES = 32
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class SealBinding:
    """Where a seal belongs: it opens for this holder of this conversation, for this purpose."""

    tenant_id: UUID
    conversation_id: UUID
    holder_id: UUID
    purpose: str = "data-key"

    def encode(self) -> bytes:
        """Unmistakable: three fields of 16 bytes, and the one of free length last."""
        ids = self.tenant_id.bytes + self.conversation_id.bytes + self.holder_id.bytes
        return b"gesprekspunt/1/seal/" + ids + self.purpose.encode()


@dataclass(frozen=True, slots=True)
class ContentBinding:
    """Where a text belongs: moved to another row or column it does not open."""

    tenant_id: UUID
    conversation_id: UUID
    row_id: UUID
    column: str

    def encode(self) -> bytes:
        return b"gesprekspunt/1/content/" + self.ids() + self.column.encode()

    def ids(self) -> bytes:
        return self.tenant_id.bytes + self.conversation_id.bytes + self.row_id.bytes


def new_data_key() -> bytes:
    """32 random bytes for one conversation."""
    return secrets.token_bytes(DATA_KEY_BYTES)


def seal(data_key: bytes, *, kek: bytes, recipient: bytes, binding: SealBinding) -> bytes:
    """Seal to one person's public half, then lock under the organisation's KEK; 1,197 bytes."""
    _check_data_key(data_key)
    bound_to = binding.encode()
    to_person = SUITE.encrypt(data_key, public_key(recipient), bound_to)
    return close_under(subkey(kek, "seal"), to_person, bound_to=bound_to)


def open_seal(blob: bytes, *, kek: bytes, key_pair: KeyPair, binding: SealBinding) -> bytes:
    """The data key. Raises CannotOpen unless both locks and the place fit."""
    bound_to = binding.encode()
    to_person, _ = _open_outer(blob, kek, bound_to)
    try:
        return SUITE.decrypt(to_person, key_pair.private, bound_to)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def reclose(blob: bytes, *, kek: bytes, binding: SealBinding) -> bytes | None:
    """The same seal under the newest of two keys; None where that is what closes it already.

    Only the outer lock is opened: what lies in it is still sealed to its person.
    """
    bound_to = binding.encode()
    to_person, newest = _open_outer(blob, kek, bound_to)
    return None if newest else close_under(subkey(kek, "seal"), to_person, bound_to=bound_to)


def _open_outer(blob: bytes, kek: bytes, bound_to: bytes) -> tuple[bytes, bool]:
    """What lies under the outer lock, and whether the newest key opened it."""
    try:
        return open_under(subkey(kek, "seal"), blob, bound_to=bound_to), True
    except CannotOpen:
        if not isinstance(kek, Kek) or kek.former is None:
            raise
        return open_under(subkey(kek.former, "seal"), blob, bound_to=bound_to), False


class Contents:
    """What lies under one data key, whose subkey is derived once for all of it."""

    def __init__(self, data_key: bytes) -> None:
        _check_data_key(data_key)
        self._cipher = AESGCM(subkey(data_key, "content"))

    def encrypt(self, text: bytes, *, binding: ContentBinding) -> bytes:
        """Padded, then AES-256-GCM bound to its row and column; `padded_length` and 29 bytes."""
        return close_under(self._cipher, pad(text), bound_to=binding.encode())

    def decrypt(self, blob: bytes, *, binding: ContentBinding) -> bytes:
        """The text. Raises CannotOpen for another key, row, column or format, or a changed byte."""
        return unpad(open_under(self._cipher, blob, bound_to=binding.encode()))


def encrypt(data_key: bytes, text: bytes, *, binding: ContentBinding) -> bytes:
    """One text of `Contents`."""
    return Contents(data_key).encrypt(text, binding=binding)


def decrypt(data_key: bytes, blob: bytes, *, binding: ContentBinding) -> bytes:
    """One text of `Contents`."""
    return Contents(data_key).decrypt(blob, binding=binding)


def _check_data_key(data_key: bytes) -> None:
    if len(data_key) != DATA_KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
