"""The words and numbers of one edition, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from api.documents.figures import Words
from api.documents.labels import SIZES, facet_label, sector_label
from tenants.insight.editions import Edition


@dataclass(frozen=True, slots=True)
class EditionWords(Words):
    """Texts, dates, rates and the names of codes."""

    def date(self, day: date) -> str:
        return format_date(day, "long", locale=self.locale)

    def rate(self, value: float) -> str:
        """Always one decimal."""
        return format_decimal(value, "#,##0.0", locale=self.locale)

    def figure(self, cell: Mapping[str, Any], *, rate: bool = True) -> str:
        """A cell as text: what is withheld says so; a dash where no organisation takes part."""
        if cell["suppressed"]:
            return self.few
        if cell["value"] is None:
            return "–"
        if cell["value"] == 0 and not rate:
            return self.nearly_none
        return self.rate(cell["value"]) if rate else self.number(cell["value"])

    def before_rounding(self, number: int) -> tuple[int, int]:
        """The smallest and the largest whole number that is printed as this one; halves go up."""
        half = self.content["rounded_to"] / 2
        return max(0, ceil(number - half)), ceil(number + half) - 1

    @property
    def nearly_none(self) -> str:
        """What rounding made zero, and is not nothing."""
        return f"0–{self.before_rounding(0)[1]}"

    def sector(self, code: str) -> str:
        return sector_label(code, self)

    def size(self, code: str) -> str:
        return self(SIZES[code])

    def code(self, facet: str, code: str) -> str:
        return facet_label(facet, code, self)

    def stamp(self, edition: Edition) -> list[str]:
        """Which edition: its id, its day, its hash. It stands on every page and in every file."""
        trend = self.content["trend"]
        digests = [self.content["table_digest"], *([trend["table_digest"]] if trend else ())]
        return [
            self.say(
                "Edition %(id)s, released on %(date)s, and not changed since.",
                id=self.content["id"],
                date=self.date(edition.released_on),
            ),
            self.say("SHA-256 of the figures:") + " " + edition.digest,
            self.say("Digest in the certificate:") + " " + ", ".join(digests),
        ]

    def method(self) -> list[str]:
        """How it was made, paragraph by paragraph; the first is the title."""
        note: str = self.content["method_note"][self.language]
        return [" ".join(paragraph.split()) for paragraph in note.split("\n\n")]
