"""Taking part in benchmarks: the organisation's own decision, kept as a ledger of decisions."""

from dataclasses import dataclass
from datetime import date

from tenants.audit import record
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Participation:
    decided_on: date
    takes_part: bool


async def decide_participation(tenant: TenantSession, takes_part: bool) -> Participation:
    """Take part from the next edition on, or no longer. Editions that are out stay as they are."""
    require(tenant.actor, Action.DECIDE_PARTICIPATION)
    await tenant.connection.execute(
        """
        INSERT INTO benchmark_participation (tenant_id, decided_on, takes_part)
             VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, decided_on)
      DO UPDATE SET takes_part = excluded.takes_part
        """,
        tenant.tenant_id,
        tenant.now.date(),
        takes_part,
    )
    await record(tenant, Action.DECIDE_PARTICIPATION, "participation", tenant.now.date())
    return Participation(tenant.now.date(), takes_part)
