"""A POST that is sent twice is done once (draft-ietf-httpapi-idempotency-key-header).

The answer is kept in the transaction of the act itself: both were kept, or neither.
"""

import hmac
from collections.abc import Collection, Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import HeaderParameter

from api.rest.shapes import shape
from tenants.errors import Invalid
from tenants.receipts import Receipt, Replayed, replay
from tenants.session import TenantSession

T = TypeVar("T")
SHORTEST, LONGEST = 8, 255
REPLAYED = "Idempotency-Replayed"


class Once:
    """One POST. `begin` before the act and `answer` after it, in the act's session."""

    def __init__(self, request: Request[Any, Any, Any], key: str | None) -> None:
        self._request = request
        self._key = key or ""
        self._tenant: TenantSession | None = None

    async def begin(self, tenant: TenantSession, *, secret: bytes = b"idempotency") -> None:
        """Take the key. Raises Replayed where it was done, Conflict where the key served another.

        `secret` keys the fingerprint of the body, where its words must not be guessable from it.
        """
        self._tenant = tenant
        fingerprint = await self._fingerprint(secret)
        taken = await tenant.connection.fetchval(
            """
            INSERT INTO idempotent_request (tenant_id, actor_id, key, fingerprint)
                 VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING
              RETURNING true
            """,
            tenant.tenant_id,
            tenant.actor.id,
            self._key,
            fingerprint,
        )
        if taken is None:
            await self._replay(tenant, fingerprint)

    async def receipt(self, kind: type[Any], *, secret: bytes) -> Receipt:
        """Both at once, for an act that takes the key and keeps the answer itself."""
        return Receipt(
            self._key,
            await self._fingerprint(secret),
            lambda done: msgspec.json.encode(shape(kind, done)),
        )

    async def answer(
        self,
        body: T,
        *,
        headers: Mapping[str, str] | None = None,
        shown_once: Collection[str] = (),
    ) -> Response[T]:
        """Keep the answer and give it; members that are `shown_once` are not kept."""
        tenant, sent = self._tenant, dict(headers or {})
        if tenant is None:
            raise RuntimeError("begin comes before answer")
        kept = msgspec.to_builtins(body)
        if shown_once:
            kept |= dict.fromkeys(shown_once)
        updated = await tenant.connection.fetchval(
            """
               UPDATE idempotent_request
                  SET status = 201, headers = $4, body = $5
                WHERE tenant_id = $1 AND actor_id = $2 AND key = $3
            RETURNING true
            """,
            tenant.tenant_id,
            tenant.actor.id,
            self._key,
            msgspec.json.encode(sent).decode(),
            msgspec.json.encode(kept),
        )
        if not updated:
            raise RuntimeError("the session went to another tenant and did not come back")
        return Response(body, status_code=201, headers=sent)

    async def _fingerprint(self, secret: bytes) -> bytes:
        if not SHORTEST <= len(self._key) <= LONGEST or not self._key.isprintable():
            raise Invalid(
                {"Idempotency-Key": f"send a header of {SHORTEST} to {LONGEST} characters"}
            )
        target = f"{self._request.method} {self._request.url.path}\n".encode()
        return hmac.digest(secret, target + await self._request.body(), "sha256")

    async def _replay(self, tenant: TenantSession, fingerprint: bytes) -> None:
        row = await tenant.connection.fetchrow(
            """
            SELECT fingerprint, status, headers, body
              FROM idempotent_request
             WHERE tenant_id = $1 AND actor_id = $2 AND key = $3
            """,
            tenant.tenant_id,
            tenant.actor.id,
            self._key,
        )
        replay(row, fingerprint)


OnceDependency = NamedDependency[Once]


async def provide_once(
    request: Request[Any, Any, Any],
    tenant: NamedDependency[TenantSession],  # noqa: ARG001 see below
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            description="required: your own name for this act, 8 to 255 characters; sent again "
            "with the same body it gives the same answer, and does nothing",
        ),
    ] = None,
) -> Once:
    # It names the tenant so as to be made after it: what could be made at the same time would get
    # a task for each from Litestar, which costs more than the making.
    return Once(request, idempotency_key)


def replay_response(_: Request[Any, Any, Any], replayed: Replayed) -> Response[bytes]:
    """Answer what was answered the first time, and say so."""
    return Response(
        replayed.body,
        status_code=replayed.status,
        media_type=MediaType.JSON,
        headers=replayed.headers | {REPLAYED: "true", "Cache-Control": "no-store"},
    )
