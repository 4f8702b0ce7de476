"""Mandates: the terms on which a firm works for an organisation."""

from datetime import date
from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.nodes import Node, key_of, node_id, organisation_of
from api.graphql.scalars import Line
from api.graphql.shapes import Info, act, body, fields_of, view
from tenants.network import mandates
from tenants.network.across import list_mandates_across


@view
class Mandate(Node):
    """Terms of a firm's work: hours are a year's, `reviewOn` is when both sides look again."""

    starts_on: date
    ends_on: date | None
    hours_per_year: int
    board_access: bool
    independence: str
    works_council_consent_on: date | None
    review_on: date

    @classmethod
    def of(cls, organisation_id: UUID, mandate: mandates.Mandate) -> Self:
        return cls(
            id=node_id("Mandate", organisation_id, mandate.id),
            starts_on=mandate.starts_on,
            ends_on=mandate.ends_on,
            hours_per_year=mandate.hours_per_year,
            board_access=mandate.board_access,
            independence=mandate.independence,
            works_council_consent_on=mandate.works_council_consent_on,
            review_on=mandate.review_on,
        )


@body
class NewMandate:
    """`independence` says in words how the counsellor's independence is secured."""

    starts_on: date
    ends_on: date | None = None
    hours_per_year: int
    board_access: bool
    independence: Line
    works_council_consent_on: date | None = None
    review_on: date


async def list_mandates(root: strawberry.Parent[Any], info: Info) -> list[Mandate] | None:
    """The mandates at the organisation, newest first."""
    found = await info.context.load(_by_organisation, root.tenant_id)
    return [Mandate.of(root.tenant_id, mandate) for mandate in found]


async def get_mandate(info: Info, node: str) -> Mandate:
    organisation_id, mandate_id = key_of(node, "Mandate", UUID, UUID)
    async with info.context.open(organisation_id) as tenant:
        return Mandate.of(tenant.tenant_id, await mandates.get_mandate(tenant, mandate_id))


async def _by_organisation(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(ids, mandates.list_mandates, list_mandates_across)


@strawberry.type
class MandateActs:
    @act
    async def create_mandate(
        self, info: Info, organisation_id: strawberry.ID, mandate: NewMandate
    ) -> Mandate | None:
        """Record the terms of a mandate."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            created = await mandates.create_mandate(tenant, **fields_of(mandate))
            return Mandate.of(tenant.tenant_id, created)
