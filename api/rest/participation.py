"""Whether an organisation takes part in benchmarks: its decisions, and what they mean."""

from datetime import date
from typing import Annotated, Literal

from litestar.params import JSONBody, QueryParameter

from api.dependencies import Tenant
from api.rest.shapes import Body, View, shape, shape_all
from api.rest.verbs import get, put
from tenants.insight import participation, positions
from tenants.policy import Action, require


class Decision(Body):
    """`publishes_figures`: its annual figures are public, so that they count as known.
    `own_position`: it wants to read the quarter in which it stands.
    """

    takes_part: bool
    publishes_figures: bool = False
    own_position: bool = False


class ParticipationView(View):
    """`counts_from` is the first year whose edition this is about."""

    decided_on: date
    counts_from: int
    takes_part: bool
    publishes_figures: bool
    own_position: bool


class PositionView(View):
    """Where the own organisation stands by people who talked, per 100 employees, `among` all or
    those of its sector or size: `lowest_quarter`, `below_median`, `above_median`,
    `highest_quarter`; null where it may not be told. More people is neither better nor worse.
    """

    period: int
    among: str
    position: str | None


@put("/benchmark-participation", scope="participation:write")
async def put_benchmark_participation(
    tenant: Tenant, data: JSONBody[Decision]
) -> ParticipationView:
    """Take part from next year on, or no longer. What is out stays as it is."""
    decided = await participation.decide_participation(
        tenant,
        data.takes_part,
        publishes_figures=data.publishes_figures,
        own_position=data.own_position,
    )
    return shape(ParticipationView, decided)


@get("/benchmark-participation", scope="participation:read")
async def list_benchmark_participation(tenant: Tenant) -> list[ParticipationView]:
    """Every decision, the newest first."""
    return shape_all(ParticipationView, await participation.list_decisions(tenant))


@get("/benchmark-participation/explanation", scope="participation:read", media_type="text/plain")
async def get_benchmark_participation_explanation(
    tenant: Tenant,
    language: Annotated[
        Literal["en", "nl"], QueryParameter(description="the language of the text")
    ] = "en",
) -> str:
    """What deciding means, in plain words: to show where it is decided."""
    require(tenant.actor, Action.READ_PARTICIPATION)
    return participation.explanation(language)


@get("/benchmark-positions", scope="participation:read")
async def list_benchmark_positions(tenant: Tenant) -> list[PositionView]:
    """Where the own organisation stands in each edition, if it decided to want that."""
    return shape_all(PositionView, await positions.list_positions(tenant))


for_organisations = [
    put_benchmark_participation,
    list_benchmark_participation,
    get_benchmark_participation_explanation,
    list_benchmark_positions,
]
