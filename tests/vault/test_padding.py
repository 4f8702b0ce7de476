"""Lengths tell the size class and nothing finer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import CannotOpen
from vault.padding import pad, padded_length, unpad


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 256), (1, 256), (255, 256), (256, 512), (511, 512), (512, 1024), (1023, 1024),
     (1024, 2048), (2047, 2048), (2048, 4096), (4095, 4096), (4096, 8192), (8191, 8192),
     (8192, 12288), (1_000_000, 1_003_520)],
)  # fmt: skip
def test_the_sizes(length: int, padded: int) -> None:
    assert padded_length(length) == padded
    assert len(pad(b"x" * length)) == padded


@given(st.binary(max_size=5000))
def test_any_text_comes_back(text: bytes) -> None:
    assert unpad(pad(text)) == text


@pytest.mark.parametrize("text", [b"\x80", b"\0\0", b"\x80\0\0", b"end\x80"])
def test_texts_that_look_like_padding_come_back(text: bytes) -> None:
    assert unpad(pad(text)) == text


@pytest.mark.parametrize("padded", [b"", b"\0" * 256, b"text", b"text\0\0"])
def test_what_was_never_padded(padded: bytes) -> None:
    with pytest.raises(CannotOpen):
        unpad(padded)
