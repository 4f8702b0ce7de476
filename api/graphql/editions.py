"""Benchmark editions: frozen figures across organisations, for advisors."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

import strawberry

from api.graphql.annual_reports import Figure
from api.graphql.counsellors import Translation
from api.graphql.nodes import Node, key_of, node_id
from api.graphql.scalars import Code, Year
from api.graphql.shapes import Info, answer, of_parent, shape_all, view
from tenants.insight import editions
from tenants.insight.exploring import find_cells


@view
class Stratum:
    """How many organisations of a sector or size class take part, in bands."""

    code: str
    organisations: str


@view
class EditionFigures:
    """A number and its rate; where no organisation takes part, zero and no rate."""

    number: Figure
    per_100_employees: Figure

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Self:
        return cls(
            number=Figure.of(figures["number"]),
            per_100_employees=Figure.of(figures["per_100_employees"]),
        )


@view
class EditionCell(EditionFigures):
    """One figure of a table; totals stand under the code `total`."""

    sector: str
    size: str
    code: str

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Self:
        return cls(
            sector=figures["sector"],
            size=figures["size"],
            code=figures["code"],
            number=Figure.of(figures["number"]),
            per_100_employees=Figure.of(figures["per_100_employees"]),
        )


async def list_cells(
    root: strawberry.Parent[Any],
    sector: Code | None = None,
    size: Code | None = None,
    code: Code | None = None,
) -> list[EditionCell]:
    """The table, or those of its cells that have these codes. No other cut can be made."""
    found = find_cells(root.edition, root.name, sector=sector, size=size, code=code)
    return [EditionCell.of(cell) for cell in found.cells]


@view
class EditionTable:
    """One table of an edition: a facet by sector, by size, or by both."""

    edition: strawberry.Private[editions.Edition]
    name: str
    facet: str
    strata: list[str]
    unit: str
    cells: list[EditionCell] = of_parent(list_cells)


@view
class TrendCell:
    """The same organisations in two years."""

    sector: str
    size: str
    code: str
    before: EditionFigures
    after: EditionFigures


@view
class Trend:
    """People who talked in two years, at the organisations that took part in both."""

    first_year: int
    last_year: int
    cells: list[TrendCell]


@view
class Quartiles:
    """People per 100 employees by organisation: a quarter is below, half, three quarters."""

    sector: str
    size: str
    lower: Figure
    median: Figure
    upper: Figure


@view
class Reach:
    """Of 100 employees to whom it happens by a published survey, how many found a counsellor."""

    sector: str
    theme: str
    prevalence: float
    source: str
    year: int
    per_100_employees: Figure
    reach: Figure


async def list_tables(root: strawberry.Parent[Any], name: Code | None = None) -> list[EditionTable]:
    """Its tables, or the one of this name."""
    return [
        EditionTable(
            edition=root.edition,
            name=table["name"],
            facet=table["facet"],
            strata=table["strata"],
            unit=table["unit"],
        )
        for table in root.edition.content["tables"]
        if name in {None, table["name"]}
    ]


async def get_trend(root: strawberry.Parent[Any]) -> Trend | None:
    """Compared with the year before; null where there is no trend."""
    trend = root.edition.content["trend"]
    return trend and Trend(
        first_year=trend["from"],
        last_year=trend["to"],
        cells=[
            TrendCell(
                sector=cell["sector"],
                size=cell["size"],
                code=cell["code"],
                before=EditionFigures.of(cell["before"]),
                after=EditionFigures.of(cell["after"]),
            )
            for cell in trend["cells"]
        ],
    )


@view
class Edition(Node):
    """Of `of` cells `shown` are not suppressed; `digest` is as REST gives it."""

    edition: strawberry.Private[editions.Edition]
    name: str
    period: int
    digest: str
    released_on: date
    classification: str
    theme_edition: int
    fewer_than: int
    rounded_to: int
    shown: int
    of: int
    sectors: list[Stratum]
    sizes: list[Stratum]
    quartiles: list[Quartiles]
    reach: list[Reach]
    method_note: list[Translation]
    tables: list[EditionTable] = of_parent(list_tables)
    trend: Trend | None = of_parent(get_trend)


@view
class EditionSummary:
    """A period of which there is one."""

    period: int
    digest: str
    released_on: date


async def get_edition(info: Info, period: int) -> Edition:
    async with info.context.open() as tenant:
        edition = await editions.get_edition(tenant, period)
    content = edition.content
    plain = ("classification", "theme_edition", "fewer_than", "rounded_to", "shown", "of")
    return Edition(
        id=node_id("Edition", edition.period),
        edition=edition,
        name=content["id"],
        period=edition.period,
        digest=edition.digest,
        released_on=edition.released_on,
        sectors=[Stratum(**stratum) for stratum in content["members"]["sector"]],
        sizes=[Stratum(**stratum) for stratum in content["members"]["size"]],
        quartiles=[Quartiles(**_figures(q)) for q in content["quartiles"]],
        reach=[Reach(**_figures(r)) for r in content["reach"]],
        method_note=[
            Translation(language=language, text=text)
            for language, text in content["method_note"].items()
        ],
        **{name: content[name] for name in plain},
    )


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: Figure.of(v) if isinstance(v, Mapping) else v for k, v in row.items()}


async def get_edition_named(info: Info, node: str) -> Edition:
    return await get_edition(info, *key_of(node, "Edition", int))


@strawberry.type
class EditionAnswers:
    @answer
    async def editions(self, info: Info) -> list[EditionSummary] | None:
        """What was released, newest period first."""
        async with info.context.open() as tenant:
            return shape_all(EditionSummary, await editions.list_editions(tenant))

    @answer
    async def edition(self, info: Info, period: Year) -> Edition | None:
        """An edition, as it was released."""
        return await get_edition(info, period)
