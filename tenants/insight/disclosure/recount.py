"""The contributions counted once more, organisation by organisation, with plain dictionaries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from tenants.insight.disclosure.contributions import Contribution
from tenants.insight.disclosure.layout import PEOPLE, TOTAL, Atom, Cell, Dimension, Facet, Layout
from tenants.insight.disclosure.published import (
    OUTSIDE,
    counted,
    crossed,
    first_of_people,
    leaves_of,
    panels_of,
    path,
)

Node = tuple[str, str]  # facet and code


@dataclass(slots=True)
class Parts:
    """How many contribute to something, what it adds up to, and the largest two contributions."""

    number: int = 0
    total: int = 0
    first: int = 0
    second: int = 0

    def add(self, part: int) -> None:
        self.number += 1
        self.total += part
        if part > self.first:
            self.first, self.second = part, self.first
        elif part > self.second:
            self.second = part

    def join(self, other: "Parts") -> None:
        self.number += other.number
        self.total += other.total
        four = sorted((self.first, self.second, other.first, other.second), reverse=True)
        self.first, self.second = four[:2]


@dataclass
class Tally:
    """What is counted in one cell or atom, by organisation and by firm."""

    organisations: Parts = field(default_factory=Parts)
    by_firm: Counter[str] = field(default_factory=Counter)

    @property
    def value(self) -> int:
        return self.organisations.total

    @cached_property
    def firms(self) -> Parts:
        """To be asked for when all are counted."""
        parts = Parts()
        for part in self.by_firm.values():
            parts.add(part)
        return parts


@dataclass(slots=True)
class Recount:
    """Cells that are not in `cells` have nobody in them; `employers` by stratum and panel."""

    cells: dict[Cell, Tally] = field(default_factory=lambda: defaultdict(Tally))
    atoms: dict[Atom, Tally] = field(default_factory=lambda: defaultdict(Tally))
    employers: dict[tuple[tuple[str, ...], str], Parts] = field(
        default_factory=lambda: defaultdict(Parts)
    )


@dataclass(slots=True)
class _Member:
    home: tuple[tuple[str, ...], frozenset[str]]
    employees: int
    by_firm: dict[str, dict[Node, int]] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[Node, int]:
        """What it counts with all its firms together; mostly it has one."""
        first, *others = self.by_firm.values()
        if not others:
            return first
        together = Counter(first)
        for counts in others:
            together.update(counts)
        return together


def recount(contributions: Iterable[Contribution], layout: Layout) -> Recount:
    """Raises ValueError where contributions contradict one another or the layout."""
    found = Recount()
    homes: dict[tuple[tuple[str, ...], frozenset[str]], list[_Member]] = defaultdict(list)
    for member in _members(contributions, layout).values():
        homes[member.home].append(member)
    for (stratum, panels), members in homes.items():
        tallies: dict[Node, Tally] = defaultdict(Tally)
        sizes = Parts()
        for member in members:
            sizes.add(member.employees)
            for node, count in member.counts.items():
                tallies[node].organisations.add(count)
            for firm, counts in member.by_firm.items():
                for node, count in counts.items():
                    tallies[node].by_firm[firm] += count
        _settle(found, stratum, panels, tallies, sizes, layout)
    return found


def _settle(
    found: Recount,
    stratum: tuple[str, ...],
    panels: frozenset[str],
    tallies: dict[Node, Tally],
    sizes: Parts,
    layout: Layout,
) -> None:
    """Adds what the organisations of one stratum and set of panels have to all that they are in."""
    every = {shape.panel for shape in layout.shapes if shape.panel}
    seen = ["", *(p if p in panels else OUTSIDE + p for p in every)]
    paths = [path(d, code) for d, code in zip(layout.strata, stratum, strict=True)]
    places = list(product(product(*paths), seen))
    for place in places:
        found.employers[place].join(sizes)
    for (facet, code), tally in tallies.items():
        name = counted(layout, facet, code)
        if name[0] == PEOPLE and facet != first_of_people(layout).name:
            continue
        for where, panel in places:
            _join(found.cells[Cell(where, *name, panel)], tally)
    for atom, node in _atoms_at(stratum, panels, layout):
        _join(found.atoms[atom], tallies.get(node, Tally()))


def _join(tally: Tally, other: Tally) -> None:
    tally.organisations.join(other.organisations)
    tally.by_firm.update(other.by_firm)


def _members(contributions: Iterable[Contribution], layout: Layout) -> dict[str, _Member]:
    """Each organisation with what it counts under every node, all its firms together."""
    found: dict[str, _Member] = {}
    above: dict[Node, list[Node]] = {}
    for one in contributions:
        home = (tuple(_leaf(d, one.stratum[d.name]) for d in layout.strata), one.panels)
        member = found.setdefault(one.organisation, _Member(home, one.employees))
        if (member.home, member.employees) != (home, one.employees):
            raise ValueError("an organisation contradicts itself")
        counts = _nodes(one, layout, above)
        if one.firm in member.by_firm:
            counts = Counter(counts) + Counter(member.by_firm[one.firm])
        member.by_firm[one.firm] = counts
    return found


def _nodes(one: Contribution, layout: Layout, above: dict[Node, list[Node]]) -> dict[Node, int]:
    """Each code that is counted, and all that it is part of, which `above` keeps for the next."""
    nodes: dict[Node, int] = {}
    people = set()
    for facet in layout.facets:
        for code, count in one.counts.get(facet.name, {}).items():
            if count < 0:
                raise ValueError("a contribution has fewer than nobody")
            node = facet.name, code
            if node not in above:
                above[node] = [(facet.name, part) for part in path(facet, _leaf(facet, code))]
            for whole in above[node] if count else ():
                nodes[whole] = nodes.get(whole, 0) + count
        if facet.people is not None:
            people.add(nodes.get((facet.name, facet.people), 0))
    if len(people) > 1:
        raise ValueError("the facets of a contribution do not count the same people")
    return nodes


def gifts(contributions: Iterable[Contribution], layout: Layout) -> Iterator[tuple[int, Atom, int]]:
    """The number of each contribution that counts somebody, where, and how many."""
    homes: dict[tuple[tuple[str, ...], frozenset[str]], dict[Node, Atom]] = defaultdict(dict)
    for number, one in enumerate(contributions):
        home = tuple(one.stratum[dimension.name] for dimension in layout.strata), one.panels
        atoms = homes[home]
        for facet in layout.facets:
            for code, count in one.counts.get(facet.name, {}).items():
                node = facet.name, code
                if count:
                    if node not in atoms:
                        atoms[node] = _atom(*home, facet, code, layout)
                    yield number, atoms[node], count


def _atom(
    stratum: tuple[str, ...], panels: frozenset[str], facet: Facet, code: str, layout: Layout
) -> Atom:
    names = crossed(layout, facet.name)
    where = tuple(
        _leaf(dimension, own) if dimension.name in names else TOTAL
        for dimension, own in zip(layout.strata, stratum, strict=True)
    )
    members = panels.intersection(panels_of(layout, facet.name))
    return Atom(where, facet.name, _leaf(facet, code), members)


def _leaf(dimension: Dimension, code: str) -> str:
    """Where a code counts: under the longest listed one that it is part of, or beside its parts."""
    leaves = leaves_of(dimension)
    if code in leaves:
        return code
    steps = code.split(".")
    for end in range(len(steps), 0, -1):
        for fitting in (".".join(steps[:end]), ".".join([*steps[:end], "other"])):
            if fitting in leaves:
                return fitting
    raise ValueError(f"{dimension.name} has no place for a contribution")


def _atoms_at(
    stratum: tuple[str, ...], panels: frozenset[str], layout: Layout
) -> Iterator[tuple[Atom, Node]]:
    """The atoms that an organisation of this stratum and these panels counts in."""
    for facet in layout.facets:
        names = crossed(layout, facet.name)
        where = tuple(
            code if dimension.name in names else TOTAL
            for dimension, code in zip(layout.strata, stratum, strict=True)
        )
        members = panels.intersection(panels_of(layout, facet.name))
        for code in leaves_of(facet):
            yield Atom(where, facet.name, code, members), (facet.name, code)
