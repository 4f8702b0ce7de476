"""One key, one purpose: every use of a key goes through a label of its own."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand


def subkey(key: bytes, purpose: str, length: int = 32) -> bytes:
    """`length` bytes for this purpose (HKDF-Expand, RFC 5869) from a key that is uniform already.

    ValueError for a key under 32 bytes.
    """
    if len(key) < 32:
        raise ValueError("a key has 32 bytes or more")
    return HKDFExpand(SHA256(), length, f"gesprekspunt/1/{purpose}".encode()).derive(key)
