"""This year beside the last: only what both tell, and tell about the same codes."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.documents.figures import PLAIN, Words
from api.documents.labels import block_label


def beside_last_year(
    content: Mapping[str, Any], last: Mapping[str, Any], language: str
) -> list[tuple[str, str, str]]:
    """Rows of a name, last year's figure and this year's, as the reader writes numbers."""
    words = Words(language, content)
    return [
        (name, words.number(before), words.number(now))
        for name, before, now in _pairs(words, content["talks"], last["talks"])
    ]


def _pairs(
    words: Words, talks: Mapping[str, Any], last: Mapping[str, Any]
) -> Iterator[tuple[str, float, float]]:
    if len(talks["years"]) != 1 or len(last["years"]) != 1:
        return
    yield words("People who talked"), last["people"]["value"], talks["people"]["value"]
    for margin, blocks in talks["margins"].items():
        before = {tuple(b["codes"]): b["value"] for b in last["margins"].get(margin, ())}
        for block in blocks:
            value = before.get(tuple(block["codes"]))
            if value is not None and not block["suppressed"]:
                name = block_label(margin, block["within"], block["codes"], words)
                yield f"{words(PLAIN[margin])}: {name}", value, block["value"]
