"""An edition as an accessible PDF, and as the text of a page: the same figures, in one order."""

from pathlib import Path
from typing import Any

from api.documents.differences import quartile_bands, trend
from api.documents.edition_figures import funding_gap, people_map, profile, reach, sectors_of
from api.documents.edition_words import EditionWords
from api.documents.typesetting import typeset
from tenants.insight.disclosure import TOTAL
from tenants.insight.editions import Edition

TEMPLATE = Path(__file__).with_name("edition.typ")


def edition_pdf(edition: Edition, language: str) -> bytes:
    """PDF/UA-1: a figure without a description fails the build. `language` is "en" or "nl"."""
    return typeset(TEMPLATE, compose_edition(edition, language))


def compose_edition(edition: Edition, language: str, sector: str = TOTAL) -> dict[str, Any]:
    """Texts in the language, figures as SVG with their tables; the profile is of one sector."""
    words = EditionWords(language, edition.content)
    _ = words.say
    title = _("Benchmark %(period)s", period=edition.period)
    compared = trend(words)
    sections = [
        _section("people", _("Who found the way"), [people_map(words)]),
        _section("quartiles", _("How organisations differ"), quartile_bands(words)),
        _section("trend", _("Compared with the year before"), compared),
        _section("advice", _("Advice, and money for it"), [funding_gap(words)]),
        _section(
            "profile",
            _("What talks were about: %(sector)s", sector=words.sector(sector)),
            [*reach(words, sector), *profile(words, sector)],
        ),
    ]
    return {
        "language": language,
        "released": edition.released_on,
        "title": title,
        "subtitle": _("What confidential counsellors saw, over organisations together"),
        "reading": [
            _(
                "More people who talk is neither better nor worse: it can mean more harm, or that "
                "people know the way. Figures are rounded to %(base)s.",
                base=edition.content["rounded_to"],
            ),
            _(
                "Hatched: %(few)s, so that nobody can be calculated out of it; it is never zero. "
                "A dash: no organisation takes part.",
                few=words.few,
            ),
        ],
        "sectors": [(code, words.sector(code)) for code in reversed(sectors_of(words))],
        "sector": sector,
        "sections": [section for section in sections if section["figures"]],
        "no_trend": ""
        if compared
        else _(
            "There is no trend in this edition: it is the first, or one beside the edition before "
            "would have told too much."
        ),
        "method": {"title": words.method()[0], "paragraphs": words.method()[1:]},
        "stamp": words.stamp(edition),
        "id": edition.content["id"],
        "digest": edition.digest,
    }


def _section(name: str, title: str, figures: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "title": title, "figures": figures}
