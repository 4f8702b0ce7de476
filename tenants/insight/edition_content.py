"""What stands in an edition: tables of cells, what is laid beside them, and how it was made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tenants.insight.disclosure.contributions import BenchmarkRules, Contribution
from tenants.insight.disclosure.layout import TOTAL, Cell, Shape
from tenants.insight.disclosure.quantiles import Quantiles
from tenants.insight.disclosure.released import Figure, Released
from tenants.insight.method import method_note
from tenants.insight.prevalence import Prevalence
from tenants.insight.sections import SECTIONS
from tenants.insight.tabulation import SIZE, panel_of
from tenants.themes import EDITION

FORMAT = 2


def compose(
    period: int,
    vintage: date,
    released: Released,
    earlier: Released | None,
    contributions: Sequence[Contribution],
    quantiles: Mapping[tuple[str, ...], Quantiles],
    prevalence: Sequence[Prevalence],
    rules: BenchmarkRules,
) -> dict[str, Any]:
    """`earlier` is the year before, released once more for the panel of both; None: no trend."""
    tables = [_table(shape, released) for shape in released.layout.shapes if not shape.panel]
    told = [cell for table in tables for cell in table["cells"] if not cell["empty"]]
    return {
        "format": FORMAT,
        "id": f"benchmark-{period}",
        "period": period,
        "vintage": vintage.isoformat(),
        "classification": "NACE 2.1",
        "theme_edition": EDITION,
        "fewer_than": released.k,
        "rounded_to": released.base,
        "members": _members(contributions),
        "shown": sum(not cell["number"]["suppressed"] for cell in told),
        "of": len(told),
        "tables": tables,
        "trend": _trend(period, released, earlier) if earlier else None,
        "quartiles": [_quartiles(stratum, found) for stratum, found in quantiles.items()],
        "reach": [_reach(figure, released) for figure in prevalence],
        "table_digest": released.digest,
        "method_note": method_note(period, rules),
    }


def table_name(shape: Shape) -> str:
    """theme_by_sector_size"""
    return "_by_".join((shape.facet, "_".join(shape.strata)))


def _table(shape: Shape, released: Released) -> dict[str, Any]:
    facet = released.layout.facet(shape.facet)
    return {
        "name": table_name(shape),
        "facet": shape.facet,
        "strata": list(shape.strata),
        "unit": _unit(shape.facet, people=facet.people is not None),
        "cells": [
            {"sector": sector, "size": size, "code": code, **_figures(cell, released)}
            for sector, size, code, cell in _places(shape, released)
        ],
    }


def _unit(facet: str, *, people: bool) -> str:
    if facet == "conversations":
        return "conversations"
    return "people" if people else facet


def _places(shape: Shape, released: Released) -> Iterator[tuple[str, str, str, Cell]]:
    """Every row of a table with the cell that holds its figure."""
    layout = released.layout
    sector, size = (d.nodes if d.name in shape.strata else (TOTAL,) for d in layout.strata)
    codes = layout.facet(shape.facet).nodes if shape.codes is None else shape.codes
    for stratum in ((s, z) for s in sector for z in size):
        for code in codes:
            yield *stratum, code, layout.cell(stratum, shape.facet, code, shape.panel)


def _figures(cell: Cell, released: Released) -> dict[str, Any]:
    """A stratum where no organisation takes part has nobody in it, and no rate."""
    figure = released.figures[cell]
    number, rate = (figure.value, figure.per_100_employees) if figure else (None, None)
    return {
        "number": _cell(number, suppressed=figure is None),
        "per_100_employees": _cell(rate, suppressed=figure is None),
        "empty": (cell.stratum, cell.panel) in released.empty,
    }


def _cell(value: float | None, *, suppressed: bool) -> dict[str, Any]:
    return {"value": value, "suppressed": suppressed}


def _members(contributions: Sequence[Contribution]) -> dict[str, list[dict[str, str]]]:
    """How many organisations take part, in bands: exact numbers would tell who joined or left."""
    homes = {one.organisation: one.stratum for one in contributions}
    return {
        "sector": _bands([*SECTIONS], Counter(home["sector"] for home in homes.values())),
        "size": _bands([*SIZE.parents], Counter(home["size"] for home in homes.values())),
    }


def _bands(codes: Sequence[str], numbers: Mapping[str, int]) -> list[dict[str, str]]:
    counted = [*((code, numbers.get(code, 0)) for code in codes), (TOTAL, sum(numbers.values()))]
    return [{"code": code, "organisations": _band(number)} for code, number in counted]


def _band(organisations: int) -> str:
    for least, name in ((100, "100_or_more"), (25, "25_to_99"), (10, "10_to_24"), (5, "5_to_9")):
        if organisations >= least:
            return name
    return "fewer_than_5" if organisations else "none"


def _trend(period: int, released: Released, earlier: Released) -> dict[str, Any]:
    """The same organisations in both years: what changed is not who took part."""
    panel = panel_of(period)
    places = {
        (sector, size, code): cell
        for shape in released.layout.shapes
        if shape.panel == panel
        for sector, size, code, cell in _places(shape, released)
    }
    return {
        "from": period - 1,
        "to": period,
        "table_digest": earlier.digest,
        "cells": [
            {
                "sector": sector,
                "size": size,
                "code": code,
                "before": _figures(cell, earlier),
                "after": _figures(cell, released),
            }
            for (sector, size, code), cell in places.items()
        ],
    }


def _quartiles(stratum: tuple[str, ...], found: Quantiles) -> dict[str, Any]:
    """People per 100 employees by organisation: a quarter is below, half, three quarters."""
    names = ("lower", "median", "upper")
    values = {name: getattr(found, name) for name in names}
    sector, size = stratum
    return {"sector": sector, "size": size} | {
        name: _cell(value, suppressed=value is None) for name, value in values.items()
    }


def _reach(published: Prevalence, released: Released) -> dict[str, Any]:
    """Of 100 employees to whom it happens by a survey, how many found a counsellor: a quotient of
    what is published already, so it tells nothing more.
    """
    cell = released.layout.cell((published.sector, TOTAL), "theme", published.theme)
    figure: Figure | None = released.figures[cell]
    rate = figure.per_100_employees if figure else None
    reach = round(100 * rate / published.percent, 1) if rate and published.percent else None
    return {
        "sector": published.sector,
        "theme": published.theme,
        "prevalence": published.percent,
        "source": published.source,
        "year": published.year,
        "per_100_employees": _cell(rate, suppressed=figure is None),
        "reach": _cell(reach, suppressed=figure is None),
    }
