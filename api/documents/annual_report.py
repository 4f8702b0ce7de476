"""The annual report as an accessible PDF, in the order in which it should be read."""

import asyncio
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from babel.dates import format_date

from api.documents.figures import Words, advice_figure, margin_figure, people_figure
from api.documents.labels import ACTIVITIES
from tenants.insight.annual_reports import AnnualReport

TEMPLATE = Path(__file__).with_name("annual_report.typ")
METHOD = Path(__file__).parent / "method"

#: the chapters about talks: what each is called, and the margins in it
CHAPTERS = (
    ("who", ("requester",)),
    ("what", ("theme", "since")),
    ("outcome", ("outcome", "formal_route", "next_step", "felt_heard")),
    ("cause", ("cause",)),
    ("how", ("channel", "quarter")),
)


async def annual_report_pdf(report: AnnualReport, language: str) -> bytes:
    """PDF/UA-1: a figure without a description fails the build. `language` is "en" or "nl"."""
    return await asyncio.to_thread(_compile, report, language)


def _compile(report: AnnualReport, language: str) -> bytes:
    data = msgspec.json.encode(compose(report, language)).decode()
    # Data goes in as data: nothing that somebody called something becomes markup.
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )


def compose(report: AnnualReport, language: str) -> dict[str, Any]:
    """All that the template sets: texts in the language, figures as SVG with their tables."""
    words = Words(language, report.content)
    _ = words.say
    content = report.content
    return {
        "language": language,
        "title": _("Annual report %(year)s", year=content["year"]),
        "organisation": content["organisation"],
        "subtitle": _("Of the confidential counsellors: prevention, and talks"),
        "summary": words.summary(),
        "prevention": {
            "title": _("What was done before anybody needed to talk"),
            "lead": _(
                "Being visible, informing and advising. Numbers of people here are those who were "
                "there or were reached; who they were is not kept."
            ),
            "activities": _activities(words, content["prevention"]["activities"]),
            "none": _("No activity was recorded this year."),
            "figures": advice_figure(words),
            "unfunded": _unfunded(words, content["prevention"]["advice"]),
        },
        "talks": {
            "title": _("Who found the way to a counsellor"),
            "figures": people_figure(words),
            "lead": f"{words.summary()[0]} {words.pool()}" if words.people else "",
        },
        "chapters": _chapters(words, content["talks"]) if words.people else [],
        "method": {
            "title": _("How these figures were made"),
            "paragraphs": _method(language, content),
        },
        "foot": _foot(words, report),
        "table": {"name": _("What"), "codes": _("Together in one figure")},
    }


def _activities(words: Words, activities: list[dict[str, Any]]) -> dict[str, Any]:
    _ = words.say
    return {
        "header": [_("Activity"), _("Number"), _("People reached")],
        "rows": [
            [_(ACTIVITIES[a["kind"]]), words.number(a["number"]), words.number(a["audience"])]
            for a in activities
        ],
    }


def _unfunded(words: Words, advice: Mapping[str, int]) -> str:
    if not advice["not_funded"]:
        return ""
    return words.say(
        "Advised, not funded: %(number)s. An idea is welcome until it costs something; what stays "
        "undone is said here.",
        number=words.number(advice["not_funded"]),
    )


def _chapters(words: Words, talks: Mapping[str, Any]) -> list[dict[str, Any]]:
    titles = {
        "who": words.say("Who asked"),
        "what": words.say("What it was about"),
        "outcome": words.say("What came of it"),
        "cause": words.say("What may lie behind it"),
        "how": words.say("How and when"),
    }
    leads = {
        "who": words.say(
            "Managers and people who were talked about need a talk as much as anybody. They are "
            "kept apart and never added together."
        ),
        "what": words.say("Everybody counts once, under the main theme of the first talk."),
        "outcome": words.say(
            "A talk is a preventive measure itself. So what it prevented stands beside the formal "
            "routes that people decided on, which lie outside this service."
        ),
        "cause": words.say(
            "What counsellors saw as a background in the organisation: an impression to talk "
            "about together, not a finding."
        ),
        "how": "",
    }
    return [
        {
            "title": titles[name],
            "lead": leads[name],
            "figures": [margin_figure(words, margin, talks["margins"][margin]) for margin in of],
        }
        for name, of in CHAPTERS
    ]


def _foot(words: Words, report: AnnualReport) -> list[str]:
    if report.released_on is None:
        return [words.say("Preview, not released")]
    released = format_date(report.released_on, "long", locale=words.locale)
    return [
        words.say("Released on %(date)s, and not changed since.", date=released),
        words.say("SHA-256 of the figures:") + " " + report.digest,
    ]


def _method(language: str, content: Mapping[str, Any]) -> list[str]:
    text = _method_text(language).format(k=content["fewer_than"])
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


@cache
def _method_text(language: str) -> str:
    return (METHOD / f"annual_report.{language}.txt").read_text(encoding="utf-8")
