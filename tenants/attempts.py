"""Counting attempts in windows of time, in one table that all processes share.

It slows whoever guesses a secret and bounds how often a machine calls; `subject` is a login, a
machine or an organisation as a whole, never an address. Nobody is ever locked out for good: a
window ends by itself, and right words always work, at worst a few seconds later.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tenants.errors import TooMany
from tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts in each window of `seconds`."""

    most: int
    seconds: int

    def start(self, now: datetime) -> datetime:
        """When the window began that `now` falls in."""
        return datetime.fromtimestamp(now.timestamp() // self.seconds * self.seconds, UTC)

    def previous(self, now: datetime) -> datetime:
        """When the window before that one began."""
        return self.start(now) - timedelta(seconds=self.seconds)

    def share_of_previous(self, now: datetime) -> float:
        """How much of the window before still lies within the last `seconds`, from 1 to 0."""
        return 1 - (now - self.start(now)).total_seconds() / self.seconds

    def left(self, now: datetime) -> int:
        """Whole seconds until the next window, at least 1."""
        end = self.start(now) + timedelta(seconds=self.seconds)
        return max(1, int((end - now).total_seconds()))


#: wrong secrets: five are free, then each waits longer, up to four seconds
SECRETS = Limit(5, 300)
LONGEST_DELAY = 4.0


async def count_attempts(
    tenant: TenantSession, subject: str, limit: Limit, *, number: int = 1
) -> int:
    """Add to the count of this window; returns what it has come to.

    Count in a transaction of its own: one that rolls back with the act would count nothing.
    """
    return await tenant.connection.fetchval(
        """
        INSERT INTO attempt (tenant_id, subject, window_start, used)
             VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, subject, window_start)
      DO UPDATE SET used = attempt.used + excluded.used
          RETURNING used
        """,
        tenant.tenant_id,
        subject,
        limit.start(tenant.now),
        number,
    )


async def require_attempt(tenant: TenantSession, subject: str, limit: Limit) -> None:
    """Count one attempt; raises TooMany once there were more than the limit in this window."""
    if await count_attempts(tenant, subject, limit) > limit.most:
        # The session rolls this one back: the count stays at the limit, and so does the refusal.
        raise TooMany(limit.left(tenant.now))


async def use_once(tenant: TenantSession, subject: str, until: datetime) -> bool:
    """Whether this is the first use of something that is valid `until` then."""
    first = await tenant.connection.fetchval(
        """
        INSERT INTO attempt (tenant_id, subject, window_start, used)
             VALUES ($1, $2, $3, 1)
        ON CONFLICT DO NOTHING
          RETURNING true
        """,
        tenant.tenant_id,
        subject,
        until,
    )
    return first is True


async def count_attempt(tenant: TenantSession, subject: str) -> float:
    """Count one wrong secret; returns how long the next should wait, in seconds."""
    await count_attempts(tenant, subject, SECRETS)
    return await find_delay(tenant, subject)


async def find_delay(tenant: TenantSession, subject: str) -> float:
    """How long a secret for this subject has to wait now, in seconds.

    The window before counts for the share of it that is not over: who waits for the edge of a
    window gains nothing.
    """
    rows = await tenant.connection.fetch(
        """
        SELECT window_start, used
          FROM attempt
         WHERE tenant_id = $1 AND subject = $2 AND window_start IN ($3, $4)
        """,
        tenant.tenant_id,
        subject,
        SECRETS.start(tenant.now),
        SECRETS.previous(tenant.now),
    )
    used = {row["window_start"]: row["used"] for row in rows}
    before = used.get(SECRETS.previous(tenant.now), 0) * SECRETS.share_of_previous(tenant.now)
    return delay_after(used.get(SECRETS.start(tenant.now), 0) + before)


def delay_after(failures: float) -> float:
    """0 for the first five, then doubling from a quarter of a second up to four seconds."""
    if failures <= SECRETS.most:
        return 0.0
    return min(0.25 * 2 ** min(math.ceil(failures) - SECRETS.most - 1, 10), LONGEST_DELAY)
