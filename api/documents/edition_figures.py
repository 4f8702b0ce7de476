"""What an edition shows: pictures whose titles say the finding, each with its table.

The same for page and PDF. Nothing is derived from what is withheld, and shares and ratios come from
the rounded numbers that are printed.
"""

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

from api.documents.charts import Bar
from api.documents.edition_words import EditionWords
from api.documents.figures import SILENT
from api.documents.labels import FACETS, N_
from api.documents.maps import Field
from api.documents.pictures import Figure, bars_figure, map_figure
from tenants.insight.disclosure import TOTAL
from tenants.insight.tabulation import SIZE

#: the facets of a profile, in the order of the talk itself
PROFILE = ("theme", "since", "requester", "channel", "first_response", "first_talk", "next_step",
           "formal_route")  # fmt: skip
#: short heads over a map
HEADS = {"1-9": "1–9", "10-49": "10–49", "50-249": "50–249", "250-999": "250–999",
         "1000-4999": "1,000– 4,999", "5000_up": "5,000+"}  # fmt: skip
#: short heads over the map of advice
GIVEN = N_("Given")
HEADS_OF_ADVICE = {
    "answered.done": N_("Done"),
    "answered.accepted": N_("Accepted"),
    "answered.not_funded": N_("No money"),
    "answered.declined": N_("Declined"),
    "unanswered": N_("No answer"),
}
ANSWERS = ("answered.done", "answered.accepted", "answered.not_funded", "answered.declined",
           "unanswered")  # fmt: skip

Cells = dict[tuple[str, str, str], Mapping[str, Any]]


def cells_of(words: EditionWords, name: str) -> Cells:
    """The cells of a table by sector, size and code."""
    table = next(t for t in words.content["tables"] if t["name"] == name)
    return {(c["sector"], c["size"], c["code"]): c for c in table["cells"]}


def sectors_of(words: EditionWords) -> list[str]:
    """Sections in which somebody takes part, and all of them together."""
    return [s["code"] for s in words.content["members"]["sector"] if s["organisations"] != "none"]


def people_map(words: EditionWords) -> Figure:
    """People per 100 employees, by sector and size."""
    cells = cells_of(words, "theme_by_sector_size")
    sizes = [*SIZE.parents, TOTAL]
    rows = {
        sector: [_rate_field(words, cells[sector, size, TOTAL]) for size in sizes]
        for sector in sectors_of(words)
    }
    return map_figure(
        words,
        _people_finding(words, cells),
        [*(_head(words, size) for size in sizes[:-1]), words("All sizes")],
        {words.sector(sector): fields for sector, fields in rows.items()},
        [words("Sector"), *(words.size(size) for size in sizes)],
    )


def _people_finding(words: EditionWords, cells: Cells) -> str:
    every = cells[TOTAL, TOTAL, TOTAL]["per_100_employees"]["value"]
    rates = [
        rate
        for (sector, size, code), cell in cells.items()
        if sector != TOTAL and size == code == TOTAL
        and (rate := cell["per_100_employees"]["value"])
    ]  # fmt: skip
    if every is None or len(rates) < 2:
        return words("People who talked with a counsellor, per 100 employees")
    return words.say(
        "%(every)s of every 100 employees talked with a counsellor; by sector %(low)s to %(high)s",
        every=words.rate(every),
        low=words.rate(min(rates)),
        high=words.rate(max(rates)),
    )


def funding_gap(words: EditionWords) -> Figure:
    """What became of advice, as shares of what was given: an idea is welcome until it costs.

    A share is all that rounding leaves open: of ten to twenty pieces of advice that is much.
    """
    cells = cells_of(words, "advice_by_sector")
    rows = {
        words.sector(sector): [
            _number_field(words, cells[sector, TOTAL, TOTAL]),
            *(
                _share_field(words, cells[sector, TOTAL, code], cells[sector, TOTAL, TOTAL])
                for code in ANSWERS
            ),
        ]
        for sector in sectors_of(words)
    }
    every = [cells[TOTAL, TOTAL, code] for code in ("answered.done", "answered.not_funded")]
    done, unfunded = (_share(words, cell, cells[TOTAL, TOTAL, TOTAL]) for cell in every)
    title = words("What became of the advice that counsellors gave")
    if done is not None and unfunded is not None:
        title = words.say(
            "Of the advice given, %(done)s is done and for %(unfunded)s there was no money",
            done=_percent(*done),
            unfunded=_percent(*unfunded),
        )
    names = [words.code("advice", code) for code in (TOTAL, *ANSWERS)]
    heads = [words(GIVEN), *(words(HEADS_OF_ADVICE[code]) for code in ANSWERS)]
    note = words("Each share is from the least to the most that the rounded numbers leave open.")
    return map_figure(words, title, heads, rows, [words("Sector"), *names]) | {"note": note}


def reach(words: EditionWords, sector: str) -> list[Figure]:
    """Of 100 people to whom it happens by a published survey, how many found a counsellor."""
    rows = [r for r in words.content["reach"] if r["sector"] == sector]
    if not rows:
        return []
    bars = [
        Bar(words.code("theme", r["theme"]), r["reach"]["value"], words.figure(r["reach"]))
        for r in rows
        if r["reach"]["suppressed"] or r["reach"]["value"] is not None
    ]
    told = [r for r in rows if r["reach"]["value"] is not None]
    title = words("Of 100 to whom it happens, so many found a counsellor")
    if len(told) > 1:
        most, least = (of(told, key=lambda r: r["reach"]["value"]) for of in (max, min))
        title = words.say(
            "Of 100 to whom it happens, %(high)s found a counsellor for “%(most)s” and %(low)s for "
            "“%(least)s”",
            high=words.rate(most["reach"]["value"]),
            low=words.rate(least["reach"]["value"]),
            most=words.code("theme", most["theme"]),
            least=words.code("theme", least["theme"]),
        )
    header = [words(FACETS["theme"][0]), words("Say it happens to them, of 100"),
              words("Talked, per 100 employees"), words("Found a counsellor, of 100"),
              words("Source")]  # fmt: skip
    table = [
        [
            words.code("theme", r["theme"]),
            words.rate(r["prevalence"]),
            words.figure(r["per_100_employees"]),
            words.figure(r["reach"]),
            f"{r['source']} ({r['year']})",
        ]
        for r in rows
    ]
    return [bars_figure(title, bars, header, table)]


def profile(words: EditionWords, sector: str) -> list[Figure]:
    """The facets of everybody who talked, in one sector or in all."""
    return [_facet(words, facet, sector) for facet in PROFILE]


def _facet(words: EditionWords, facet: str, sector: str) -> Figure:
    cells = cells_of(words, f"{facet}_by_sector")
    inside = {code: cell for (s, _, code), cell in cells.items() if s == sector}
    every = inside.pop(TOTAL)
    heads = {code for code in inside if any(c.startswith(f"{code}.") for c in inside)}
    told = {
        code: cell["number"]["value"]
        for code, cell in inside.items()
        if cell["number"]["value"] and code not in {*heads, *SILENT} and not code.endswith("other")
    }
    title = words(FACETS[facet][0])
    people = every["number"]["value"]
    if told and people:
        most = max(told, key=lambda code: told[code])
        if list(told.values()).count(told[most]) == 1:
            title = words.say(
                "%(facet)s, most often: %(name)s (about %(number)s of %(people)s people)",
                facet=title,
                name=words.code(facet, most),
                number=words.number(told[most]),
                people=words.number(people),
            )
    bars = [
        Bar(
            words.code(facet, code),
            cell["number"]["value"],
            words.figure(cell["number"], rate=False),
            code in heads,
        )
        for code, cell in inside.items()
    ]
    header = [words(FACETS[facet][0]), words("People"), words("Per 100 employees")]
    table = [
        [
            words.code(facet, code),
            words.figure(cell["number"], rate=False),
            words.figure(cell["per_100_employees"]),
        ]
        for code, cell in (*inside.items(), (TOTAL, every))
    ]
    return bars_figure(title, bars, header, table)


def _rate_field(words: EditionWords, cell: Mapping[str, Any]) -> Field:
    rate = cell["per_100_employees"]
    if rate["suppressed"]:
        return Field(None, words.say("fewer than %(k)s", k=words.content["fewer_than"]), True)
    return Field(rate["value"], words.figure(rate))


def _number_field(words: EditionWords, cell: Mapping[str, Any]) -> Field:
    """A number beside shares: without a tone of its own."""
    number = cell["number"]
    if number["suppressed"]:
        return Field(None, words("withheld"), True)
    return Field(None, words.figure(number, rate=False))


def _share_field(words: EditionWords, part: Mapping[str, Any], whole: Mapping[str, Any]) -> Field:
    if part["number"]["suppressed"] or whole["number"]["suppressed"]:
        return Field(None, words("withheld"), True)
    share = _share(words, part, whole)
    return Field(sum(share) / 2, _percent(*share)) if share else Field(None, "–")


def _share(
    words: EditionWords, part: Mapping[str, Any], whole: Mapping[str, Any]
) -> tuple[int, int] | None:
    """The least and the most, in per cent, that two rounded numbers leave open."""
    number, every = part["number"]["value"], whole["number"]["value"]
    if number is None or not every:
        return None
    (low, high), (least, most) = words.before_rounding(number), words.before_rounding(every)
    return floor(100 * low / most), min(100, ceil(100 * high / least))


def _percent(low: int, high: int) -> str:
    return f"{low}%" if low == high else f"{low}–{high}%"


def _head(words: EditionWords, size: str) -> str:
    return HEADS[size] if words.language == "en" else HEADS[size].replace(",", ".")
