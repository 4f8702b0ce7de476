"""Annual reports of an organisation: what was released, each figure marked if suppressed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.nodes import Node, key_of, node_id
from api.graphql.scalars import Year
from api.graphql.shapes import Info, shape_all, view
from tenants.errors import NotFound
from tenants.insight import annual_reports


@view
class Figure:
    """`value` is null where it could tell about one person; zero is one of those."""

    value: float | None
    suppressed: bool

    @classmethod
    def of(cls, cell: Mapping[str, Any]) -> Self:
        return cls(value=cell["value"], suppressed=cell["suppressed"])


@view
class ActivityTotal:
    """Preventive activities of one kind: how many, for how many people."""

    kind: str
    number: int
    audience: int


@view
class AdviceTotals:
    """Advice of the year, by where it stands."""

    given: int
    unsolicited: int
    accepted: int
    done: int
    not_funded: int
    declined: int
    unanswered: int


@view
class ThemeTotal:
    """How many pieces of advice, or activities, were about a theme."""

    theme: str
    number: int


@view
class BarrierTotal:
    """How many pieces of advice do not move, by what is in the way as counsellors see it."""

    barrier: str
    number: int


@view
class OrganisationChange:
    """What changed in the organisation, and in which month (YYYY-MM); never told as a cause."""

    month: str
    kind: str


@view
class Crossing:
    """People by theme and quarter: a row of cells for each group of theme codes."""

    rows: list[list[str]]
    columns: list[list[str]]
    cells: list[list[Figure]]

    @classmethod
    def of(cls, crossing: Mapping[str, Any]) -> Self:
        return cls(
            rows=crossing["rows"],
            columns=crossing["columns"],
            cells=[[Figure.of(cell) for cell in row] for row in crossing["cells"]],
        )


@view
class Block:
    """People by one code, or by several together where apart they would tell too much."""

    within: str
    codes: list[str]
    people: Figure


@view
class Margin:
    """People who talked, by the codes of one facet."""

    facet: str
    blocks: list[Block]

    @classmethod
    def of(cls, facet: str, blocks: list[Mapping[str, Any]]) -> Self:
        return cls(
            facet=facet,
            blocks=[
                Block(within=block["within"], codes=block["codes"], people=Figure.of(block))
                for block in blocks
            ],
        )


@view
class Talks:
    """Who talked. `years` are those whose people are counted together, each person once.

    `earlyContacts` came within half a year of when it began. A crossing is there from 50 people on,
    where it gives no figure away.
    """

    years: list[int]
    people: Figure
    employees: int | None
    per_100_employees: Figure
    early_contacts: Figure
    margins: list[Margin]
    crossing: Crossing | None


@view
class AnnualReport(Node):
    """`digest` is the SHA-256 of the content as it was released, as REST gives it.

    `audience` is `inside` or `public`; `comment` was typed by a counsellor for its readers.
    """

    year: Year
    digest: str
    released_on: date
    audience: str
    theme_edition: int
    fewer_than: int
    activities: list[ActivityTotal]
    activity_themes: list[ThemeTotal]
    active_months: list[int]
    comment: str | None
    talks: Talks
    bottlenecks: list[str]
    advice: AdviceTotals
    not_funded: list[ThemeTotal]
    barriers: list[BarrierTotal]
    changes: list[OrganisationChange]

    @classmethod
    def of(cls, organisation_id: UUID, released: annual_reports.AnnualReport) -> Self:
        if released.released_on is None:
            raise NotFound  # a preview: nobody sees one at this door
        content = released.content
        prevention, talks = content["prevention"], content["talks"]
        return cls(
            id=node_id("AnnualReport", organisation_id, released.year),
            year=Year(released.year),
            digest=released.digest,
            released_on=released.released_on,
            audience=content["audience"],
            theme_edition=content["theme_edition"],
            fewer_than=content["fewer_than"],
            activities=[ActivityTotal(**total) for total in prevention["activities"]],
            activity_themes=[ThemeTotal(**total) for total in prevention["themes"]],
            active_months=prevention["months"],
            comment=content["comment"],
            bottlenecks=content["bottlenecks"],
            advice=AdviceTotals(**prevention["advice"]),
            not_funded=[ThemeTotal(**total) for total in prevention["not_funded"]],
            barriers=[BarrierTotal(**total) for total in prevention.get("barriers", ())],
            changes=[OrganisationChange(**change) for change in content["changes"]],
            talks=Talks(
                years=talks["years"],
                people=Figure.of(talks["people"]),
                employees=talks["employees"],
                per_100_employees=Figure.of(talks["per_100_employees"]),
                early_contacts=Figure.of(talks["early_contacts"]),
                crossing=Crossing.of(talks["crossing"]) if talks["crossing"] else None,
                margins=[Margin.of(*margin) for margin in talks["margins"].items()],
            ),
        )


@view
class AnnualReportSummary:
    """A year of which there is one."""

    year: Year
    digest: str
    released_on: date


async def list_annual_reports(
    root: strawberry.Parent[Any], info: Info
) -> list[AnnualReportSummary] | None:
    """What was released, newest year first."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(AnnualReportSummary, await annual_reports.list_annual_reports(tenant))


async def get_annual_report(
    root: strawberry.Parent[Any], info: Info, year: Year
) -> AnnualReport | None:
    """A year's figures, as they were released."""
    async with info.context.open(root.tenant_id) as tenant:
        return AnnualReport.of(root.tenant_id, await annual_reports.get_annual_report(tenant, year))


async def get_annual_report_named(info: Info, node: str) -> AnnualReport:
    organisation_id, year = key_of(node, "AnnualReport", UUID, int)
    async with info.context.open(organisation_id) as tenant:
        released = await annual_reports.get_annual_report(tenant, year)
        return AnnualReport.of(organisation_id, released)
