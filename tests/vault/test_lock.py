"""A seed at rest: under an unlock secret, or under a session's key."""

import secrets
from uuid import uuid4

import pytest

from vault import CannotOpen, KdfParameters, lock, session_lock, session_unlock, unlock

CHEAP = KdfParameters(memory_kib=64, iterations=1)
SEED = bytes(range(96))
OWNER = uuid4()
LOCKED = lock("café au lait", SEED, owner=OWNER, parameters=CHEAP)


def test_the_secret_unlocks() -> None:
    assert unlock("café au lait", LOCKED, owner=OWNER) == SEED
    assert SEED not in LOCKED


def test_the_same_secret_from_another_keyboard() -> None:
    assert unlock("cafe\u0301 au lait", LOCKED, owner=OWNER) == SEED


def test_wrong_secret_or_owner() -> None:
    for secret, owner in (("Café au lait", OWNER), ("", OWNER), ("café au lait", uuid4())):
        with pytest.raises(CannotOpen):
            unlock(secret, LOCKED, owner=owner)


def test_every_byte_counts() -> None:
    for at in range(len(LOCKED)):
        changed = LOCKED[:at] + bytes([LOCKED[at] ^ 1]) + LOCKED[at + 1 :]
        with pytest.raises(CannotOpen):
            unlock("café au lait", changed, owner=OWNER)


def test_every_cut() -> None:
    for length in range(len(LOCKED)):
        with pytest.raises(CannotOpen):
            unlock("café au lait", LOCKED[:length], owner=OWNER)


def test_parameters_can_be_raised_one_owner_at_a_time() -> None:
    dearer = lock("a secret", SEED, owner=OWNER, parameters=KdfParameters(128, 2, 2))
    assert unlock("a secret", dearer, owner=OWNER) == SEED
    assert b"argon2id:128:2:2" in dearer


def test_a_session_unlocks_with_its_key_alone() -> None:
    key = secrets.token_bytes(32)
    locked = session_lock(key, SEED, owner=OWNER)
    assert session_unlock(key, locked, owner=OWNER) == SEED
    for other, owner in ((secrets.token_bytes(32), OWNER), (key, uuid4()), (b"", OWNER),
                         (key + b"x", OWNER)):  # fmt: skip
        with pytest.raises(CannotOpen):
            session_unlock(other, locked, owner=owner)
    with pytest.raises(CannotOpen):
        session_unlock(key, b"", owner=OWNER)


def test_one_kind_of_lock_is_not_the_other() -> None:
    key = secrets.token_bytes(32)
    with pytest.raises(CannotOpen):
        session_unlock(key, LOCKED, owner=OWNER)
    with pytest.raises(CannotOpen):
        unlock("café au lait", session_lock(key, SEED, owner=OWNER), owner=OWNER)
