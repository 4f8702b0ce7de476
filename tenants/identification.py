"""Whether a text that leaves a circle could lead to a person: without a name context reveals, too.

Rules and not a model: whoever wrote the text is told which words it is about, and why. What points
at somebody by itself has to go; one sentence that joins what somebody is, where, when and what was
rare about it, as well; a single one of those may stay, where the writer says why it is safe.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import chain

from tenants import identifying_words as words
from tenants.errors import Invalid


class Kind(StrEnum):
    NAME = auto()
    CAPITALS = auto()  # perhaps a name
    CONTACT = auto()
    QUOTE = auto()
    RETOLD = auto()
    FEW = auto()
    ONLY = auto()
    AGE = auto()
    COMBINATION = auto()
    UNIT = auto()
    ROLE = auto()
    PERIOD = auto()
    DETAIL = auto()
    PERSON = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` is what stands at `start`; one that `blocks` cannot be confirmed, only rephrased."""

    kind: Kind
    text: str
    start: int
    blocks: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _words(patterns: str, *, exact: bool = False) -> re.Pattern[str]:
    """One expression of many; a line that is set in further goes on with the one before it."""
    joined = re.sub(r"\n {5,}", "", patterns)
    found = sorted(joined.split(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", 0 if exact else re.IGNORECASE)


_SURNAME = (
    r"(?:(?:van|de|den|der|ten|ter|te|von|el|al|bin)\s)*"
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]\.)(?:[ -][A-ZÀ-Þ][\w'’-]+)*"
)
_FEW = "|".join(words.FEW.split())
_PEOPLE = "|".join(words.PEOPLE.split())

#: each of these points at somebody by itself
_BY_ITSELF = (
    (Kind.CONTACT, re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\w)\+?\d(?:[ ()./-]?\d){5,}(?!\w)")),
    (
        Kind.NAME,
        re.compile(
            r"(?<!\w)(?:[Dd]e heer|[Dd]hr\.?|[Mm]evrouw|[Mm]evr\.?|[Mm]w\.?|[Mm]eneer|Mr\.?|Mrs\.?"
            rf"|Ms\.?|Miss|[Dd]rs?\.|[Pp]rof\.|[Ii]r\.|[Ii]ng\.)\s{_SURNAME}"
        ),
    ),
    (Kind.NAME, re.compile(rf"(?<!\w)(?:[A-Z]\.\s?){{1,4}}{_SURNAME}")),
    (
        Kind.NAME,
        re.compile(
            rf"(?<!\w)(?:{'|'.join(words.FIRST_NAMES.split())})(?:\s{_SURNAME})?(?!\w)"
        ),
    ),
    (Kind.QUOTE, re.compile(r"[“”„\"«‘]\s?\w[^“”\"»\n]{2,}?\s[^“”\"»\n]+?\s[^“”\"»\n]+?[”“\"»’]")),
    (
        Kind.AGE,
        re.compile(
            r"(?<!\w)\d{2}[- ]?(?:jarige|jaar oud|year[- ]old|years old)(?!\w)"
            r"|van in de (?:twintig|dertig|veertig|vijftig|zestig)"
            r"|in (?:his|her|their) (?:early |late |mid-?)?"
            r"(?:twenties|thirties|forties|fifties|sixties)",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.ONLY,
        re.compile(
            r"(?<!\w)(?:de|het|als|the|our|onze) (?:enige|enigste|only|sole) "
            r"(?!way|manier|oplossing|solution)\w+",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.FEW,
        re.compile(
            rf"(?<![\w.,-])(?:{_FEW}|both|beide|allebei|geen|neither|none)\s(?:of|van)\s"
            rf"(?:the|our|de|onze|die|those|these|hun|their)(?:\s(?:{_FEW}))?(?:\s\w+){{1,3}}"
            rf"|(?<![\w.,-])(?:{_FEW})\s(?:[\w-]+\s){{0,2}}?(?:{_PEOPLE})(?!\w)",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip

_FACETS = (
    (Kind.UNIT, _words(words.UNITS)),
    (Kind.ROLE, _words(words.ROLES)),
    (Kind.PERIOD, _words(words.PERIODS)),
    (Kind.DETAIL, _words(words.DETAILS)),
    (Kind.PERSON, _words(words.PERSONS)),
)
_DAY, _TELLING = _words(words.DAYS), _words(words.TELLING)
_CAPITALS = re.compile(r"(?<=[a-zà-ÿ,;:] )[A-ZÀ-Þ][a-zà-ÿ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]+)*")
_KNOWN = {*words.KNOWN.split(), *(month.title() for month in words.MONTHS.split())}
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
#: of these at least one has to be in a combination: a shift on a day is no person
_OF_A_PERSON = {Kind.ROLE, Kind.DETAIL, Kind.PERSON}


def find_identifying(
    text: str, *, names: Collection[str] = (), units: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What in the text could lead to somebody, in its order; `names` and `units` are known ones."""
    found = [
        *(Finding(kind, m[0], m.start(), blocks=True) for kind, m in _alone(text, names)),
        *chain.from_iterable(
            _in_sentence(m[0], m.start(), units) for m in _SENTENCE.finditer(text)
        ),
        *_capitals(text, {*chain.from_iterable(unit.split() for unit in units)}),
    ]
    blocking = [one for one in found if one.blocks]
    kept = [
        one
        for one in found
        if one.blocks or not any(b.start <= one.start and one.end <= b.end for b in blocking)
    ]
    return tuple(sorted(dict.fromkeys(kept), key=lambda one: (one.start, -len(one.text))))


def check_identifying(
    text: str,
    reason: str,
    *,
    field: str = "text",
    names: Collection[str] = (),
    units: Collection[str] = (),
) -> None:
    """Raise Invalid while something blocks, or could stay and `reason` does not say why."""
    found = find_identifying(text, names=names, units=units)
    if any(one.blocks for one in found):
        raise Invalid({field: "could lead to somebody"})
    if found and len(reason.split()) < 3:
        raise Invalid({"reason": "say in a few words why nobody can be found by it"})


def _alone(text: str, names: Iterable[str]) -> Iterator[tuple[Kind, re.Match[str]]]:
    for kind, pattern in _BY_ITSELF:
        yield from ((kind, match) for match in pattern.finditer(text))
    for name in filter(None, names):
        known = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        yield from ((Kind.NAME, match) for match in known)


def _in_sentence(sentence: str, offset: int, units: Iterable[str]) -> Iterator[Finding]:
    facets: dict[Kind, re.Match[str]] = {}
    for kind, pattern in _FACETS:
        if match := pattern.search(sentence):
            facets[kind] = match
    for unit in filter(None, units):
        if match := re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", sentence, re.IGNORECASE):
            facets[Kind.UNIT] = match
    if facets.keys() & {Kind.PERSON, Kind.ROLE} and _TELLING.search(sentence):
        yield _whole(Kind.RETOLD, sentence, offset)
        return
    if len(facets) > 1 and facets.keys() & _OF_A_PERSON:
        yield _whole(Kind.COMBINATION, sentence, offset)
        return
    for kind, match in facets.items():
        if kind is not Kind.PERIOD or len(facets) > 1 or _DAY.search(sentence):
            yield Finding(kind, match[0], offset + match.start(), blocks=False)


def _whole(kind: Kind, sentence: str, offset: int) -> Finding:
    lead = len(sentence) - len(sentence.lstrip())
    return Finding(kind, sentence.strip(), offset + lead, blocks=True)


def _capitals(text: str, known: Collection[str]) -> Iterator[Finding]:
    for match in _CAPITALS.finditer(text):
        if not {*match[0].split()} <= _KNOWN.union(known):
            yield Finding(Kind.CAPITALS, match[0], match.start(), blocks=False)
