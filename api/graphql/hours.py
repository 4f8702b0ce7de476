"""What counsellors carry and spend: numbers, never a conversation."""

from datetime import date
from uuid import UUID

import strawberry

from api.graphql.counsellors import Counsellor, counsellor_of
from api.graphql.organisations import Organisation, organisation_named
from api.graphql.scalars import Year
from api.graphql.shapes import Info, answer, of_parent, shape_all, view
from tenants.insight import effort_overviews
from tenants.network import hours, load


@view
class Load:
    """Open conversations of one counsellor, over all organisations together."""

    counsellor_id: strawberry.Private[UUID]
    open_conversations: int
    counsellor: Counsellor | None = of_parent(counsellor_of)


@view
class Hours:
    """Minutes of one counsellor on one facet for an organisation, in the quarter that begins so."""

    organisation_id: strawberry.Private[UUID]
    counsellor_id: strawberry.Private[UUID]
    quarter: date
    facet: str
    minutes: int
    counsellor: Counsellor | None = of_parent(counsellor_of)
    organisation: Organisation | None = of_parent(organisation_named)


@view
class EffortShare:
    """So many people over these codes together."""

    codes: list[str]
    people: int


@view
class EffortOverview:
    """How deep talks went and how long they took; a margin that is empty may not be told."""

    organisation_id: strawberry.Private[UUID]
    year: int
    depth: list[EffortShare]
    duration: list[EffortShare]
    organisation: Organisation | None = of_parent(organisation_named)


@strawberry.type
class HoursAnswers:
    @answer
    async def load(self, info: Info) -> list[Load] | None:
        """How much each counsellor of the firm carries."""
        async with info.context.open() as tenant:
            return shape_all(Load, await load.list_load(tenant))

    @answer
    async def hours(self, info: Info, year: Year) -> list[Hours] | None:
        """A year's minutes by organisation, counsellor, quarter and facet."""
        async with info.context.open() as tenant:
            return shape_all(Hours, await hours.list_hours(tenant, year))

    @answer
    async def effort_overviews(self, info: Info, year: Year) -> list[EffortOverview] | None:
        """An ended year of each organisation of which anything may be told, from ten people on."""
        async with info.context.open() as tenant:
            return shape_all(
                EffortOverview, await effort_overviews.list_effort_overviews(tenant, year)
            )
