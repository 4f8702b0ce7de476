"""The texts of the house, read from the files beside this one; examples by kind of work."""

import re
from functools import cache
from pathlib import Path

from tenants.errors import Invalid
from tenants.insight.sections import section_of
from tenants.network.organisations import Sector

#: languages that every text is there in; the first is what others fall back to
LANGUAGES = ("en", "nl")
#: kinds of work by sections of NACE 2.1; work of another kind has the examples that fit everybody
KINDS_OF_WORK = {
    "industry": "ABCDEFH",
    "trade": "GI",
    "office": "JKLMNO",
    "public": "P",
    "education": "Q",
    "health": "R",
}
_BLOCK = re.compile(r"^\[(T\d)(?: (\w+))?\]\n", re.MULTILINE)


def find_house_text(section: str, language: str, sector: Sector) -> tuple[str, str]:
    """(language, text) of a section, for organisations of this sector."""
    written_in = language if language in LANGUAGES else LANGUAGES[0]
    if not section.startswith("T"):
        return written_in, _read(section, written_in)
    examples = _examples(written_in)
    kinds = dict.fromkeys((kind_of_work(sector), None))
    return written_in, "".join(examples.get((section, kind), "") for kind in kinds).strip()


def kind_of_work(sector: Sector) -> str | None:
    """Which of the kinds of work this is, if any."""
    try:
        letter = section_of(sector)
    except Invalid:  # written down before sectors were looked at
        return None
    return next((kind for kind, letters in KINDS_OF_WORK.items() if letter in letters), None)


@cache
def _examples(language: str) -> dict[tuple[str, str | None], str]:
    """By theme and kind of work, None for those that fit everybody: a line for each."""
    _, *parts = _BLOCK.split(_read("examples", language))
    return {
        (theme, kind): text
        for theme, kind, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }


@cache
def _read(name: str, language: str) -> str:
    return Path(__file__).with_name(f"{name}.{language}.txt").read_text(encoding="utf-8")
