"""Taking part in benchmarks: the organisation's own decisions, kept as a ledger.

A decision counts from the year after it. So nobody's joining or leaving changes a year that has
begun, and what two editions differ by is never one organisation's change of mind.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tenants.audit import record
from tenants.errors import Invalid
from tenants.policy import Action, require
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Participation:
    """`publishes_figures`: it puts its annual report where others read it, so what it contributes
    counts as known. `own_position`: it wants to read the quarter in which it stands itself.
    """

    decided_on: date
    takes_part: bool
    publishes_figures: bool
    own_position: bool

    @property
    def counts_from(self) -> int:
        """The first year whose edition this decision is about."""
        return self.decided_on.year + 1


async def decide_participation(
    tenant: TenantSession,
    takes_part: bool,
    *,
    publishes_figures: bool = False,
    own_position: bool = False,
) -> Participation:
    """Take part from next year on, or no longer. Raises Invalid for a position among nobody."""
    require(tenant.actor, Action.DECIDE_PARTICIPATION)
    if own_position and not takes_part:
        raise Invalid({"own_position": "only who takes part has a position"})
    decision = Participation(tenant.now.date(), takes_part, publishes_figures, own_position)
    await tenant.connection.execute(
        """
        INSERT INTO benchmark_participation
                    (tenant_id, decided_on, decided_at, takes_part, publishes_figures, own_position)
             VALUES ($1, $2, $3, $4, $5, $6)
        """,
        tenant.tenant_id,
        decision.decided_on,
        tenant.now,
        takes_part,
        publishes_figures,
        own_position,
    )
    chosen = [
        name
        for name, yes in (
            ("takes part", takes_part),
            ("publishes its figures", publishes_figures),
            ("own position", own_position),
        )
        if yes
    ]
    await record(
        tenant,
        Action.DECIDE_PARTICIPATION,
        "participation",
        decision.decided_on,
        purpose=", ".join(chosen) or "takes no part",
    )
    return decision


async def list_decisions(tenant: TenantSession) -> list[Participation]:
    """Every decision of the session's organisation, the newest first."""
    require(tenant.actor, Action.READ_PARTICIPATION)
    rows = await tenant.connection.fetch(
        """
        SELECT decided_on, takes_part, publishes_figures, own_position
          FROM benchmark_participation
         WHERE tenant_id = $1
         ORDER BY decided_on DESC, decided_at DESC
        """,
        tenant.tenant_id,
    )
    return [Participation(**row) for row in rows]


def explanation(language: str) -> str:
    """What deciding means, in plain words, in "en" or "nl"."""
    return Path(__file__).with_name(f"participation.{language}.txt").read_text(encoding="utf-8")
