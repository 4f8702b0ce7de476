"""Prevention measures: rules, awareness and competence, and who of the organisation does them."""

from datetime import date
from uuid import UUID

from litestar.params import FromPath

from api.dependencies import Tenant
from api.rest.shapes import View, shape, shape_all
from api.rest.verbs import get, put
from tenants.prevention import measures


class PreventionMeasureView(View):
    """`owner` is who does it: `hr`, `management`, `works_council`, `prevention_officer` or
    `counsellor`. `state` is `proposed`, `under_way`, `done` (its owner says so), `in_effect` (a
    counsellor saw that it works) or `dropped`, `since` a day; `review_on` is when it is looked at.
    """

    id: UUID
    kind: str
    owner: str
    theme: str
    title: str
    proposed_on: date
    state: str
    since: date
    review_on: date


@get("/prevention-measures", scope="measures:read")
async def list_measures(tenant: Tenant) -> list[PreventionMeasureView]:
    """All measures, what is looked at first, first."""
    return shape_all(PreventionMeasureView, await measures.list_measures(tenant))


@put("/prevention-measures/{measure_id:uuid}/completion", scope="measures:write")
async def finish_measure(tenant: Tenant, measure_id: FromPath[UUID]) -> PreventionMeasureView:
    """Say that a measure is done. What is the counsellors' to do, they say themselves."""
    return shape(PreventionMeasureView, await measures.finish_measure(tenant, measure_id))


for_organisations = [list_measures, finish_measure]
