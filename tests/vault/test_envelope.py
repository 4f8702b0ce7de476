"""Seals and texts: two locks, one place each, and nothing opens that was touched."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import (
    CannotOpen,
    ContentBinding,
    KeyPair,
    SealBinding,
    decrypt,
    encrypt,
    new_data_key,
    open_seal,
    seal,
)
from vault.padding import padded_length

KEK = bytes(range(32))
DATA_KEY = bytes(range(32, 64))
SANNE = KeyPair.from_seed(bytes(range(96)))
KAREL = KeyPair.from_seed(bytes(range(1, 97)))
PLACE = SealBinding(UUID(int=1), UUID(int=2), UUID(int=3))
ROW = ContentBinding(UUID(int=1), UUID(int=2), UUID(int=4), "message.body")
SEALED = seal(DATA_KEY, kek=KEK, recipient=SANNE.public, binding=PLACE)
STORED = encrypt(DATA_KEY, b"can we talk on Thursday?", binding=ROW)


@pytest.mark.book("R16")
def test_a_seal_opens_with_both_locks() -> None:
    assert open_seal(SEALED, kek=KEK, key_pair=SANNE, binding=PLACE) == DATA_KEY
    assert len(SEALED) == 1197


@pytest.mark.book("R16")
def test_the_database_and_every_key_of_vault_open_nothing() -> None:
    """Who has the seal, the organisation's KEK and the public keys still lacks the person."""
    for nobody in (KAREL, KeyPair.from_seed(bytes(96)), KeyPair.from_seed((KEK * 3)[:96])):
        with pytest.raises(CannotOpen):
            open_seal(SEALED, kek=KEK, key_pair=nobody, binding=PLACE)
    for key in (KEK, SANNE.public[:32], SANNE.public[-32:], SEALED[-32:], SEALED[13:45]):
        with pytest.raises(CannotOpen):
            decrypt(key, STORED, binding=ROW)


@pytest.mark.book("R16")
def test_a_person_without_the_organisations_key_opens_nothing() -> None:
    for other in (bytes(32), KAREL.public[:32], new_data_key()):
        with pytest.raises(CannotOpen):
            open_seal(SEALED, kek=other, key_pair=SANNE, binding=PLACE)


@pytest.mark.parametrize(
    "moved",
    [
        replace(PLACE, tenant_id=uuid4()),
        replace(PLACE, conversation_id=uuid4()),
        replace(PLACE, holder_id=uuid4()),
        replace(PLACE, purpose="recovery"),
        SealBinding(PLACE.conversation_id, PLACE.tenant_id, PLACE.holder_id),
    ],
)
def test_a_seal_moved_elsewhere_does_not_open(moved: SealBinding) -> None:
    with pytest.raises(CannotOpen):
        open_seal(SEALED, kek=KEK, key_pair=SANNE, binding=moved)


@given(text=st.binary(max_size=9000), ids=st.tuples(*[st.uuids()] * 3), column=st.text())
def test_what_is_encrypted_is_decrypted(
    text: bytes, ids: tuple[UUID, UUID, UUID], column: str
) -> None:
    binding = ContentBinding(*ids, column)
    stored = encrypt(DATA_KEY, text, binding=binding)
    assert decrypt(DATA_KEY, stored, binding=binding) == text
    assert len(stored) == padded_length(len(text)) + 29
    assert text not in stored or len(text) < 4


@pytest.mark.book("R16")
@given(other=st.builds(ContentBinding, st.uuids(), st.uuids(), st.uuids(), st.text()))
def test_a_text_opens_in_its_own_row_and_column_alone(other: ContentBinding) -> None:
    for moved in (
        replace(ROW, tenant_id=other.tenant_id),
        replace(ROW, conversation_id=other.conversation_id),
        replace(ROW, row_id=other.row_id),
        replace(ROW, column=other.column),
        other,
    ):
        if moved != ROW:
            with pytest.raises(CannotOpen):
                decrypt(DATA_KEY, STORED, binding=moved)


@given(at=st.integers(0, len(STORED) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_text(at: int, bit: int) -> None:
    with pytest.raises(CannotOpen):
        decrypt(DATA_KEY, _flip(STORED, at, bit), binding=ROW)


@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_seal(at: int, bit: int) -> None:
    with pytest.raises(CannotOpen):
        open_seal(_flip(SEALED, at, bit), kek=KEK, key_pair=SANNE, binding=PLACE)


@given(length=st.integers(0, len(STORED) - 1), more=st.binary(min_size=1, max_size=40))
def test_cut_or_lengthened(length: int, more: bytes) -> None:
    for changed in (STORED[:length], STORED + more, more):
        with pytest.raises(CannotOpen):
            decrypt(DATA_KEY, changed, binding=ROW)
    for changed in (SEALED[:length], SEALED + more, more):
        with pytest.raises(CannotOpen):
            open_seal(changed, kek=KEK, key_pair=SANNE, binding=PLACE)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_a_format_we_do_not_know(version: int) -> None:
    with pytest.raises(CannotOpen):
        decrypt(DATA_KEY, bytes([version]) + STORED[1:], binding=ROW)
    with pytest.raises(CannotOpen):
        open_seal(bytes([version]) + SEALED[1:], kek=KEK, key_pair=SANNE, binding=PLACE)


def test_a_text_is_no_seal_and_a_seal_no_text() -> None:
    with pytest.raises(CannotOpen):
        open_seal(STORED, kek=DATA_KEY, key_pair=SANNE, binding=PLACE)
    with pytest.raises(CannotOpen):
        decrypt(KEK, SEALED, binding=ROW)


def test_the_same_text_never_looks_the_same() -> None:
    assert len({encrypt(DATA_KEY, b"yes", binding=ROW) for _ in range(100)}) == 100


def test_handing_over_is_sealing_to_the_next() -> None:
    """The client opens and seals to the next counsellor, who then opens the same texts."""
    opened = open_seal(SEALED, kek=KEK, key_pair=SANNE, binding=PLACE)
    place = replace(PLACE, holder_id=uuid4())
    handed = seal(opened, kek=KEK, recipient=KAREL.public, binding=place)
    key = open_seal(handed, kek=KEK, key_pair=KAREL, binding=place)
    assert decrypt(key, STORED, binding=ROW) == b"can we talk on Thursday?"


def test_keys_of_another_size_are_refused() -> None:
    for data_key in (b"", bytes(16), bytes(33)):
        with pytest.raises(ValueError, match="data key"):
            encrypt(data_key, b"text", binding=ROW)
        with pytest.raises(ValueError, match="data key"):
            seal(data_key, kek=KEK, recipient=SANNE.public, binding=PLACE)
    for public in (b"", SANNE.public[:-1], SANNE.public + b"x"):
        with pytest.raises(ValueError, match="public half"):
            seal(DATA_KEY, kek=KEK, recipient=public, binding=PLACE)
    with pytest.raises(ValueError, match="96 bytes"):
        KeyPair.from_seed(bytes(95))


def test_a_key_pair_shows_no_secret() -> None:
    assert "private" not in repr(SANNE)
    assert KeyPair.from_seed(bytes(range(96))) == SANNE
    assert len(SANNE.public) == 1216


def _flip(blob: bytes, at: int, bit: int) -> bytes:
    return blob[:at] + bytes([blob[at] ^ (1 << bit)]) + blob[at + 1 :]
