"""A published edition as its readers see it: what each figure says about the atoms under it.

Plain Python, and small enough to follow with a pencil. The certificate, the audit and its readers
stand on this reading of a layout alone; what chose the suppression has one of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from tenants.insight.disclosure.layout import PEOPLE, TOTAL, Atom, Cell, Dimension, Facet, Layout
from tenants.insight.disclosure.released import Released

OUTSIDE = "outside "  # before the name of a panel: who is not in it


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody knows of the atoms x, whole numbers that are not negative.

    Attributes:
        k: an open figure of people is at least so many.
        atoms: in the order of a witness: facet by facet, stratum, code, set of panels.
        cells: what is published, open or not.
        inside: every such cell as a sum of these atoms, and what anybody can reckon with: who is
            outside of a panel, how many people are behind their acts, and the finest cells.
        ranges: least and most that an open cell can be.
        enough: numbers of people that are at least k, because a cell of their acts is open.
        links: two sums that are the same people.
        nobody: atoms of strata without any organisation.
    """

    k: int
    atoms: tuple[Atom, ...]
    cells: frozenset[Cell]
    inside: dict[Cell, list[int]]
    ranges: dict[Cell, tuple[int, int]]
    enough: list[Cell]
    links: list[tuple[list[int], list[int]]]
    nobody: set[int]


def read(released: Released) -> Published:
    """Raises ValueError where the cells are not those of the layout."""
    layout = released.layout
    atoms = tuple(atoms_of(layout))
    inside: dict[Cell, list[int]] = {cell: [] for cell in _cells(layout)}
    if inside.keys() != released.figures.keys():
        raise ValueError("the cells are not those of the layout")
    for cell in list(inside):
        for reckoned in _reckoned(cell, layout):
            inside.setdefault(reckoned, [])
    for atom in atoms:
        inside.setdefault(Cell(atom.stratum, *counted(layout, atom.facet, atom.code)), [])
    for number, atom in enumerate(atoms):
        for cell in _cells_of(atom, layout):
            if cell in inside:
                inside[cell].append(number)
    ranges = dict(_ranges(released))
    return Published(
        k=released.k,
        atoms=atoms,
        cells=frozenset(released.figures),
        inside=inside,
        ranges=ranges,
        enough=list(_people_behind_acts(released)),
        links=list(_links(layout, atoms)),
        nobody={n for n, atom in enumerate(atoms) if _is_empty(atom, released)},
    )


def behind(cell: Cell, layout: Layout) -> Cell | None:
    """The cell with the number of distinct people in this one; None where it counts no people."""
    if cell.facet == PEOPLE:
        return cell
    facet = next(one for one in layout.facets if one.name == cell.facet)
    if facet.people is None:
        return None
    return (
        cell if facet.people in path(facet, cell.code) else cell._replace(facet=PEOPLE, code=TOTAL)
    )


def _reckoned(cell: Cell, layout: Layout) -> Iterator[Cell]:
    people = behind(cell, layout)
    if people is not None:
        yield people
    if cell.panel:
        yield cell._replace(panel=OUTSIDE + cell.panel)


def _people_behind_acts(released: Released) -> Iterator[Cell]:
    """What people did, such as conversations, is open only over k people."""
    for cell, figure in released.figures.items():
        people = behind(cell, released.layout)
        shown = figure is not None and (cell.stratum, cell.panel) not in released.empty
        if shown and people is not None and people != cell:
            yield people


def path(dimension: Dimension, code: str) -> list[str]:
    """The code and everything that it is part of, the total last."""
    steps = [code]
    while steps[-1] != TOTAL:
        steps.append(dimension.parents[steps[-1]])
    return steps


def range_of(value: int, base: int) -> tuple[int, int]:
    """The whole numbers that round to `value`, halves upwards; nothing printed is negative."""
    return max(0, value - base // 2), value + base - base // 2 - 1


def counted(layout: Layout, facet: str, code: str) -> tuple[str, str]:
    """Facet and code of the cell: the number of people is one figure, whatever it is split by."""
    people = {one.name: one.people for one in layout.facets}
    return (PEOPLE, TOTAL) if people[facet] == code else (facet, code)


def first_of_people(layout: Layout) -> Facet:
    """Where the number of people is summed; the other facets are linked to it."""
    return next(facet for facet in layout.facets if facet.people is not None)


def leaves_of(dimension: Dimension) -> list[str]:
    parents = set(dimension.parents.values())
    return [code for code in dimension.parents if code not in parents] or [TOTAL]


def crossed(layout: Layout, facet: str) -> set[str]:
    return {name for shape in layout.shapes if shape.facet == facet for name in shape.strata}


def panels_of(layout: Layout, facet: str) -> list[str]:
    return list(dict.fromkeys(s.panel for s in layout.shapes if s.facet == facet and s.panel))


def atoms_of(layout: Layout) -> Iterator[Atom]:
    """In the order of a witness."""
    for facet in layout.facets:
        names, panels = crossed(layout, facet.name), panels_of(layout, facet.name)
        strata = product(*(leaves_of(d) if d.name in names else [TOTAL] for d in layout.strata))
        sets = [frozenset(s) for n in range(len(panels) + 1) for s in combinations(panels, n)]
        for stratum, code, members in product(strata, leaves_of(facet), sets):
            yield Atom(stratum, facet.name, code, members)


def _cells(layout: Layout) -> dict[Cell, None]:
    found: dict[Cell, None] = {}
    trees = {facet.name: facet for facet in layout.facets}
    for shape in layout.shapes:
        strata = product(
            *([*d.parents, TOTAL] if d.name in shape.strata else [TOTAL] for d in layout.strata)
        )
        codes = [*trees[shape.facet].parents, TOTAL] if shape.codes is None else shape.codes
        for stratum, code in product(strata, codes):
            found[Cell(stratum, *counted(layout, shape.facet, code), shape.panel)] = None
    return found


def _cells_of(atom: Atom, layout: Layout) -> Iterator[Cell]:
    """The cells, published or not, that count this atom. People are counted by the first facet."""
    facet = next(one for one in layout.facets if one.name == atom.facet)
    strata = [path(d, code) for d, code in zip(layout.strata, atom.stratum, strict=True)]
    outside = [OUTSIDE + p for p in panels_of(layout, facet.name) if p not in atom.panels]
    for code in path(facet, atom.code):
        name = counted(layout, facet.name, code)
        if name[0] == PEOPLE and facet != first_of_people(layout):
            continue
        for stratum, panel in product(product(*strata), ["", *atom.panels, *outside]):
            yield Cell(stratum, *name, panel)


def _ranges(released: Released) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """Half up; and who knows the rules knows that an open figure of people is at least k."""
    for cell, figure in released.figures.items():
        if (cell.stratum, cell.panel) in released.empty:
            yield cell, (0, 0)
        elif figure is not None:
            low, high = range_of(figure.value, released.base)
            yield cell, (max(low, released.k) if behind(cell, released.layout) else low, high)


def _links(layout: Layout, atoms: tuple[Atom, ...]) -> Iterator[tuple[list[int], list[int]]]:
    """Each facet of people counts the same people as the first, wherever both can tell."""
    facets = [facet for facet in layout.facets if facet.people is not None]
    for first, facet in product(facets[:1], facets[1:]):
        shared = crossed(layout, facet.name) & crossed(layout, first.name)
        panels = set(panels_of(layout, facet.name)) & set(panels_of(layout, first.name))
        sides: dict[tuple[tuple[str, ...], frozenset[str]], tuple[list[int], list[int]]] = {}
        for number, atom in enumerate(atoms):
            tree = next((f for f in (first, facet) if f.name == atom.facet), None)
            if tree is None or tree.people not in path(tree, atom.code):
                continue
            stratum = tuple(
                code if dimension.name in shared else TOTAL
                for dimension, code in zip(layout.strata, atom.stratum, strict=True)
            )
            both = sides.setdefault((stratum, atom.panels & panels), ([], []))
            both[tree is facet].append(number)
        yield from sides.values()


def _is_empty(atom: Atom, released: Released) -> bool:
    codes = zip(released.layout.strata, atom.stratum, strict=True)
    strata = product(*(path(dimension, code) for dimension, code in codes))
    panels = ("", *atom.panels)
    return any((s, panel) in released.empty for s in strata for panel in panels)


def name_of(cell: Cell) -> str:
    """A cell for people to read."""
    where = " x ".join(code for code in cell.stratum if code != TOTAL) or TOTAL
    what = PEOPLE if cell.facet == PEOPLE else f"{cell.facet} {cell.code}"
    return f"{where} x {what}" + (f" ({cell.panel})" if cell.panel else "")
