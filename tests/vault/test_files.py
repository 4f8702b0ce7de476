"""A file opens whole, in its own place, in its own order; anything else is CannotOpen."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import CannotOpen, ContentBinding, FileOpener, FileSealer, new_data_key
from vault.files import CHUNK, padded_size

KEY = new_data_key()
PLACE = ContentBinding(uuid4(), uuid4(), uuid4(), "chunk")


def seal(content: bytes, *, piece: int = 1 << 16, place: ContentBinding = PLACE) -> list[bytes]:
    """The chunks of a file that comes in pieces of so many bytes."""
    sealer, sealed = FileSealer(KEY, binding=place), []
    for start in range(0, len(content), piece):
        sealed += sealer.feed(content[start : start + piece])
    sealed += sealer.finish()
    assert (sealer.size, sealer.chunks) == (len(content), len(sealed))
    assert sealer.stored == sum(map(len, sealed))
    return sealed


def opened(
    sealed: Iterable[bytes], size: int, *, key: bytes = KEY, place: ContentBinding = PLACE
) -> bytes:
    sealed = list(sealed)
    opener = FileOpener(key, size=size, chunks=len(sealed), binding=place)
    return b"".join(map(opener.open, sealed))


@settings(max_examples=25)
@given(
    st.integers(0, 3 * CHUNK + 1)
    | st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK]),
    st.sampled_from([1 << 12, 100_003, CHUNK, 1 << 23]),
)
def test_any_file_comes_back_however_it_came(size: int, piece: int) -> None:
    content = (b"0123456789abcde" * (size // 15 + 1))[:size]
    assert opened(seal(content, piece=piece), size) == content


def test_a_file_that_looks_like_filling_comes_back() -> None:
    for content in (bytes(CHUNK + 5), b"end\x80\0\0"):
        assert opened(seal(content), len(content)) == content


@pytest.mark.book("R16")
@settings(max_examples=40)
@given(st.data())
def test_no_other_order_opens(data: st.DataObject) -> None:
    """Cut off, doubled, exchanged, left out: of all rows of chunks only the one that was sealed."""
    content = b"What I saved as proof. " * 130_000
    sealed, other = seal(content), seal(content)
    assert len(sealed) == 3
    pool = st.sampled_from([*sealed, *other])
    row = data.draw(st.lists(pool, min_size=1, max_size=4))
    try:
        assert opened(row, len(content)) == content
        assert row in (sealed, other)
    except CannotOpen:
        assert row not in (sealed, other)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_that_was_cut_off_does_not_open_whatever_length_is_told(cut: int) -> None:
    sealed = seal(b"x" * 3 * CHUNK)
    for size in (CHUNK, 2 * CHUNK, 3 * CHUNK):
        with pytest.raises(CannotOpen):
            opened(sealed[:-cut], size)


def test_another_length_than_was_sealed_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        opened(seal(b"short"), padded_size(5) + 1)


@pytest.mark.book("R16")
@pytest.mark.parametrize("field", ["tenant_id", "conversation_id", "row_id", "column"])
def test_a_file_opens_in_its_own_place_alone(field: str) -> None:
    elsewhere = replace(PLACE, **{field: "body" if field == "column" else uuid4()})
    with pytest.raises(CannotOpen):
        opened(seal(b"Here."), 5, place=elsewhere)


def test_another_key_a_changed_byte_and_an_unknown_format_do_not_open() -> None:
    (sealed,) = seal(b"Here.")
    with pytest.raises(CannotOpen):
        opened([sealed], 5, key=new_data_key())
    for place in (0, 1, 32, 33, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 2
        with pytest.raises(CannotOpen):
            opened([bytes(changed)], 5)
    for short in (b"", sealed[:1], sealed[:33], sealed[:40]):
        with pytest.raises(CannotOpen):
            opened([short], 5)


def test_two_files_with_one_content_have_nothing_in_common() -> None:
    one, other = seal(b"The same."), seal(b"The same.")
    assert len(one[0]) == len(other[0])
    assert one[0][1:33] != other[0][1:33]
    assert not any(x == y for x, y in zip(chunks_of(one[0]), chunks_of(other[0]), strict=True))


def chunks_of(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + 16] for start in range(33, len(sealed) - 15, 16)]


@pytest.mark.parametrize(
    ("size", "stored"),
    [(0, 65536), (1, 65536), (65536, 65536), (65537, 98304), (98305, 131072), (131073, 196608),
     (3_000_000, 3_145_728), (50_000_000, 50_331_648), (52_428_800, 67_108_864)],
)  # fmt: skip
def test_the_sizes_tell_a_class_and_no_more(size: int, stored: int) -> None:
    assert padded_size(size) == stored


@given(st.integers(1 << 16, 1 << 30))
def test_filling_costs_half_at_most(size: int) -> None:
    assert size <= padded_size(size) <= 1.5 * size
