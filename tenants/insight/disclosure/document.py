"""A release and its certificate as one JSON document, for whoever wants to check it elsewhere."""

import json
import math
from typing import Annotated, Any, NoReturn

import msgspec

from tenants.insight.disclosure.certificate import Certificate
from tenants.insight.disclosure.layout import Cell, Dimension, Facet, Layout, Shape
from tenants.insight.disclosure.released import Figure, Released

FORMAT = 1
MOST_CELLS = 200_000  # an edition has some thousands
MOST_BYTES = 64 * 1024 * 1024

Whole = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=10**6)]
Rate = Annotated[float, msgspec.Meta(ge=0, le=10**9)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class _Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Code
    codes: tuple[tuple[Code, Code], ...]


class _Facet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Code
    people: Code | None
    codes: tuple[tuple[Code, Code], ...]


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    facet: Code
    strata: tuple[Code, ...]
    codes: tuple[Code, ...] | None
    panel: str


class _Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strata: tuple[_Dimension, ...]
    facets: tuple[_Facet, ...]
    shapes: tuple[_Shape, ...]


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stratum: tuple[Code, ...]
    panel: str


class _Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stratum: tuple[Code, ...]
    facet: Code
    code: Code
    panel: str
    suppressed: bool
    value: Whole | None
    per_100_employees: Rate | None


class _Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    digest: str
    witnesses: tuple[tuple[Whole, ...], ...]


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    fewer_than: Positive
    rounded_to: Positive
    layout: _Layout
    empty: tuple[_Place, ...]
    cells: tuple[_Cell, ...]
    certificate: _Certificate


def compose(released: Released, certificate: Certificate) -> dict[str, Any]:
    """What `parse` reads. Codes are pairs of a code and what it is part of, in their order."""
    layout = released.layout
    document = _Document(
        FORMAT,
        released.k,
        released.base,
        _Layout(
            tuple(_Dimension(d.name, tuple(d.parents.items())) for d in layout.strata),
            tuple(_Facet(f.name, f.people, tuple(f.parents.items())) for f in layout.facets),
            tuple(_Shape(s.facet, s.strata, s.codes, s.panel) for s in layout.shapes),
        ),
        tuple(_Place(stratum, panel) for stratum, panel in sorted(released.empty)),
        tuple(
            _Cell(
                *cell,
                suppressed=figure is None,
                value=figure.value if figure else None,
                per_100_employees=figure.per_100_employees if figure else None,
            )
            for cell, figure in released.figures.items()
        ),
        _Certificate(certificate.digest, certificate.witnesses),
    )
    return msgspec.to_builtins(document)


def parse(text: bytes) -> tuple[Released, Certificate]:
    """From anybody's bytes. Raises ValueError that says what is wrong with them, and where."""
    if len(text) > MOST_BYTES:
        raise ValueError("it is too large to be a release")
    try:
        given = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
        document = msgspec.convert(given, _Document)
    except UnicodeDecodeError:
        raise ValueError("it is not text in UTF-8") from None
    except RecursionError:
        raise ValueError("it is nested too deeply to be a release") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    except msgspec.ValidationError as error:
        raise ValueError(f"it is not a release with its certificate: {error}") from None
    if document.format != FORMAT:
        raise ValueError(f"it has format {document.format}, and this reads format {FORMAT}")
    released = Released(
        _layout(document.layout),
        document.fewer_than,
        document.rounded_to,
        _figures(document.cells),
        frozenset((place.stratum, place.panel) for place in document.empty),
    )
    return released, Certificate(document.certificate.digest, document.certificate.witnesses)


def _layout(given: _Layout) -> Layout:
    """Counts before it builds: a few hundred codes can ask for more cells than there are atoms."""
    dimensions: list[_Dimension | _Facet] = [*given.strata, *given.facets]
    for dimension in dimensions:
        if len(dict(dimension.codes)) < len(dimension.codes):
            raise ValueError(f"{dimension.name} has a code twice")
    sizes = {d.name: len(d.codes) + 1 for d in dimensions}
    panels = {shape.panel for shape in given.shapes if shape.panel}
    every = math.prod(sizes[d.name] for d in given.strata) * 2 ** len(panels)
    if every * sum(sizes[f.name] for f in given.facets) > MOST_CELLS * 10:
        raise ValueError("its layout asks for too many cells to be that of a release")
    return Layout(
        tuple(Dimension(d.name, dict(d.codes)) for d in given.strata),
        tuple(Facet(f.name, dict(f.codes), f.people) for f in given.facets),
        tuple(Shape(s.facet, s.strata, s.codes, s.panel) for s in given.shapes),
    )


def _figures(cells: tuple[_Cell, ...]) -> dict[Cell, Figure | None]:
    figures: dict[Cell, Figure | None] = {}
    for one in cells:
        cell = Cell(one.stratum, one.facet, one.code, one.panel)
        if cell in figures:
            raise ValueError(f"a cell is there twice: {'|'.join((*cell.stratum, *cell[1:]))}")
        if one.suppressed != (one.value is None) or (one.suppressed and one.per_100_employees):
            raise ValueError(f"a cell is suppressed and is not: {'|'.join(one.stratum)}")
        figures[cell] = None if one.value is None else Figure(one.value, one.per_100_employees)
    return figures


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it has a name twice in one object, and means one of them")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of people")
