"""Invoices that betray nobody: whole hours or a flat fee, no date, place, mode or count.

A quarter in which support took place with fewer than three people must look like one in which it
may not have: it is invoiced at the flat fee, whatever was spent (disclosure rule for invoices).
"""

import math
from dataclasses import dataclass
from datetime import date

import asyncpg

from tenants.audit import record
from tenants.errors import Conflict, Invalid
from tenants.network.hours import quarter_of
from tenants.network.organisations import get_organisation
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Invoice:
    """`hours` is 0 on a flat fee; `amount_cents` in euro cents, without tax."""

    quarter: date
    hours: int
    amount_cents: int
    basis: str


async def issue_invoice(
    tenant: TenantSession, quarter: date, *, cents_per_hour: int, flat_fee_cents: int
) -> Invoice:
    """Invoice an ended quarter once. Raises Conflict `quarter-not-ended`, `already-invoiced`."""
    require(tenant.actor, Action.ISSUE_INVOICE)
    if quarter != quarter_of(quarter) or cents_per_hour < 0 or flat_fee_cents < 0:
        raise Invalid({"quarter": "must be the first day of a quarter, amounts not negative"})
    if quarter >= quarter_of(tenant.now.date()):
        raise Conflict("quarter-not-ended")
    organisation = await get_organisation(tenant)
    # The firm's role cannot read registrations; what the wall offers is a yes or no.
    enough = await tenant.connection.fetchval(
        "SELECT app.three_people_talked($1, $2)", tenant.tenant_id, quarter
    )
    minutes = await tenant.connection.fetchval(
        "SELECT coalesce(sum(minutes), 0) FROM effort WHERE tenant_id = $1 AND quarter = $2",
        tenant.tenant_id,
        quarter,
    )
    hours = math.ceil(minutes / 60) if enough else 0
    invoice = Invoice(
        quarter,
        hours,
        hours * cents_per_hour if enough else flat_fee_cents,
        "hours" if enough else "flat_fee",
    )
    try:
        await tenant.connection.execute(
            """
            INSERT INTO invoice (tenant_id, firm_id, quarter, hours, amount_cents, basis)
                 VALUES ($1, $2, $3, $4, $5, $6)
            """,
            tenant.tenant_id,
            organisation.firm_id,
            quarter,
            invoice.hours,
            invoice.amount_cents,
            invoice.basis,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("already-invoiced") from None
    await record(tenant, Action.ISSUE_INVOICE, "invoice", quarter)
    return invoice


async def list_invoices(tenant: TenantSession) -> list[Invoice]:
    require(tenant.actor, Action.READ_INVOICES)
    rows = await tenant.connection.fetch(
        """
        SELECT quarter, hours, amount_cents, basis
          FROM invoice
         WHERE tenant_id = $1
         ORDER BY quarter DESC
        """,
        tenant.tenant_id,
    )
    return [Invoice(**row) for row in rows]
