"""Codes on paper: read as people write them, and a slip shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import CannotOpen, is_code, new_code
from vault.codes import LETTERS, read_code


def test_a_code_is_read_however_it_was_written() -> None:
    code = new_code()
    letters = code.replace("-", "")
    spoken = letters.replace("0", "o").replace("1", "l")
    for typed in (code, letters, code.lower(), f" {code.replace('-', ' ')} ", spoken):
        assert read_code(typed) == letters


@pytest.mark.parametrize(
    "text",
    ["", "not a code", new_code()[:-1], new_code() + "0"],
    ids=["empty", "words", "short", "long"],
)
def test_what_is_none_is_refused(text: str) -> None:
    assert not is_code(text)
    with pytest.raises(CannotOpen):
        read_code(text)


@given(st.integers(0, 27), st.sampled_from(LETTERS))
def test_nearly_every_slip_shows(place: int, letter: str) -> None:
    # Two letters check 26: one slip in 1,024 passes, so try it on several codes.
    wrong = 0
    for _ in range(4):
        letters = new_code().replace("-", "")
        slipped = letters[:place] + letter + letters[place + 1 :]
        wrong += slipped != letters and is_code(slipped)
    assert wrong <= 2
