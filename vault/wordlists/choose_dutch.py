"""How dutch.txt was chosen; run by hand where Debian's `wdutch` is installed.

    python vault/wordlists/choose_dutch.py > vault/wordlists/dutch.txt

People should know the words and not mistake one for another. A word that many compounds are made
with is a word people know, so the list itself tells which are common. From the most common down, a
word is taken unless it is a mere form of another word, begins with a taken word or is the beginning
of one, is one letter away from one, or sounds the same.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

SOURCE = Path("/usr/share/dict/dutch")
WANTED = 7776
LETTERS = re.compile("[a-z]+")
LENGTHS = range(4, 9)

#: Parts of words that insult, frighten, or touch on why somebody may come to a counsellor.
UNWELCOME = re.compile(
    Path(__file__).with_name("unwelcome.txt").read_text().strip().replace("\n", "|")
)

#: What makes a form of another word: cut the ending, and the word is there (with one of these).
ENDINGS = ("en", "s", "e", "t", "te", "ten", "de", "den", "er", "ers", "ere", "st", "ste", "end",
           "ende", "je", "jes", "tje", "tjes", "pje", "pjes", "etje", "etjes")  # fmt: skip

#: What verbs are split at: "afdruip", "omdraai".
PARTICLES = ("aan", "af", "be", "bij", "door", "her", "in", "mee", "mis", "na", "om", "onder",
             "ont", "op", "over", "toe", "uit", "ver", "voor", "weg")  # fmt: skip

#: Two words that differ in these alone are one word on the telephone.
SOUNDS = (("ij", "ei"), ("ou", "au"), ("ch", "g"), ("x", "ks"), ("c", "k"), ("q", "k"),
          ("y", "i"), ("z", "s"), ("v", "f"))  # fmt: skip


def choose(words: set[str]) -> list[str]:
    taken: set[str] = set()
    beginnings: set[str] = set()
    sounds: set[str] = set()
    for word in common_first(words):
        parts = {word[:end] for end in range(LENGTHS.start, len(word))}
        if not (
            UNWELCOME.search(word)
            or is_form(word, words)
            or word in beginnings
            or parts & taken
            or sound(word) in sounds
            or any(other in taken for other in one_letter_away(word))
        ):
            taken.add(word)
            beginnings |= parts
            sounds.add(sound(word))
        if len(taken) == WANTED:
            break
    return sorted(taken)


def common_first(words: set[str]) -> list[str]:
    """By how many words are this one and another put together."""
    compounds: Counter[str] = Counter()
    for word in words:
        for cut in range(3, len(word) - 2):
            if word[:cut] in words and word[cut:] in words:
                compounds.update((word[:cut], word[cut:]))
    fitting = (word for word in words if len(word) in LENGTHS)
    return sorted(fitting, key=lambda word: (-compounds[word], len(word), word))


def is_form(word: str, words: set[str]) -> bool:
    """A plural, a diminutive, a tense, a degree: known by the word it is a form of."""
    if any(word.startswith(part) and word.removeprefix(part) in words for part in PARTICLES):
        return True
    if re.fullmatch("(ge|be|ver|ont|her).*[dt]|.*[^aeiou](de|te|den|ten)", word):
        return True
    if word + "t" in words and not words & {word + "je", word + "tje", word + word[-1] + "etje"}:
        return True  # "ik aanpor": a noun would have a diminutive
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            double = re.sub(r"([aeou])([^aeiouy])$", r"\1\1\2", stem)
            single = re.sub(r"([^aeiou])\1$", r"\1", stem)
            hard = re.sub("v$", "f", re.sub("z$", "s", double))
            if words & {stem, double, single, hard}:
                return True
    return False


def sound(word: str) -> str:
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    word = re.sub(r"(.)\1", r"\1", word)
    return re.sub("b$", "p", re.sub("d$", "t", word))


def one_letter_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            yield head + letter + tail[1:]


if __name__ == "__main__":
    found = choose(set(filter(LETTERS.fullmatch, SOURCE.read_text("utf-8").split())))
    if len(found) != WANTED:
        sys.exit(f"only {len(found)} words are left")
    sys.stdout.write("\n".join(found) + "\n")
