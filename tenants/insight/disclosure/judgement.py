"""The primary rules once more, on recounted cells: is it sensitive, how uncertain must it be."""

from dataclasses import dataclass

from tenants.insight.disclosure.contributions import BenchmarkRules
from tenants.insight.disclosure.layout import Cell, Layout
from tenants.insight.disclosure.published import OUTSIDE, behind
from tenants.insight.disclosure.recount import Parts, Recount


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of a crowd: everybody, or those who do not publish a report themselves."""

    count: Recount
    rules: BenchmarkRules
    layout: Layout

    def sensitive(self, cell: Cell) -> bool:
        people, tally = behind(cell, self.layout), self.count.cells[cell]
        if not self.count.employers[cell.stratum, cell.panel].number:
            return False
        if self._is_thin(cell) or (people and self.count.cells[people].value < self.rules.k):
            return True
        for parts in (tally.organisations, tally.firms):
            others = parts.total - parts.first
            if parts.number < self.rules.contributors or self._is_guessed(parts):
                return True
            if people == cell and others < self.rules.k:
                return True
        return people not in {cell, None} and self.sensitive(people)

    def required(self, cell: Cell) -> tuple[float, float]:
        """The interval that no reader may narrow, of a cell that is hidden for whatever reason."""
        people, tally = behind(cell, self.layout), self.count.cells[cell]
        value = tally.value
        if people and self.count.cells[people].value < self.rules.k:
            return 0.0, float(max(self.rules.k, value))
        margin = 1.0
        for parts in (tally.organisations, tally.firms):
            rest = parts.total - parts.first - parts.second
            margin = max(margin, self.rules.p / 100 * parts.first - rest)
        return max(0.0, value - margin), value + margin

    def _is_thin(self, cell: Cell) -> bool:
        """Few organisations, or few beside a panel; or one employs most, or tells the second."""
        sizes = self.count.employers[cell.stratum, cell.panel]
        changed = self.count.employers[cell.stratum, OUTSIDE + cell.panel].number
        return (
            sizes.number < self.rules.organisations
            or 0 < changed < self.rules.organisations
            or sizes.first > self.rules.dominance * sizes.total
            or self._is_guessed(sizes)
            or not sizes.total
        )

    def _is_guessed(self, parts: Parts) -> bool:
        """The p% rule: the second largest knows the largest too well."""
        return parts.total - parts.first - parts.second < self.rules.p / 100 * parts.first
