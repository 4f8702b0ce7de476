"""What the readers of a published edition know: the rules, who takes part, and what they gave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tenants.insight.disclosure.judgement import Judgement
from tenants.insight.disclosure.layout import Atom, Cell
from tenants.insight.disclosure.published import Published, behind
from tenants.insight.disclosure.readings import Aim, Readings, Row, Vector
from tenants.insight.disclosure.recount import Recount, Tally


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Members, each of whom knows what it gave, taken as one: of anything, the largest part.

    `unpublished` is what they do not read in the reports of others.
    """

    name: str
    unpublished: Judgement
    count: Recount
    largest: Callable[[Tally], int]
    names: tuple[str, ...] = ()

    def part(self, place: Cell | Atom) -> int:
        if isinstance(place, Cell):
            return self.largest(self.count.cells.get(place, Tally()))
        return self.largest(self.count.atoms.get(place, Tally()))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Of an edition that was made from what `everybody` contributed, of which `private` is in no
    published report.

    `left` is how far down (0) or up (1) outsiders could think a cell to be before this edition, as
    it is found out.
    """

    published: Published
    everybody: Judgement
    private: Judgement
    left: dict[tuple[Cell, int], float] = field(default_factory=dict)

    def readings(self, cells: Sequence[Cell], reader: Reader, far: float | None = None) -> Readings:
        """All tables that it may be, to be searched for ones with these cells low and high: so
        `far` to each side, or as their required intervals are, but no lower than one's own part.
        """
        floor = self.floor(reader)
        aims = [self._aim(cell, reader, far) for cell in cells]
        if far is None:
            lows = [max(aim.low, float(floor[aim.atoms].sum())) for aim in aims]
            aims = [replace(aim, low=low) for aim, low in zip(aims, lows, strict=True)]
        return Readings(self.rows(reader), aims, floor, self.roof())

    def floor(self, reader: Reader) -> Vector:
        """The least that each atom can be."""
        floor = np.zeros(len(self.published.atoms))
        for number, atom in self._atoms():
            floor[number] = self.public(atom, reader) + reader.part(atom)
        return floor

    def roof(self) -> Vector:
        """As good as no bound; zero where no organisation could be, which everybody knows."""
        people = sum(tally.value for tally in self.everybody.count.atoms.values())
        roof = np.zeros(len(self.published.atoms))
        for number, _ in self._atoms():
            roof[number] = 4.0 * (people + self.everybody.rules.k)
        return roof

    def rows(self, reader: Reader) -> list[Row]:
        """First what is the same people, then the `open` cells."""
        rows = [Row(one, 0.0, 0.0, other) for one, other in self.published.links]
        for cell in self.open:
            low, high = self.published.ranges.get(cell, (0, np.inf))
            if high and reader.unpublished.count.employers[cell.stratum, cell.panel].number:
                mine = reader.part(cell)
                low = max(low, self.public(cell, reader) + mine + self.others(cell, mine))
            rows.append(Row(self.published.inside[cell], low, high))
        return rows

    @property
    def open(self) -> list[Cell]:
        """Those of which everybody knows something."""
        return [*self.published.ranges, *self.published.enough]

    def others(self, cell: Cell, mine: int) -> int:
        """How many people, or acts, must be in an open cell beside one's own."""
        rules = self.everybody.rules
        acts = behind(cell, self.everybody.layout) is None
        return rules.contributors - (mine > 0) if acts else rules.k

    def public(self, place: Cell | Atom, reader: Reader) -> int:
        """What organisations publish themselves of it, and this reader reads."""
        every, unread = self.everybody.count, reader.unpublished.count
        if isinstance(place, Cell):
            return every.cells[place].value - unread.cells[place].value
        return every.atoms[place].value - unread.atoms.get(place, Tally()).value

    def low(self, cell: Cell, reader: Reader) -> float:
        """As low as this reader must be able to think it, if it gave nothing itself."""
        return self._aim(cell, reader, None).low

    def _atoms(self) -> list[tuple[int, Atom]]:
        live = self.everybody.count.atoms
        return [(n, atom) for n, atom in enumerate(self.published.atoms) if atom in live]

    def _aim(self, cell: Cell, reader: Reader, far: float | None) -> Aim:
        """The required interval, with and without what is published."""
        atoms, value = self.published.inside[cell], self.everybody.count.cells[cell].value
        if far is not None:
            return Aim(atoms, value - far, value, value + far)
        low, high = self.everybody.required(cell)
        if reader.unpublished.count.employers[cell.stratum, cell.panel].number:
            least, most = reader.unpublished.required(cell)
            known = self.public(cell, reader)
            low, high = min(low, known + least), max(high, known + most)
        if reader.unpublished is self.private:
            low = max(low, value - self.left.get((cell, 0), value))
            high = min(high, value + self.left.get((cell, 1), high))
        return Aim(atoms, low, value, high)
