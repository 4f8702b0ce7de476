"""Whether an organisation takes part in benchmarks."""

from datetime import date

from litestar.params import JSONBody

from api.dependencies import Tenant
from api.rest.shapes import Body, View, shape
from api.rest.verbs import put
from tenants.insight import participation


class Decision(Body):
    takes_part: bool


class ParticipationView(View):
    decided_on: date
    takes_part: bool


@put("/benchmark-participation", scope="participation:write")
async def put_benchmark_participation(
    tenant: Tenant, data: JSONBody[Decision]
) -> ParticipationView:
    """Take part from the next edition on, or no longer. What is out stays as it is."""
    decided = await participation.decide_participation(tenant, data.takes_part)
    return shape(ParticipationView, decided)


for_organisations = [put_benchmark_participation]
