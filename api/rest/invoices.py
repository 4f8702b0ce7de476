"""Invoices: whole hours or a flat fee for a quarter, and nothing that tells of a conversation."""

from datetime import date
from typing import Annotated

from litestar import Response
from litestar.params import JSONBody
from msgspec import Meta

from api.dependencies import Tenant
from api.rest.idempotency import OnceDependency
from api.rest.shapes import Body, View, shape, shape_all
from api.rest.verbs import get, post
from tenants.network import invoices

Cents = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class NewInvoice(Body):
    """`quarter` is its first day; amounts in euro cents, without tax."""

    quarter: date
    cents_per_hour: Cents
    flat_fee_cents: Cents


class InvoiceView(View):
    """`basis` is flat_fee, or hours where a year's last quarter settles them."""

    quarter: date
    hours: int
    amount_cents: int
    basis: str


@post("/organisations/{organisation_id:uuid}/invoices", scope="invoices:write")
async def issue_invoice(
    tenant: Tenant,
    once: OnceDependency,
    data: JSONBody[NewInvoice],
) -> Response[InvoiceView]:
    """Invoice a quarter that has ended, once."""
    await once.begin(tenant)
    return await once.answer(
        shape(InvoiceView, await invoices.issue_invoice(tenant, **data.fields()))
    )


@get("/organisations/{organisation_id:uuid}/invoices", scope="invoices:write")
async def list_invoices(tenant: Tenant) -> list[InvoiceView]:
    """What the organisation was invoiced, newest first."""
    return shape_all(InvoiceView, await invoices.list_invoices(tenant))


@get("/invoices", scope="invoices:read")
async def list_own_invoices(tenant: Tenant) -> list[InvoiceView]:
    """What the organisation was invoiced, newest first."""
    return shape_all(InvoiceView, await invoices.list_invoices(tenant))


for_firms = [issue_invoice, list_invoices]
for_organisations = [list_own_invoices]
