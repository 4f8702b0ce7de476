"""Prevention measures: rules, awareness and competence, and who of the organisation does them."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.shapes import Info, act, shape, shape_all, view
from tenants.prevention import measures


@view
class PreventionMeasure:
    """`owner` is the role that does it; `state` is proposed, under_way, done (its owner says so),
    in_effect (a counsellor saw that it works) or dropped, since a day.
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


async def list_measures(root: strawberry.Parent[Any], info: Info) -> list[PreventionMeasure] | None:
    """All measures, what is looked at first, first."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(PreventionMeasure, await measures.list_measures(tenant))


@strawberry.type
class MeasureActs:
    @act
    async def finish_prevention_measure(
        self, info: Info, measure_id: UUID
    ) -> PreventionMeasure | None:
        """Say as its owner that it is done; a system says so for any role of the organisation."""
        async with info.context.open() as tenant:
            return shape(PreventionMeasure, await measures.finish_measure(tenant, measure_id))
