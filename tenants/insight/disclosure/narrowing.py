"""Could a reader narrow what is hidden? Each is set against the published edition, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.judgement import Judgement
from tenants.insight.disclosure.layout import Atom, Cell
from tenants.insight.disclosure.published import Published, behind, name_of
from tenants.insight.disclosure.readings import Aim, Flags, Readings, Row, Vector
from tenants.insight.disclosure.recount import Recount, Tally, recount

ORGANISATIONS, FIRMS, OUTSIDERS = "organisations", "firms", "outsiders"


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


@dataclass(slots=True)
class Narrowing:
    """All readers of one edition: outsiders, and insiders among those that publish no report.

    `hidden` are the contributions of these, `moves` what may be different. `before` is the same
    edition without what is new, where an earlier release was about the same contributions; `left`
    is how far down (0) or up (1) a cell could be then, for all that outsiders knew.
    """

    published: Published
    before: Published | None
    everybody: Judgement
    private: Judgement
    hidden: Sequence[Contribution]
    moves: Sequence[Mapping[Atom, int]]
    rng: np.random.Generator
    left: dict[tuple[Cell, int], float] = field(default_factory=dict)

    def findings(self) -> Iterator[str]:
        """The largest firm of every cell at once, then the largest organisation, then outsiders;
        each knows the rules, who takes part, and what organisations publish themselves. Last,
        strangers who read no report: nobody else is asked to show what is below a figure of one
        that publishes.
        """
        found = list(self._moved())
        cells = [cell for cell in self.published.inside if self._is_hidden(cell)]
        missed: dict[Reader, Flags] = {}
        for reader in self._readers():
            readings = self._read(self.published, cells, reader)
            readings.try_all(found)
            missed[reader] = ~readings.search(self.rng)
            found += readings.found
            if self.before and reader.name == OUTSIDERS:
                for side, aim in np.argwhere(missed[reader]).tolist():
                    then = self._read(self.before, [cells[aim]], reader)
                    self.left[cells[aim], side] = then.reach(side, 0)
        refused = False
        for reader, flags in reversed(missed.items()):
            narrowed = flags if refused else self._ask(reader, cells, flags)
            for aim in np.flatnonzero(narrowed.any(axis=0)).tolist():
                refused = True
                yield f"{name_of(cells[aim])} could be narrowed by {reader.name}"

    def _readers(self) -> Iterator[Reader]:
        private, nobody = self.private, Recount()
        if self.everybody.rules.insiders:
            firms = tuple(sorted({one.firm for one in self.hidden}))
            yield Reader(FIRMS, private, private.count, lambda tally: tally.firms.first, firms)
            # Whoever is in the same panels stands together, and knows least of what they split.
            panels = {one.organisation: sorted(one.panels) for one in self.hidden}
            organisations = tuple(sorted(panels, key=lambda name: (panels[name], name)))
            yield Reader(
                ORGANISATIONS,
                private,
                private.count,
                lambda tally: tally.organisations.first,
                organisations,
            )
        yield Reader(OUTSIDERS, private, nobody, lambda _: 0)
        if private is not self.everybody:
            yield Reader("strangers", self.everybody, nobody, lambda _: 0)

    def _ask(self, reader: Reader, cells: Sequence[Cell], missed: Flags) -> Flags:
        """Who cannot narrow it alone cannot narrow it: halves of the readers, down to one of them,
        who may know from before what this edition does not tell.
        """
        narrowed = np.zeros_like(missed)
        if not missed.any():
            return narrowed
        aims = np.flatnonzero(missed.any(axis=0)).tolist()
        some = [cells[aim] for aim in aims]
        readings = self._read(self.published, some, reader)
        readings.shown |= ~missed[:, aims]
        missed = ~readings.search(self.rng)
        if len(reader.names) < 2:
            narrowed[:, aims] = self._news(reader, some, missed)
        elif missed.any():
            for half in self._halves(reader):
                if not narrowed.any():
                    narrowed[:, aims] = self._ask(half, some, missed)
        return narrowed

    def _halves(self, reader: Reader) -> Iterator[Reader]:
        middle = len(reader.names) // 2
        for names in (reader.names[:middle], reader.names[middle:]):
            chosen = set(names)
            theirs = [
                one
                for one in self.hidden
                if (one.firm if reader.name == FIRMS else one.organisation) in chosen
            ]
            yield replace(reader, names=names, count=recount(theirs, self.everybody.layout))

    def _news(self, reader: Reader, cells: Sequence[Cell], missed: Flags) -> Flags:
        """What one reader can narrow further than what was out before already let it."""
        before = self.before
        if before is None:
            return missed
        news = np.zeros_like(missed)
        for side, aim in np.argwhere(missed).tolist():
            cell = cells[aim]
            left = self._read(before, [cell], reader).reach(side, 0)
            while left and not self._goes(self.published, cell, reader, side, left):
                if self._goes(before, cell, reader, side, left):
                    news[side, aim] = True
                    break
                left -= 1
        return news

    def _goes(
        self, published: Published, cell: Cell, reader: Reader, side: int, far: float
    ) -> bool:
        """Whether, for all that this reader knows, the cell may be so many people away."""
        readings = self._read(published, [cell], reader, far)
        readings.shown[1 - side] = True
        return bool(readings.search(self.rng).all())

    def _moved(self) -> Iterator[Vector]:
        """The true table with something else in some of its atoms."""
        atoms = self.everybody.count.atoms
        index = {atom: number for number, atom in enumerate(self.published.atoms)}
        truth = np.array([atoms.get(atom, Tally()).value for atom in index], dtype=float)
        for move in self.moves:
            moved = truth.copy()
            for atom, change in move.items():
                moved[index[atom]] += change
            yield moved

    def _is_hidden(self, cell: Cell) -> bool:
        """Cells without a figure; of what is only reckoned, those that would have none."""
        published, employers = self.published, self.everybody.count.employers
        if cell in published.ranges or not employers[cell.stratum, cell.panel].number:
            return False
        return (
            cell in published.cells
            or self.everybody.sensitive(cell)
            or self.private.sensitive(cell)
        )

    def _read(
        self,
        published: Published,
        cells: Sequence[Cell],
        reader: Reader,
        far: float | None = None,
    ) -> Readings:
        everybody, rules = self.everybody, self.everybody.rules
        people = sum(tally.value for tally in everybody.count.atoms.values())
        floor, roof = np.zeros((2, len(published.atoms)))
        for number, atom in enumerate(published.atoms):
            if atom in everybody.count.atoms:  # else no organisation could be in it, as is known
                floor[number] = self._public(atom, reader) + reader.part(atom)
                roof[number] = 4.0 * (people + rules.k)
        rows = [Row(one, 0.0, 0.0, other) for one, other in published.links]
        for cell in (*published.ranges, *published.enough):
            low, high = published.ranges.get(cell, (0, np.inf))
            if high:
                mine = reader.part(cell)
                acts = behind(cell, everybody.layout) is None
                others = rules.contributors - (mine > 0) if acts else rules.k
                low = max(low, self._public(cell, reader) + mine + others)
            rows.append(Row(published.inside[cell], low, high))
        aims = [self._aim(cell, published.inside[cell], floor, reader, far) for cell in cells]
        return Readings(rows, aims, floor, roof)

    def _public(self, place: Cell | Atom, reader: Reader) -> int:
        """What organisations publish themselves of it, and this reader reads."""
        every, unread = self.everybody.count, reader.unpublished.count
        if isinstance(place, Cell):
            return every.cells[place].value - unread.cells[place].value
        return every.atoms[place].value - unread.atoms.get(place, Tally()).value

    def _aim(
        self,
        cell: Cell,
        atoms: Sequence[int],
        floor: Vector,
        reader: Reader,
        far: float | None,
    ) -> Aim:
        """So far to each side, or the required interval with and without what is published, as far
        down as one's own part.
        """
        value = self.everybody.count.cells[cell].value
        if far is not None:
            return Aim(atoms, value - far, value, value + far)
        low, high = self.everybody.required(cell)
        if reader.unpublished.count.employers[cell.stratum, cell.panel].number:
            least, most = reader.unpublished.required(cell)
            known = self._public(cell, reader)
            low, high = min(low, known + least), max(high, known + most)
        if reader.unpublished is self.private:
            low = max(low, value - self.left.get((cell, 0), value))
            high = min(high, value + self.left.get((cell, 1), high))
        return Aim(atoms, max(low, float(floor[atoms].sum())), value, high)
