"""The figures of an annual report: a finding as the title, a drawing, and the table below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names
from babel.numbers import format_decimal, format_percent

from api.documents.charts import NARROW, Bar, bars_svg, describe
from api.documents.grids import grid_svg, timeline_svg
from api.documents.labels import (
    ACTIVITIES,
    ADVICE,
    CHANGES,
    CODES,
    N_,
    block_label,
    label,
)
from api.i18n import translations
from tenants.themes import THEMES

FONT = "Libertinus Serif"  # it comes with the PDF compiler; nothing of the system is used

TOLD = N_("%(name)s: %(number)s of %(people)s people")
FINDINGS = {
    "requester": N_("Most often: %(name)s (%(number)s of %(people)s people)"),
    "theme": N_("Most often it was about: %(name)s (%(number)s of %(people)s people)"),
    "since": N_("How long it had been going on, most often: %(name)s (%(number)s of %(people)s)"),
    "outcome": N_("What came of it, most often: %(name)s (%(number)s of %(people)s people)"),
    "formal_route": TOLD,
    "next_step": N_("The next step, most often: %(name)s (%(number)s of %(people)s people)"),
    "felt_heard": TOLD,
    "cause": N_("Seen most often as a background: %(name)s (%(number)s of %(people)s people)"),
    "channel": N_("Most talks began like this: %(name)s (%(number)s of %(people)s people)"),
    "quarter": N_("Most people came in: %(name)s (%(number)s of %(people)s)"),
}

PLAIN = {
    "requester": N_("Who asked"),
    "theme": N_("Themes"),
    "since": N_("How long it had been going on"),
    "outcome": N_("What came of it"),
    "formal_route": N_("Formal routes"),
    "next_step": N_("The next step"),
    "felt_heard": N_("Felt heard"),
    "cause": N_("What may lie behind it"),
    "channel": N_("How people talked"),
    "quarter": N_("When people came"),
}
#: in a finding these say nothing
SILENT = {"not_recorded", "not_asked", "none_seen", "other"}


@dataclass(frozen=True, slots=True)
class Words:
    """Texts and numbers in the reader's language, about one report's content."""

    language: str
    content: Mapping[str, Any]

    def say(self, text: str, **values: object) -> str:
        return translations(self.language).gettext(text) % values if values else self(text)

    def __call__(self, text: str) -> str:
        return translations(self.language).gettext(text)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.locale)

    @property
    def locale(self) -> str:
        """How numbers and dates are written: British where the text is English."""
        return {"en": "en_GB"}.get(self.language, self.language)

    @property
    def people(self) -> int | None:
        return self.content["talks"]["people"]["value"]

    @property
    def few(self) -> str:
        """What stands for a figure that is not shown."""
        return self.say("fewer than %(k)s, or withheld", k=self.content["fewer_than"])

    def summary(self) -> list[str]:
        """The three sentences for who reads nothing else."""
        return [self._prevented(), self.talked(), self.advised()]

    def share(self, part: float) -> str:
        """Of all the people who talked, in whole percents."""
        return format_percent(part / self.people if self.people else 0, locale=self.locale)

    def pool(self) -> str:
        """Which years the talks are counted over, where it is not the year of the report alone."""
        years = self.content["talks"]["years"]
        if len(years) < 2:
            return self.say("Everybody counts once, however often they came.")
        return self.say(
            "In none of the years %(first)s to %(last)s it was enough people to say more, so they "
            "are taken together. Everybody counts once, in however many of the years they came.",
            first=years[0],
            last=years[-1],
        )

    def talked(self) -> str:
        talks = self.content["talks"]
        if self.people is None:
            return self.say(
                "Fewer than %(k)s people talked with a counsellor, or too few to say more. This "
                "annual report is about prevention.",
                k=self.content["fewer_than"],
            )
        number, rate = self.number(self.people), talks["per_100_employees"]["value"]
        if rate is None:
            return self.say("%(number)s people talked with a counsellor.", number=number)
        return self.say(
            "%(number)s people talked with a counsellor: %(rate)s of every 100 employees.",
            number=number,
            rate=self.number(rate),
        )

    def _prevented(self) -> str:
        activities = self.content["prevention"]["activities"]
        if not activities:
            return self.say("No preventive activity was recorded this year.")
        return self.say(
            "%(number)s preventive activities reached %(audience)s people in total.",
            number=self.number(sum(a["number"] for a in activities)),
            audience=self.number(sum(a["audience"] for a in activities)),
        )

    def advised(self) -> str:
        advice = self.content["prevention"]["advice"]
        if not advice["given"]:
            return self.say("No advice was given this year, asked for or not.")
        return self.say(
            "Advice was given %(given)s times: %(done)s done, %(not_funded)s advised but not "
            "funded, %(unanswered)s not answered.",
            **{name: self.number(advice[name]) for name in advice},
        )


def activity_figure(words: Words) -> list[dict[str, Any]]:
    """Whom each kind of activity reached; nothing where there was none."""
    activities = words.content["prevention"]["activities"]
    most = max(activities, key=lambda a: a["audience"], default=None)
    if most is None:
        return []
    bars = [
        Bar(words(ACTIVITIES[a["kind"]]), a["audience"], words.number(a["audience"]), a is most)
        for a in activities
    ]
    title = words.say(
        "Most people were reached like this: %(name)s (%(number)s people)",
        name=words(ACTIVITIES[most["kind"]]),
        number=words.number(most["audience"]),
    )
    rows = [
        (bar.name, bar.shown, words.number(a["number"]))
        for bar, a in zip(bars, activities, strict=True)
    ]
    header = [words("Activity"), words("People reached"), words("How often")]
    return [_figure(title, bars, rows, header) | {"numbers": [1, 2]}]


def advice_figure(words: Words) -> list[dict[str, Any]]:
    """What became of the advice; nothing where none was given."""
    advice = words.content["prevention"]["advice"]
    if not advice["given"]:
        return []
    bars = [
        Bar(words(name), advice[code], words.number(advice[code]), code == "not_funded")
        for code, name in ADVICE.items()
    ]
    title = words.say(
        "Done: %(done)s of %(given)s pieces of advice. Not funded: %(not_funded)s",
        **{name: words.number(number) for name, number in advice.items()},
    )
    rows = [(bar.name, bar.shown) for bar in bars]
    return [_figure(title, bars, rows, [words("Advice"), words("Number")])]


def crossing_figure(words: Words) -> list[dict[str, Any]]:
    """Themes by quarter; nothing where they are not told together."""
    crossing = words.content["talks"]["crossing"]
    if crossing is None:
        return []
    rows = [block_label("theme", "", codes, words) for codes in crossing["rows"]]
    columns = [
        ", ".join(words.say("Q%(number)s", number=code) for code in codes)
        for codes in crossing["columns"]
    ]
    cells = [
        [
            Bar("", c["value"], words.few if c["suppressed"] else words.number(c["value"]))
            for c in row
        ]
        for row in crossing["cells"]
    ]
    description = "; ".join(
        f"{row}, {column}: {cell.shown}"
        for row, line in zip(rows, cells, strict=True)
        for column, cell in zip(columns, line, strict=True)
    )
    title, withheld = words("Themes through the year"), words("withheld")
    note = words.say("Hatched: %(few)s.", few=words.few)
    return [
        {
            "title": title,
            "svg": grid_svg(title, description, rows, columns, cells, note=note, font=FONT),
            "alt": f"{title}. {description}.",
            "header": [words("Theme"), *columns],
            "numbers": list(range(1, len(columns) + 1)),
            "rows": [
                (row, *(withheld if cell.value is None else cell.shown for cell in line))
                for row, line in zip(rows, cells, strict=True)
            ],
        }
    ]


def change_figure(words: Words) -> list[dict[str, Any]]:
    """What changed in the organisation, by month; nothing where nothing was noted."""
    changes = words.content["changes"]
    if not changes:
        return []
    months = get_month_names("abbreviated", locale=words.locale)
    whole = get_month_names("wide", locale=words.locale)
    named = [(int(c["month"][-2:]), words(CHANGES[c["kind"]])) for c in changes]
    title = words("What changed in the organisation this year")
    rows = [(name, whole[month]) for month, name in named]
    description = "; ".join(f"{month}: {name}" for name, month in rows)
    return [
        {
            "title": title,
            "svg": timeline_svg(title, description, list(months.values()), named, font=FONT),
            "alt": f"{title}. {description}.",
            "header": [words("What changed"), words("Month")],
            "numbers": [1],
            "rows": rows,
        }
    ]


def people_figure(words: Words) -> list[dict[str, Any]]:
    """The hatched bar where the number of people is not shown; else the sentence says it."""
    if words.people is not None:
        return []
    bars = [Bar(words("People who talked"), None, words.few)]
    rows = [(bars[0].name, words.few)]
    return [_figure(bars[0].name, bars, rows, [words("What"), words("People")])]


def is_told(blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether there is more to say of a margin than the total."""
    return any(not block["suppressed"] for block in blocks)


def margin_figure(words: Words, margin: str) -> dict[str, Any]:
    """One margin of which there is something to tell; what is not is hatched."""
    blocks: Sequence[Mapping[str, Any]] = words.content["talks"]["margins"][margin]
    order = {
        code: place for place, code in enumerate(THEMES if margin == "theme" else CODES[margin])
    }
    blocks = sorted(blocks, key=lambda block: _place(order, block))
    finding = _finding(blocks)
    bars, rows = [], []
    for block in blocks:
        name = block_label(margin, block["within"], block["codes"], words)
        shown = words.few if block["suppressed"] else words.number(block["value"])
        bars.append(Bar(name, block["value"], shown, block is finding))
        together = [label(margin, code, words) for code in block["codes"]]
        rows.append((name, shown, "; ".join(together) if len(together) > 1 else ""))
    header = [words("What"), words("People"), words("Together in one figure")]
    wide = 3 if any(together for *_, together in rows) else 2
    title = _title(words, margin, finding, blocks)
    return _figure(title, bars, [row[:wide] for row in rows], header[:wide])


def _place(order: Mapping[str, int], block: Mapping[str, Any]) -> tuple[int, bool, int]:
    """Blocks in the order of the list; several together come last of their whole."""
    several = len(block["codes"]) > 1
    whole = block["within"] or block["codes"][0]
    if several and not block["within"]:
        return len(order), several, 0
    return order[whole], several, order.get(block["codes"][0], len(order))


def _finding(blocks: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The largest block that has one name of its own, and says something."""
    telling = [
        block
        for block in blocks
        if not block["suppressed"] and len(block["codes"]) == 1 and block["codes"][0] not in SILENT
    ]
    return max(telling, key=lambda block: block["value"], default=None)


def _title(
    words: Words,
    margin: str,
    finding: Mapping[str, Any] | None,
    blocks: Sequence[Mapping[str, Any]],
) -> str:
    """What is seen most is said to be so only where nothing else, told apart or not, is as much."""
    if finding is None:
        return words(PLAIN[margin])
    rivals = [b["value"] or 0 for b in blocks if b is not finding]
    most = all(value < finding["value"] for value in rivals)
    return words.say(
        FINDINGS[margin] if most else TOLD,
        name=label(margin, finding["codes"][0], words),
        number=words.number(finding["value"]),
        people=words.number(words.people or 0),
    )


def _figure(
    title: str,
    bars: Sequence[Bar],
    rows: Sequence[tuple[str, ...]],
    header: list[str],
) -> dict[str, Any]:
    description = describe(bars)
    return {
        "title": title,
        "svg": bars_svg(title, description, bars, font=FONT),
        "narrow": bars_svg(title, description, bars, font=FONT, frame=NARROW),
        "alt": f"{title}. {description}",
        "header": header,
        "numbers": [1],
        "rows": rows,
    }
