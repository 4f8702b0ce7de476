"""Could a reader narrow what is hidden? Each is set against the published edition, by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.knowledge import Knowledge, Reader
from tenants.insight.disclosure.layout import Atom, Cell
from tenants.insight.disclosure.one_insider import Gifts, OneInsider
from tenants.insight.disclosure.published import name_of
from tenants.insight.disclosure.readings import Flags, Vector
from tenants.insight.disclosure.recount import Recount, Tally, recount

ORGANISATIONS, FIRMS, OUTSIDERS = "organisations", "firms", "outsiders"


@dataclass(slots=True)
class Narrowing:
    """All readers of one edition: outsiders, and insiders among those that publish no report.

    `hidden` are the contributions of these and `gifts` the same by atom, `moves` what may be
    different. `before` is about the same edition without what is new, where an earlier release was
    about the same contributions.
    """

    now: Knowledge
    before: Knowledge | None
    hidden: Sequence[Contribution]
    gifts: Gifts
    moves: Sequence[Mapping[Atom, int]]
    rng: np.random.Generator

    def findings(self) -> Iterator[str]:
        """The largest firm of every cell at once, then the largest organisation, then outsiders;
        each knows the rules, who takes part, and what organisations publish themselves. Last,
        strangers who read no report: nobody else is asked to show what is below a figure of one
        that publishes.
        """
        found = list(self._moved())
        cells = [cell for cell in self.now.published.inside if self._is_hidden(cell)]
        missed: dict[Reader, Flags] = {}
        for reader in self._readers():
            readings = self.now.readings(cells, reader)
            readings.try_all(found)
            missed[reader] = ~readings.search(self.rng)
            found += readings.found
            if self.before and reader.name == OUTSIDERS:
                for side, aim in np.argwhere(missed[reader]).tolist():
                    then = self.before.readings([cells[aim]], reader)
                    self.now.left[cells[aim], side] = then.reach(side, 0)
        refused = False
        for reader, flags in reversed(missed.items()):
            narrowed = flags if refused else self._ask(reader, cells, flags)
            for aim in np.flatnonzero(narrowed.any(axis=0)).tolist():
                refused = True
                yield f"{name_of(cells[aim])} could be narrowed by {reader.name}"
        if not refused:
            yield from self._by_one(cells, found, list(missed))

    def _by_one(
        self, cells: list[Cell], found: list[Vector], readers: Sequence[Reader]
    ) -> Iterator[str]:
        """How low cells can be of which all insiders together know too much to be asked."""
        outsiders = next(reader for reader in readers if reader.name == OUTSIDERS)
        for reader in readers:
            if not reader.names:
                continue
            members = {name: number for number, name in enumerate(reader.names)}
            owners = [members[self._member(reader, one)] for one in self.hidden]
            one = OneInsider(self.now, reader, outsiders, self.gifts.by(owners), cells)
            for table in found:
                one.see(table)
            one.look_for_some(self.rng)
            for row, cell in enumerate(one.cells):
                while one.waiting[row].any():
                    member = one.look_for_one(row, self.rng)
                    if one.waiting[row, member]:
                        alone = self._some(reader, (reader.names[member],))
                        missed = np.array([[True], [False]])
                        if self._ask(alone, [cell], missed).any():
                            yield f"{name_of(cell)} could be narrowed by {reader.name}"
                            return
                        one.waiting[row, member] = False

    def _readers(self) -> Iterator[Reader]:
        private, everybody, nobody = self.now.private, self.now.everybody, Recount()
        if everybody.rules.insiders:
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
        if private is not everybody:
            yield Reader("strangers", everybody, nobody, lambda _: 0)

    def _ask(self, reader: Reader, cells: Sequence[Cell], missed: Flags) -> Flags:
        """Who cannot narrow it alone cannot narrow it: halves of the readers, down to one of them,
        who may know from before what this edition does not tell.
        """
        narrowed = np.zeros_like(missed)
        if not missed.any():
            return narrowed
        aims = np.flatnonzero(missed.any(axis=0)).tolist()
        some = [cells[aim] for aim in aims]
        readings = self.now.readings(some, reader)
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
            yield self._some(reader, names)

    def _some(self, reader: Reader, names: tuple[str, ...]) -> Reader:
        chosen = set(names)
        theirs = [one for one in self.hidden if self._member(reader, one) in chosen]
        return replace(reader, names=names, count=recount(theirs, self.now.everybody.layout))

    @staticmethod
    def _member(reader: Reader, gift: Contribution) -> str:
        return gift.firm if reader.name == FIRMS else gift.organisation

    def _news(self, reader: Reader, cells: Sequence[Cell], missed: Flags) -> Flags:
        """What one reader can narrow further than what was out before already let it."""
        before = self.before
        if before is None:
            return missed
        news = np.zeros_like(missed)
        for side, aim in np.argwhere(missed).tolist():
            cell = cells[aim]
            left = before.readings([cell], reader).reach(side, 0)
            while left and not self._goes(self.now, cell, reader, side, left):
                if self._goes(before, cell, reader, side, left):
                    news[side, aim] = True
                    break
                left -= 1
        return news

    def _goes(
        self, knowledge: Knowledge, cell: Cell, reader: Reader, side: int, far: float
    ) -> bool:
        """Whether, for all that this reader knows, the cell may be so many people away."""
        readings = knowledge.readings([cell], reader, far)
        readings.shown[1 - side] = True
        return bool(readings.search(self.rng).all())

    def _moved(self) -> Iterator[Vector]:
        """The true table with something else in some of its atoms."""
        atoms = self.now.everybody.count.atoms
        index = {atom: number for number, atom in enumerate(self.now.published.atoms)}
        truth = np.array([atoms.get(atom, Tally()).value for atom in index], dtype=float)
        for move in self.moves:
            moved = truth.copy()
            for atom, change in move.items():
                moved[index[atom]] += change
            yield moved

    def _is_hidden(self, cell: Cell) -> bool:
        """Cells without a figure; of what is only reckoned, those that would have none."""
        published, everybody, private = self.now.published, self.now.everybody, self.now.private
        somebody = everybody.count.employers[cell.stratum, cell.panel].number > 0
        if cell in published.ranges or not somebody:
            return False
        return cell in published.cells or everybody.sensitive(cell) or private.sensitive(cell)
