"""Invoices: whole hours or a flat fee for a quarter, and nothing that tells of a conversation."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from api.graphql.context import Context
from api.graphql.nodes import organisation_of
from api.graphql.scalars import Cents
from api.graphql.shapes import Info, act, body, fields_of, shape, shape_all, view
from tenants.network import invoices
from tenants.network.across import list_invoices_across


@view
class Invoice:
    """`basis` is flat_fee, or hours where a year's last quarter settles them."""

    quarter: date
    hours: int
    amount_cents: Cents
    basis: str


@body
class NewInvoice:
    """`quarter` is its first day; amounts are without tax."""

    quarter: date
    cents_per_hour: Cents
    flat_fee_cents: Cents


async def list_invoices(root: strawberry.Parent[Any], info: Info) -> list[Invoice] | None:
    """What the organisation was invoiced, newest first."""
    return shape_all(Invoice, await info.context.load(_by_organisation, root.tenant_id))


async def _by_organisation(context: Context, ids: list[UUID]) -> list[Any]:
    return await context.by_organisation(ids, invoices.list_invoices, list_invoices_across)


@strawberry.type
class InvoiceActs:
    @act
    async def issue_invoice(
        self, info: Info, organisation_id: strawberry.ID, invoice: NewInvoice
    ) -> Invoice | None:
        """Invoice a quarter that has ended, once."""
        async with info.context.open(organisation_of(organisation_id)) as tenant:
            return shape(Invoice, await invoices.issue_invoice(tenant, **fields_of(invoice)))
