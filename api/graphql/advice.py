"""Advice of counsellors to an organisation, and what its addressee answers."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.shapes import Info, act, shape, shape_all, view
from tenants.prevention import advice


@view
class Advice:
    """`addressee` is the role that is asked to answer before `respondBy`; `state` is given until
    then, and accepted, declined, not_funded or done after it.
    """

    id: UUID
    kind: str
    addressee: str
    theme: str
    title: str
    body: str
    given_on: date
    respond_by: date
    state: str
    response: str | None


async def list_advice(root: strawberry.Parent[Any], info: Info) -> list[Advice] | None:
    """Newest first; a counsellor reads all of the firm's, others what is to the own role."""
    async with info.context.open(root.tenant_id) as tenant:
        return shape_all(Advice, await advice.list_advice(tenant))


@strawberry.type
class AdviceActs:
    @act
    async def answer_advice(
        self, info: Info, advice_id: UUID, state: str, response: str = ""
    ) -> Advice | None:
        """Answer as its addressee; whoever declines, or finds no money, says why."""
        async with info.context.open() as tenant:
            return shape(
                Advice,
                await advice.answer_advice(tenant, advice_id, state=state, response=response),
            )
