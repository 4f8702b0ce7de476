"""How often a machine may call: one limit for all processes, told in every answer.

A process takes permits from the shared count by the handful, so that counting does not cost every
request a trip; permits it does not use are lost with their window, never given twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar.datastructures import MutableScopeHeaders, State
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from tenants.attempts import Limit, count_attempts
from tenants.errors import TooMany
from tenants.policy import Actor
from tenants.session import Tenancy

REQUESTS = Limit(600, 60)
HANDFUL = 20
MOST_LEASES = 10_000
ALLOWANCE = "allowance"


@dataclass(slots=True)
class _Lease:
    window: datetime
    left: int = 0
    beyond: int = REQUESTS.most


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests that remain until the window ends, and in how many seconds that is."""

    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """As in draft-ietf-httpapi-ratelimit-headers-10."""
        return {
            "RateLimit-Policy": f'"requests";q={REQUESTS.most};w={REQUESTS.seconds}',
            "RateLimit": f'"requests";r={self.remaining};t={self.reset}',
        }


class Permits:
    """The permits that this process holds, by machine client."""

    def __init__(self) -> None:
        self._leases: dict[UUID | None, _Lease] = {}

    async def take(self, tenancy: Tenancy, actor: Actor, scope: Scope) -> None:
        """Use one permit and note in the scope what remains. Raises TooMany."""
        now = datetime.now(UTC)
        lease = self._leases.get(actor.id)
        if lease is None or lease.window != REQUESTS.start(now):
            if len(self._leases) >= MOST_LEASES:
                self._leases.clear()
            lease = self._leases[actor.id] = _Lease(REQUESTS.start(now))
        if lease.left < 1 and lease.beyond > 0:
            async with tenancy.open(actor, now=now) as tenant:
                used = await count_attempts(
                    tenant, f"requests:{actor.id}", REQUESTS, number=HANDFUL
                )
            lease.left += max(0, min(HANDFUL, REQUESTS.most - used + HANDFUL))
            lease.beyond = max(0, REQUESTS.most - used)
        allowed = lease.left > 0
        lease.left -= allowed
        scope["state"][ALLOWANCE] = Allowance(lease.left + lease.beyond, REQUESTS.left(now))
        if not allowed:
            raise TooMany(REQUESTS.left(now))


def permits_of(state: State) -> Permits:
    """The permits of this process, which every door for machines takes from."""
    if "permits" not in state:
        state.permits = Permits()
    permits: Permits = state.permits
    return permits


class TellLimits(ASGIMiddleware):
    """Puts the allowance into the answer, whether that is a thing or a problem."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def tell(message: Message) -> None:
            allowance: Any = scope["state"].get(ALLOWANCE)
            if message["type"] == "http.response.start" and allowance is not None:
                headers = MutableScopeHeaders.from_message(message)
                for name, value in allowance.headers().items():
                    headers[name] = value
            await send(message)

        await next_app(scope, receive, tell)
