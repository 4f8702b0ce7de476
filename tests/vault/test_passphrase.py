"""Six words, however they are typed, and what comes of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import KdfParameters, KeyPair, calibrate, derive, new_passphrase, normalise
from vault.passphrase import LISTS, word_list

CHEAP = KdfParameters(memory_kib=64, iterations=1)
SALT = b"organisation one"


@pytest.mark.parametrize("name", LISTS.values())
def test_the_lists(name: str) -> None:
    words = word_list(name)
    assert len(words) == len(set(words)) == 6**5
    assert list(words) == sorted(words)
    # Run together, words can be told apart: none begins with another. EFF has yo-yo and yoyo.
    letters = sorted({normalise(word) for word in words})
    assert len(words) - len(letters) == (1 if name == LISTS["en"] else 0)
    assert not [a for a, b in pairwise(letters) if b.startswith(a)]


def test_dutch_words_are_plain() -> None:
    for word in word_list(LISTS["nl"]):
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
        assert 4 <= len(word) <= 8


@pytest.mark.parametrize(
    ("language", "name"),
    [("nl", "nl"), ("nl-BE", "nl"), ("NL", "nl"), ("en", "en"), ("en-GB", "en"), ("tr", "en")],
)
def test_six_words_of_the_language(language: str, name: str) -> None:
    words = new_passphrase(language).split(" ")
    assert len(words) == 6
    assert set(words) <= set(word_list(LISTS[name]))


def test_no_two_are_the_same() -> None:
    assert len({new_passphrase("nl") for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    ["Kiezel boom water", " kiezel  boom\twater\n", "kiezel-boom-water", "KIEZELBOOMWATER",
     "kiezel, boom, water.", "ｋｉｅｚｅｌ boom water", "kiezel\u00a0boom\u2011water"],
)  # fmt: skip
def test_the_same_words_typed_otherwise(typed: str) -> None:
    assert normalise(typed) == "kiezelboomwater"


@given(st.text())
def test_any_text_can_be_typed(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_words_give_two_secrets_that_tell_nothing_of_each_other() -> None:
    one = derive("kiezel boom water", salt=SALT, parameters=CHEAP)
    assert (len(one.seed), len(one.lookup)) == (96, 32)
    assert one == derive("Kiezel-Boom-Water", salt=SALT, parameters=CHEAP)
    assert one.lookup not in one.seed
    assert repr(one) == "ClientSecrets()"
    KeyPair.from_seed(one.seed)


@pytest.mark.book("R21")
def test_the_same_words_at_another_organisation_give_nothing_in_common() -> None:
    here = derive("kiezel boom water", salt=SALT, parameters=CHEAP)
    there = derive("kiezel boom water", salt=b"organisation two", parameters=CHEAP)
    assert here.lookup != there.lookup
    assert KeyPair.from_seed(here.seed) != KeyPair.from_seed(there.seed)


def test_parameters_are_kept_as_text() -> None:
    assert str(KdfParameters()) == "argon2id:65536:3:1"
    assert KdfParameters.parse("argon2id:65536:3:1") == KdfParameters()
    for bad in ("", "argon2id", "argon2i:65536:3:1", "argon2id:65536:3:1 ", "argon2id:9999999:3:1",
                "argon2id:4:1:1", "argon2id:65536:0:1", "argon2id:65536:3:99"):  # fmt: skip
        with pytest.raises(ValueError, match=r"argon2id|Argon2id"):
            KdfParameters.parse(bad)


def test_a_salt_is_long_enough() -> None:
    with pytest.raises(ValueError, match="salt"):
        derive("kiezel boom water", salt=b"short", parameters=CHEAP)


def test_what_is_calibrated_is_never_weaker_than_the_least() -> None:
    """Asked for less than three passes take, it gives three; asked for more, more of them."""
    least, _ = calibrate(0.000_001, memory_kib=8)
    assert str(least) == "argon2id:8:3:1"
    most, took = calibrate(60, memory_kib=8)
    assert str(most) == "argon2id:8:32:1"
    assert took > 0
    some, took = calibrate(0.02, memory_kib=1024)
    assert 3 <= some.iterations <= 32
    assert KdfParameters.parse(str(some)) == some
