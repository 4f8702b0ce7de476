"""Benchmark editions: frozen figures across organisations, for advisors."""

from datetime import date
from typing import Any, Self

import strawberry

from api.graphql.annual_reports import Figure
from api.graphql.counsellors import Translation
from api.graphql.nodes import Node, key_of, node_id
from api.graphql.scalars import Code, Year
from api.graphql.shapes import Info, answer, of_parent, shape_all, view
from tenants.insight import editions


@view
class Stratum:
    """How many organisations of a sector take part, in bands."""

    sector: str
    organisations: str


@view
class Cell:
    """People of one sector who talked about one theme; totals stand under the code of a total."""

    sector: str
    theme: str
    people: Figure
    per_100_employees: Figure

    @classmethod
    def of(cls, cell: dict[str, Any]) -> Self:
        return cls(
            sector=cell["sector"],
            theme=cell["theme"],
            people=Figure.of(cell["people"]),
            per_100_employees=Figure.of(cell["per_100_employees"]),
        )


async def list_cells(
    root: strawberry.Parent[Any], sector: Code | None = None, theme: Code | None = None
) -> list[Cell]:
    """The table, or the part of it with this sector or this theme."""
    return [
        Cell.of(cell)
        for cell in root.table
        if sector in {None, cell["sector"]} and theme in {None, cell["theme"]}
    ]


@view
class Edition(Node):
    """Sector x theme. Of `of` cells `shown` are not suppressed; `digest` is as REST gives it."""

    table: strawberry.Private[list[dict[str, Any]]]
    period: int
    digest: str
    released_on: date
    classification: str
    theme_edition: int
    fewer_than: int
    rounded_to: int
    shown: int
    of: int
    strata: list[Stratum]
    method_note: list[Translation]
    cells: list[Cell] = of_parent(list_cells)


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
    return Edition(
        id=node_id("Edition", edition.period),
        table=content["cells"],
        period=edition.period,
        digest=edition.digest,
        released_on=edition.released_on,
        classification=content["classification"],
        theme_edition=content["theme_edition"],
        fewer_than=content["fewer_than"],
        rounded_to=content["rounded_to"],
        shown=content["shown"],
        of=content["of"],
        strata=[Stratum(**stratum) for stratum in content["strata"]],
        method_note=[
            Translation(language=language, text=text)
            for language, text in content["method_note"].items()
        ],
    )


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
