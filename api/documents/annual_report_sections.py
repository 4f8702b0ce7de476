"""The sections of an annual report, in the order of reading: what prevents comes first.

Each is made from what was released, or is None where there is nothing to say. A year in which
hardly anybody talked has its sections on prevention, policy and advice all the same.
"""

from collections.abc import Callable
from typing import Any

from api.documents.figures import (
    PLAIN,
    Words,
    activity_figure,
    advice_figure,
    change_figure,
    crossing_figure,
    is_told,
    margin_figure,
    people_figure,
)
from api.documents.labels import BARRIERS, BOTTLENECKS, label

Section = dict[str, Any]
MOST_THEMES = 3


def _section(
    title: str,
    *paragraphs: str,
    figures: list[dict[str, Any]] | None = None,
    points: list[str] | None = None,
    quote: str = "",
) -> Section:
    return {
        "title": title,
        "paragraphs": [text for text in paragraphs if text],
        "figures": figures or [],
        "points": points or [],
        "quote": [line.strip() for line in quote.splitlines() if line.strip()],
    }


def _prevention(words: Words) -> Section:
    _ = words.say
    prevention = words.content["prevention"]
    if not prevention["activities"]:
        return _section(
            _("The year in prevention"),
            _(
                "No activity was recorded this year. Whom nobody sees or hears, people find late: "
                "a plan for next year is worth more than any figure below."
            ),
        )
    months = len(prevention["months"])
    themes = sorted(prevention["themes"], key=lambda one: (-one["number"], one["theme"]))
    named = [label("theme", one["theme"], words) for one in themes[:MOST_THEMES]]
    return _section(
        _("The year in prevention"),
        _(
            "Harm that does not happen needs no talk. In %(months)s of the twelve months there "
            "was something to see or to hear of the counsellors.",
            months=words.number(months),
        ),
        _("Most often it was about: %(themes)s.", themes="; ".join(named)),
        _("Counted is who was there or was reached. Who they were is not kept."),
        figures=activity_figure(words),
    )


def _comment(words: Words) -> Section | None:
    if not words.content["comment"]:
        return None
    return _section(words.say("From the counsellors"), quote=words.content["comment"])


def _talks(words: Words) -> Section:
    _ = words.say
    if words.people is not None:
        return _section(
            _("Who found the way to a counsellor"),
            f"{words.talked()} {words.pool()}",
            _(
                "More people is neither better nor worse. It tells how many found the way, and "
                "for some of them that was enough."
            ),
        )
    return _section(
        _("Who found the way to a counsellor"),
        _(
            "Of so few people nothing is told, not even whether there was anybody: in an "
            "organisation of this size that would be about somebody. It does not say how safe it "
            "is to work here. Little may be going on, or the way may be hard to find."
        ),
        _(
            "What can be looked at is in this annual report all the same: whether people see and "
            "hear where to go, what policy lacks, and what became of advice."
        ),
        figures=people_figure(words),
    )


def _themes(words: Words) -> Section | None:
    return _margins(
        words,
        words.say("What it was about"),
        words.say("Everybody counts once, under the main theme of the first talk."),
        "theme",
        more=crossing_figure(words),
    )


def _requesters(words: Words) -> Section | None:
    return _margins(
        words,
        words.say("Who asked"),
        words.say(
            "Managers and people who were talked about need a talk as much as anybody. They are "
            "kept apart and never added together."
        ),
        "requester",
    )


def _channels(words: Words) -> Section | None:
    return _margins(words, words.say("How people talked"), "", "channel")


def _formal_routes(words: Words) -> Section | None:
    return _margins(
        words,
        words.say("Formal routes"),
        words.say(
            "A formal route is the person's own decision and lies outside this service. A "
            "counsellor tells what it asks and gives, and never takes the step for somebody."
        ),
        "formal_route",
    )


def _outcomes(words: Words) -> Section | None:
    return _margins(
        words,
        words.say("What the talks prevented"),
        words.say(
            "A talk is a preventive measure itself: being recognised, a step of one's own, new "
            "agreements, a conflict that grew no further."
        ),
        "outcome",
        "next_step",
    )


def _felt_heard(words: Words) -> Section | None:
    return _margins(
        words,
        words.say("Felt heard"),
        words.say("Asked at the end, and nobody has to answer."),
        "felt_heard",
    )


def _early(words: Words) -> Section | None:
    early = words.content["talks"]["early_contacts"]["value"]
    told = (
        words.say(
            "%(number)s of %(people)s people (%(share)s) came within half a year of when it began.",
            number=words.number(early),
            people=words.number(words.people),
            share=words.share(early),
        )
        if early and words.people
        else ""
    )
    return _margins(
        words,
        words.say("How early people came"),
        told,
        "since",
        after=words.say("A counsellor is no last resort: the earlier, the more a talk can do."),
    )


def _bottlenecks(words: Words) -> Section:
    found = words.content["bottlenecks"]
    return _section(
        words.say("Where policy falls short"),
        words.say(
            "As documents, sessions and advice showed it over the year; never one talk. It is an "
            "invitation to look together."
        )
        if found
        else words.say("The counsellors noted nothing this year that policy lacks."),
        points=[words(BOTTLENECKS[code]) for code in found],
    )


def _advised(words: Words) -> Section:
    _ = words.say
    advice = words.content["prevention"]["advice"]
    unfunded = words.content["prevention"]["not_funded"]
    if not advice["given"]:
        return _section(
            _("Advised, not funded"), _("No advice was given this year, asked for or not.")
        )
    return _section(
        _("Advised, not funded"),
        _("An idea is welcome until it costs something. What found no money is about:")
        if unfunded
        else _("No advice of this year was left without money."),
        figures=advice_figure(words),
        points=[
            f"{label('theme', one['theme'], words)} ({words.number(one['number'])})"
            for one in unfunded
        ],
    )


def _barriers(words: Words) -> Section | None:
    """Codes and numbers alone: what the organisation answered stays between it and them."""
    found = words.content["prevention"].get("barriers", ())
    if not found:
        return None
    return _section(
        words.say("What stood in the way"),
        words.say(
            "Advice that was turned down, found no money or got no answer in time, by what kept "
            "it from moving, as the counsellors see it:"
        ),
        points=[
            f"{words(BARRIERS[one['barrier']])} ({words.number(one['number'])})" for one in found
        ],
    )


def _background(words: Words) -> Section | None:
    _ = words.say
    changes = words.content["changes"]
    margins = words.content["talks"]["margins"]
    causes, quarters = is_told(margins["cause"]), is_told(margins["quarter"])
    if not (causes or quarters or changes):
        return None
    return _section(
        _("What may lie behind it") if causes else _("Through the year"),
        _(
            "What counsellors saw as a background in the organisation: an impression to talk "
            "about together, not a finding."
        )
        if causes
        else "",
        _(
            "What changed in the organisation stands beside it because it is of the same year. "
            "Whether the one has to do with the other, figures cannot say."
        )
        if changes
        else "",
        figures=[
            *([margin_figure(words, "cause")] if causes else []),
            *([margin_figure(words, "quarter")] if quarters else []),
            *change_figure(words),
        ],
    )


def _margins(
    words: Words,
    title: str,
    lead: str,
    *margins: str,
    after: str = "",
    more: list[dict[str, Any]] | None = None,
) -> Section | None:
    """A section about people who talked; none where nothing can be told apart."""
    told = [name for name in margins if is_told(words.content["talks"]["margins"][name])]
    if not told:
        return None
    figures = [margin_figure(words, name) for name in told]
    return _section(title, lead, after, figures=figures + (more or []))


def _too_few(words: Words) -> Section | None:
    """What cannot be told apart, in one place; nothing where nobody is told of at all."""
    margins = words.content["talks"]["margins"]
    missing = [words(PLAIN[name]) for name, blocks in margins.items() if not is_told(blocks)]
    if words.people is None or not missing:
        return None
    return _section(
        words.say("Too few to tell apart"),
        words.say("Of these there is no figure that is not about a few: %(few)s.", few=words.few),
        points=missing,
    )


#: the order of the book (R48)
SECTIONS: tuple[Callable[[Words], Section | None], ...] = (
    _prevention,
    _comment,
    _talks,
    _themes,
    _requesters,
    _channels,
    _formal_routes,
    _outcomes,
    _felt_heard,
    _early,
    _too_few,
    _bottlenecks,
    _advised,
    _barriers,
    _background,
)
