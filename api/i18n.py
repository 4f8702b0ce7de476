"""Languages of pages: gettext catalogues read from their .po files, no build step.

A page's catalogue is its domain ("portal", "desk", "words"): `locale/<language>/<domain>.po`.
English is what stands in the code.
"""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "nl")
DOMAINS = ("words", "documents", "portal", "desk")


class _Catalogue(Translations):
    """A catalogue filled from .po files; a message without a translation stays English."""

    def __init__(self, language: str, domains: tuple[str, ...]) -> None:
        NullTranslations.__init__(self)
        self.plural = lambda n: int(n != 1)
        self._catalog = {}
        self.language = language
        for domain in domains:
            path = LOCALE / language / f"{domain}.po"
            if path.exists():
                with path.open("rb") as file:
                    self._add(read_po(file, locale=language, abort_invalid=True))

    def _add(self, catalogue: Catalog) -> None:
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, str):
                key = f"{message.context}\x04{message.id}" if message.context else message.id
                if message.string:
                    self._catalog[key] = str(message.string)
            else:
                for form, text in enumerate(message.string or ()):
                    self._catalog[message.id[0], form] = text


@cache
def translations(language: str, domains: tuple[str, ...] = DOMAINS) -> Translations:
    """The translations of one language, read once for each process; a later domain wins."""
    return _Catalogue(language, domains)


def own_name(language: str) -> str:
    """What a language calls itself: nl → Nederlands; its code where nobody told Babel."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    return (locale.get_display_name(language) or language).title()


def choose_language(wanted: str | None, accept: str, offered: tuple[str, ...] = LANGUAGES) -> str:
    """`wanted` if it is offered, else the first of an Accept-Language header, else the first."""
    if wanted in offered:
        return wanted
    ranked: list[tuple[float, str]] = []
    for part in accept.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next(
        (tag for _, tag in sorted(ranked, key=lambda r: r[0]) if tag in offered), offered[0]
    )
