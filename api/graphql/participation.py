"""Whether an organisation takes part in benchmarks: its decisions, and what they mean."""

from datetime import date
from typing import Any

import strawberry

from api.graphql.counsellors import Translation
from api.graphql.shapes import Info, act, shape, shape_all, view
from tenants.insight import participation, positions


@view
class Participation:
    """What was decided, when, and the first year whose edition it is about."""

    decided_on: date
    counts_from: int
    takes_part: bool
    publishes_figures: bool
    own_position: bool


@view
class Position:
    """Where the own organisation stands by people who talked, per 100 employees, `among` all or
    those of its sector or size; null where it may not be told. More is neither better nor worse.
    """

    period: int
    among: str
    position: str | None


@view
class ParticipationLedger:
    """Every decision, the newest first, in plain words what deciding means, and the own position in
    each edition for who decided to want it.
    """

    decisions: list[Participation]
    positions: list[Position]
    explanation: list[Translation]


async def get_participation(root: strawberry.Parent[Any], info: Info) -> ParticipationLedger | None:
    """What the organisation decided about taking part in benchmarks."""
    async with info.context.open(root.tenant_id) as tenant:
        decisions = await participation.list_decisions(tenant)
        found = await positions.list_positions(tenant)
    return ParticipationLedger(
        decisions=shape_all(Participation, decisions),
        positions=shape_all(Position, found),
        explanation=[
            Translation(language=language, text=participation.explanation(language))
            for language in ("en", "nl")
        ],
    )


@strawberry.type
class ParticipationActs:
    @act
    async def decide_participation(
        self,
        info: Info,
        takes_part: bool,
        publishes_figures: bool = False,
        own_position: bool = False,
    ) -> Participation | None:
        """Take part from next year on, or no longer. What is out stays as it is."""
        async with info.context.open() as tenant:
            decided = await participation.decide_participation(
                tenant,
                takes_part,
                publishes_figures=publishes_figures,
                own_position=own_position,
            )
        return shape(Participation, decided)
