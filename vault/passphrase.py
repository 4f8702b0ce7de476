"""Six words: all that a client needs to come back, and nothing that says who came."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from vault.kdf import KdfParameters, stretch
from vault.keypair import SEED_BYTES
from vault.subkeys import subkey

WORDS = 6
LISTS = {"en": "english.txt", "nl": "dutch.txt"}


@dataclass(frozen=True, slots=True)
class ClientSecrets:
    """`seed` (96 bytes) makes the key pair; `lookup` (32 bytes) finds the row and opens nothing."""

    seed: bytes = field(repr=False)
    lookup: bytes = field(repr=False)


def new_passphrase(language: str) -> str:
    """Six words of 7,776 (77 bits), in Dutch for `nl` and its regions, else in English."""
    words = word_list(LISTS.get(language.partition("-")[0].lower(), LISTS["en"]))
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def is_passphrase(text: str) -> bool:
    """Whether these are six words of one list, as `new_passphrase` gives them."""
    words = text.split()
    return len(words) == WORDS and any(
        set(words) <= set(word_list(name)) for name in LISTS.values()
    )


def normalise(text: str) -> str:
    """The letters alone, small: "Kiezel-Boom " is "kiezelboom".

    Spaces and hyphens may be forgotten or added, for no word in a list begins with another: run
    together, the words can still be told apart.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalpha())


def derive(passphrase: str, *, salt: bytes, parameters: KdfParameters) -> ClientSecrets:
    """Both secrets from one Argon2id. Neither tells anything of the other."""
    master = stretch(normalise(passphrase), salt=salt, parameters=parameters)
    return ClientSecrets(subkey(master, "client/seed", SEED_BYTES), subkey(master, "client/lookup"))


@cache
def word_list(name: str) -> tuple[str, ...]:
    return tuple((files("vault.wordlists") / name).read_text("ascii").split())
