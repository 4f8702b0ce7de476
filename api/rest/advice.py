"""Advice of counsellors: to whom it is addressed it is shown, and they answer it."""

from datetime import date
from uuid import UUID

from litestar.params import FromPath, JSONBody

from api.dependencies import Tenant
from api.rest.shapes import Body, Code, View, shape, shape_all
from api.rest.verbs import get, put
from tenants.prevention import advice


class Answer(Body):
    """`state` is `accepted`, `declined`, `not_funded` or `done`; a no says why in `response`."""

    state: Code
    response: str = ""


class AdviceView(View):
    """`kind` is `solicited` or `unsolicited`; `state` is `given` until it is answered."""

    id: UUID
    kind: str
    theme: str
    title: str
    body: str
    given_on: date
    respond_by: date
    state: str
    response: str | None


@get("/advice", scope=None)
async def list_advice(tenant: Tenant) -> list[AdviceView]:
    """What is addressed to the role of whoever signed in, newest first."""
    return shape_all(AdviceView, await advice.list_advice(tenant))


@put("/advice/{advice_id:uuid}/answer", scope=None)
async def answer_advice(
    tenant: Tenant, advice_id: FromPath[UUID], data: JSONBody[Answer]
) -> AdviceView:
    """Answer it. What was accepted may still find no money, and either may be done in the end."""
    return shape(
        AdviceView,
        await advice.answer_advice(tenant, advice_id, state=data.state, response=data.response),
    )


for_addressees = [list_advice, answer_advice]
