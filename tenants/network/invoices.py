"""Invoices that betray nobody: whole hours or a flat fee, no date, place, mode or count.

Every quarter is invoiced at the flat fee, and the last of a year settles its hours, where at least
five people talked in it; the annual report tells that much. Were each quarter weighed by itself,
the number of people in that report and four invoices would give away how many talked in each.
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

LAST_QUARTER = 10  # the month that it begins with


@dataclass(frozen=True, slots=True)
class Invoice:
    """`hours` is 0 on a flat fee, else those of the year; `amount_cents` without tax.

    Of hours the flat fees of the year are taken off.
    """

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
    settles = quarter.month == LAST_QUARTER and await tenant.connection.fetchval(
        "SELECT app.five_people_talked($1, $2)", tenant.tenant_id, quarter.year
    )
    if settles:
        hours, paid = await _sum_year(tenant, quarter.year)
        due = max(0, hours * cents_per_hour - paid)
        invoice = Invoice(quarter, hours, due, "hours")
    else:
        invoice = Invoice(quarter, 0, flat_fee_cents, "flat_fee")
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


async def _sum_year(tenant: TenantSession, year: int) -> tuple[int, int]:
    """Hours spent in a year, rounded up, and the cents that were invoiced for it already."""
    minutes, paid = await tenant.connection.fetchrow(
        """
        SELECT (SELECT coalesce(sum(minutes), 0)
                  FROM effort
                 WHERE tenant_id = $1 AND quarter BETWEEN make_date($2, 1, 1)
                                                      AND make_date($2, 12, 31)),
               (SELECT coalesce(sum(amount_cents), 0)::bigint
                  FROM invoice
                 WHERE tenant_id = $1 AND quarter BETWEEN make_date($2, 1, 1)
                                                      AND make_date($2, 12, 31))
        """,
        tenant.tenant_id,
        year,
    )
    return math.ceil(minutes / 60), paid


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
