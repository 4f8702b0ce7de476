"""How organisations differ, and how the same ones differ from the year before."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.documents.edition_words import EditionWords
from api.documents.maps import Range, Span
from api.documents.pictures import Figure, ranges_figure
from tenants.insight.disclosure import TOTAL
from tenants.insight.tabulation import SIZE

YEARS = ("before", "after")  # of a trend


def quartile_bands(words: EditionWords) -> list[Figure]:
    """The middle half of organisations, with their median; nothing where none may be shown."""
    quartiles = words.content["quartiles"]
    if not any(q["median"]["value"] for q in quartiles):
        return []
    quartiles = sorted(quartiles, key=_in_order)
    shown = [_quartile_row(words, q) for q in quartiles]
    every = next((q for q in quartiles if q["sector"] == q["size"] == TOTAL), None)
    title = words("How much organisations differ, in people per 100 employees")
    lower, upper = (every[name]["value"] if every else None for name in ("lower", "upper"))
    if lower is not None and upper is not None and lower != upper:
        title = words.say(
            "Half of the organisations have %(lower)s to %(upper)s people per 100 employees",
            lower=words.rate(lower),
            upper=words.rate(upper),
        )
    header = [words("Organisations"), words("A quarter is below"), words("Median"),
              words("A quarter is above")]  # fmt: skip
    table = [
        [_stratum(words, q), *(_quartile(words, q[name]) for name in ("lower", "median", "upper"))]
        for q in quartiles
    ]
    note = words(
        "A bar is the middle half of the organisations, the line in it the one in the middle. A "
        "line alone: too few organisations for quarters."
    )
    return [ranges_figure(title, shown, header, table) | {"note": note}]


def _in_order(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Sectors as they come, then all of them, then sizes from small to large."""
    if row["size"] != TOTAL:
        return True, _size_order(row)
    return False, int(row["sector"] == TOTAL)


def _size_order(row: Mapping[str, Any]) -> int:
    """From small to large, all of them first."""
    return [TOTAL, *SIZE.parents].index(row["size"])


def _quartile_row(words: EditionWords, q: Mapping[str, Any]) -> Range:
    lower, median, upper = (q[name]["value"] for name in ("lower", "median", "upper"))
    if median is None:
        return Range(_stratum(words, q), [None], words("withheld"))
    if lower is None or upper is None:  # one may be told without the other, in the table alone
        return Range(_stratum(words, q), [Span(median, median, median)], words.rate(median))
    shown = f"{words.rate(median)} ({words.rate(lower)}–{words.rate(upper)})"
    return Range(_stratum(words, q), [Span(lower, median, upper)], shown)


def _quartile(words: EditionWords, cell: Mapping[str, Any]) -> str:
    """A quartile is no number of people: where it is not told, it is not fewer than anything."""
    return words("withheld") if cell["suppressed"] else words.rate(cell["value"])


def _stratum(words: EditionWords, row: Mapping[str, Any]) -> str:
    return words.sector(row["sector"]) if row["size"] == TOTAL else words.size(row["size"])


def trend(words: EditionWords) -> list[Figure]:
    """The same organisations in two years, each year with all that rounding leaves open."""
    found = words.content["trend"]
    if not found:
        return []
    cells = sorted((c for c in found["cells"] if not c["after"]["empty"]), key=_from_all_to_few)
    if not any(map(_is_told, cells)):
        return []
    # A theme of a sector is one among many: it is there where it can be read.
    cells = [c for c in cells if TOTAL in {c["sector"], c["code"]} or _is_told(c)]
    rows = [
        Range(_group(words, c), [_rounding_span(words, c[year]) for year in YEARS],
              _change(words, c))
        for c in cells
    ]  # fmt: skip
    header = [words("Organisations"), str(found["from"]), str(found["to"])]
    table = [
        [_group(words, c), *(words.figure(c[year]["per_100_employees"]) for year in YEARS)]
        for c in cells
    ]
    note = words.say(
        "The same organisations in both years. The upper bar, pale, is %(first)s, the lower one "
        "%(last)s: each is all that rounding leaves open, the line in it is what is printed.",
        first=found["from"],
        last=found["to"],
    )
    return [ranges_figure(_trend_finding(words, cells), rows, header, table) | {"note": note}]


def _from_all_to_few(cell: Mapping[str, Any]) -> tuple[bool, bool, bool, int]:
    """Everybody, what they talked about, sizes from small to large, sectors as they come."""
    size = _size_order(cell)
    return cell["sector"] != TOTAL, size > 0, cell["code"] != TOTAL, size


def _is_told(cell: Mapping[str, Any]) -> bool:
    """Of one of the years at least."""
    return not all(cell[year]["number"]["suppressed"] for year in YEARS)


def _group(words: EditionWords, cell: Mapping[str, Any]) -> str:
    """Of whom, and about what where that is told."""
    if cell["code"] == TOTAL:
        return _stratum(words, cell)
    theme = words.code("theme", cell["code"])
    return theme if cell["sector"] == TOTAL else f"{words.sector(cell['sector'])}: {theme}"


def _trend_finding(words: EditionWords, cells: Iterable[Mapping[str, Any]]) -> str:
    found = words.content["trend"]
    years = {"first": found["from"], "last": found["to"]}
    every = next((c for c in cells if {c["sector"], c["size"], c["code"]} == {TOTAL}), None)
    before = _rounding_span(words, every["before"]) if every else None
    after = _rounding_span(words, every["after"]) if every else None
    if before is None or after is None:
        return words.say("People per 100 employees, %(first)s and %(last)s", **years)
    if before.high >= after.low and after.high >= before.low:
        return words.say(
            "Over all, nothing changed from %(first)s to %(last)s beyond what rounding leaves open",
            **years,
        )
    return words.say(
        "From %(before)s people per 100 employees in %(first)s to %(after)s in %(last)s",
        before=words.rate(before.mark),
        after=words.rate(after.mark),
        **years,
    )


def _change(words: EditionWords, cell: Mapping[str, Any]) -> str:
    """2.1 → 2.4; which of both is withheld, or what that means where both are."""
    both = [cell[year]["per_100_employees"] for year in YEARS]
    if all(rate["suppressed"] for rate in both):
        return words.few
    return " → ".join(words("withheld") if r["suppressed"] else words.figure(r) for r in both)


def _rounding_span(words: EditionWords, figures: Mapping[str, Any]) -> Span | None:
    """All rates that the true number of people can have had."""
    number, rate = figures["number"]["value"], figures["per_100_employees"]["value"]
    if number is None or rate is None:
        return None
    half = words.content["rounded_to"] / 2
    low = max(number - half, words.content["fewer_than"] if number else 0)
    return Span(rate * low / number, rate, rate * (number + half) / number) if number else None
