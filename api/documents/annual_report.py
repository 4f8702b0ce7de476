"""The annual report as an accessible PDF, in the order in which it should be read."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date

from api.documents.annual_report_sections import SECTIONS
from api.documents.figures import Words
from api.documents.typesetting import typeset
from tenants.insight.annual_reports import AnnualReport

TEMPLATE = Path(__file__).with_name("annual_report.typ")
METHOD = Path(__file__).parent / "method"


async def annual_report_pdf(report: AnnualReport, language: str) -> bytes:
    """PDF/UA-1: a figure without a description fails the build. `language` is "en" or "nl"."""
    return await asyncio.to_thread(_typeset, report, language)


def _typeset(report: AnnualReport, language: str) -> bytes:
    return typeset(TEMPLATE, compose(report, language))


def compose(report: AnnualReport, language: str) -> dict[str, Any]:
    """All that the template sets: texts in the language, figures as SVG with their tables."""
    words = Words(language, report.content)
    _ = words.say
    content = report.content
    return {
        "language": language,
        "released": report.released_on,
        "title": _("Annual report %(year)s", year=content["year"]),
        "organisation": content["organisation"],
        "subtitle": _("Of the confidential counsellors: prevention, and talks"),
        "audience": _("For everybody to read")
        if content["audience"] == "public"
        else _("For use within the organisation"),
        "summary": words.summary(),
        "sections": [section for make in SECTIONS if (section := make(words))],
        "method": {
            "title": _("How these figures were made"),
            "paragraphs": method_of(words),
        },
        "foot": _foot(words, report),
    }


def method_of(words: Words) -> list[str]:
    """How the figures were made and kept safe, in plain words."""
    text = _method_text(words.language).format(k=words.content["fewer_than"])
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _foot(words: Words, report: AnnualReport) -> list[str]:
    if report.released_on is None:
        return [words.say("Preview, not released")]
    released = format_date(report.released_on, "long", locale=words.locale)
    return [
        words.say("Released on %(date)s, and not changed since.", date=released),
        words.say("SHA-256 of the figures:") + " " + report.digest,
    ]


@cache
def _method_text(language: str) -> str:
    return (METHOD / f"annual_report.{language}.txt").read_text(encoding="utf-8")
