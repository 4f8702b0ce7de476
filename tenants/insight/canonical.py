"""The one way to write down what is released, so that its digest can be checked by anybody."""

import hashlib
from typing import Any

import msgspec


def canonical(content: Any) -> bytes:
    """UTF-8 JSON, keys sorted, no spaces."""
    return msgspec.json.encode(content, order="sorted")


def digest_of(content: Any) -> bytes:
    """SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(content)).digest()
