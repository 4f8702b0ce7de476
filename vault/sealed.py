"""AES-256-GCM as all stored secrets here use it: format byte, nonce, text with its tag."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import CannotOpen

FORMAT = 1
NONCE = 12
TAG = 16


def close_under(key: bytes | AESGCM, text: bytes, *, bound_to: bytes) -> bytes:
    """Format byte ‖ 12 bytes nonce ‖ text and tag; 29 bytes more than the text."""
    nonce = secrets.token_bytes(NONCE)
    return bytes([FORMAT]) + nonce + _cipher(key).encrypt(nonce, text, bound_to)


def open_under(key: bytes | AESGCM, blob: bytes, *, bound_to: bytes) -> bytes:
    """The text again. Raises CannotOpen for any other key, place, byte or format."""
    if len(blob) < 1 + NONCE + TAG or blob[0] != FORMAT:
        raise CannotOpen
    try:
        return _cipher(key).decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], bound_to)
    except InvalidTag:
        raise CannotOpen from None


def _cipher(key: bytes | AESGCM) -> AESGCM:
    return AESGCM(key) if isinstance(key, bytes) else key
