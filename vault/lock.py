"""A person's seed at rest: under the secret they know, or under a key only their cookie holds."""

import secrets
import unicodedata
from uuid import UUID

from vault.errors import CannotOpen
from vault.kdf import KdfParameters, stretch
from vault.sealed import close_under, open_under
from vault.subkeys import subkey

SALT = 16


def lock(
    secret: str, seed: bytes, *, owner: UUID, parameters: KdfParameters, purpose: str = "lock"
) -> bytes:
    """Lock a seed under a secret of its owner (Argon2id, then AES-256-GCM).

    Length byte and text of the parameters ‖ 16 bytes salt ‖ sealed seed: each lock says how it was
    made, so parameters can be raised one owner at a time. A lock of another `purpose` does not open
    in this one's place, were the secrets the same.
    """
    text = str(parameters).encode()
    head = bytes([len(text)]) + text + secrets.token_bytes(SALT)
    return head + close_under(
        _key(secret, head, parameters, purpose), seed, bound_to=_place(purpose, owner) + head
    )


def unlock(secret: str, locked: bytes, *, owner: UUID, purpose: str = "lock") -> bytes:
    """The seed. Raises CannotOpen for a wrong secret, owner or purpose, or a changed byte."""
    end = 1 + (locked[0] if locked else 0)
    head = locked[: end + SALT]
    try:
        parameters = KdfParameters.parse(head[1:end].decode("ascii"))
        key = _key(secret, head, parameters, purpose)
    except ValueError:
        raise CannotOpen from None
    return open_under(key, locked[end + SALT :], bound_to=_place(purpose, owner) + head)


def session_lock(key: bytes, seed: bytes, *, owner: UUID) -> bytes:
    """Lock a seed for one session under 32 random bytes that the server itself does not keep."""
    return close_under(subkey(key, "session"), seed, bound_to=_place("session", owner))


def session_unlock(key: bytes, locked: bytes, *, owner: UUID) -> bytes:
    """The seed. Raises CannotOpen for another key or owner."""
    if len(key) != 32:  # what a visitor's cookie says may be anything
        raise CannotOpen
    return open_under(subkey(key, "session"), locked, bound_to=_place("session", owner))


def _key(secret: str, head: bytes, parameters: KdfParameters, purpose: str) -> bytes:
    # NFKC: the same secret from another keyboard is the same secret.
    typed = unicodedata.normalize("NFKC", secret)
    return subkey(stretch(typed, salt=head[-SALT:], parameters=parameters), purpose)


def _place(purpose: str, owner: UUID) -> bytes:
    return f"gesprekspunt/1/{purpose}/".encode() + owner.bytes
