"""Codes on paper: a client's recovery sheet, and the entry that a counsellor hands over in person.

26 random letters of Crockford's base 32 (130 bits) and two that check them: ABCD-EFGH-… in seven
groups of four. What a code gives is derived apart for either use, so none opens the other's.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from vault.errors import CannotOpen
from vault.kdf import KdfParameters, stretch
from vault.keypair import SEED_BYTES
from vault.sealed import close_under, open_under
from vault.subkeys import subkey

#: no I, L, O or U: they are read as other letters, or make words
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 26
SHAPE = re.compile(f"[{LETTERS}]{{{RANDOM + 2}}}")
READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class CodeSecrets:
    """`key` (32 bytes) locks, `seed` (96) makes a key pair; `lookup` (32) finds the row only."""

    key: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    lookup: bytes = field(repr=False)


def new_code() -> str:
    """28 letters in groups of four, made anew."""
    body = "".join(secrets.choice(LETTERS) for _ in range(RANDOM))
    return "-".join(re.findall("....", body + _check(body)))


def read_code(text: str) -> str:
    """The letters of a code as somebody typed it, without spaces and hyphens, O read as 0.

    Raises CannotOpen where it cannot be one: too long, too short, or a letter is wrong.
    """
    letters = "".join(re.findall(r"[0-9A-Z]", text.upper())).translate(READ_AS)
    if not SHAPE.fullmatch(letters) or _check(letters[:RANDOM]) != letters[RANDOM:]:
        raise CannotOpen
    return letters


def is_code(text: str) -> bool:
    """Whether this can be a code; one slip of the pen, and it is none."""
    try:
        read_code(text)
    except CannotOpen:
        return False
    return True


def derive_code(
    code: str, *, salt: bytes, parameters: KdfParameters
) -> tuple[CodeSecrets, CodeSecrets]:
    """What the code gives as a recovery sheet and as an entry, from one Argon2id.

    Raises CannotOpen for what is no code, before any work is done.
    """
    master = stretch(read_code(code), salt=salt, parameters=parameters)
    return _secrets(master, "recovery"), _secrets(master, "entry")


def recovery_lock(key: bytes, seed: bytes, *, tenant_id: UUID, owner: UUID) -> bytes:
    """A client's seed under the key of the recovery sheet; 29 bytes longer."""
    return close_under(key, seed, bound_to=_place(tenant_id, owner))


def recovery_unlock(key: bytes, locked: bytes, *, tenant_id: UUID, owner: UUID) -> bytes:
    """The seed. Raises CannotOpen for another key, owner or organisation."""
    return open_under(key, locked, bound_to=_place(tenant_id, owner))


def _secrets(master: bytes, use: str) -> CodeSecrets:
    return CodeSecrets(
        subkey(master, f"{use}/lock"),
        subkey(master, f"{use}/seed", SEED_BYTES),
        subkey(master, f"{use}/lookup"),
    )


def _check(body: str) -> str:
    digest = hashlib.sha256(b"gesprekspunt/1/code/" + body.encode()).digest()
    return LETTERS[digest[0] % 32] + LETTERS[digest[1] % 32]


def _place(tenant_id: UUID, owner: UUID) -> bytes:
    return b"gesprekspunt/1/recovery/" + tenant_id.bytes + owner.bytes
