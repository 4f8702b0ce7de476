"""Whether an organisation takes part in benchmarks."""

from datetime import date

import strawberry

from api.graphql.shapes import Info, act, shape, view
from tenants.insight import participation


@view
class Participation:
    """What was decided last, and when."""

    decided_on: date
    takes_part: bool


@strawberry.type
class ParticipationActs:
    @act
    async def decide_participation(self, info: Info, takes_part: bool) -> Participation | None:
        """Take part from the next edition on, or no longer. What is out stays as it is."""
        async with info.context.open() as tenant:
            decided = await participation.decide_participation(tenant, takes_part)
        return shape(Participation, decided)
