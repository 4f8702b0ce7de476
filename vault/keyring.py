"""Organisations' keys as one process holds them: few, for a short time, for so many uses."""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from vault.errors import CannotOpen
from vault.kek import Kek
from vault.service import KeyDescription, KeyKind, KeyService

KEK_BYTES = 32


@dataclass(slots=True)
class _Held:
    wrapped: str
    kek: Kek = field(repr=False)
    until: float
    uses_left: int


class Keyring:
    """Unwraps an organisation's key-encryption key (KEK) through the key server, and keeps it.

    What it holds goes on working while the key server is down, until `max_age` after it was
    unwrapped or `max_uses` uses. The same bound says how long after the key was destroyed a process
    may still open anything. `clock` gives seconds.
    """

    def __init__(
        self,
        service: KeyService,
        *,
        max_age: timedelta,
        max_uses: int,
        max_keys: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if max_age <= timedelta(0) or max_uses < 1 or max_keys < 1:
            raise ValueError("each bound of a keyring is above zero")
        self._service = service
        self._max_age = max_age.total_seconds()
        self._max_uses = max_uses
        self._max_keys = max_keys
        self._clock = clock
        self._held: OrderedDict[UUID, _Held] = OrderedDict()
        self._flights: dict[tuple[UUID, str], asyncio.Task[Kek]] = {}

    async def new_kek(self, tenant_id: UUID) -> str:
        """Make the organisation's key on the key server, and a KEK under it; the text to store."""
        await self._service.create_key(key_name(tenant_id), KeyKind.WRAPPING)
        return await self.second_kek(tenant_id)

    async def second_kek(self, tenant_id: UUID) -> str:
        """A new KEK under the organisation's key that there is already, wrapped."""
        return await self._service.wrap(
            key_name(tenant_id), secrets.token_bytes(KEK_BYTES), _context(tenant_id)
        )

    async def kek(self, tenant_id: UUID, wrapped: str) -> Kek:
        """The KEK, 32 bytes, with the former while it is being replaced.

        Who asks at the same time shares one call of the key server.
        Raises what the key server raises; a failure reaches all who wait and is not kept.
        """
        held = self._held.get(tenant_id)
        if held and held.wrapped == wrapped and self._clock() < held.until:
            self._use(tenant_id, held)
            return held.kek
        flight = self._flights.get((tenant_id, wrapped))
        if flight is None:
            flight = asyncio.create_task(self._unwrap(tenant_id, wrapped))
            self._flights[tenant_id, wrapped] = flight
            flight.add_done_callback(_nobody_waited)
        # Shielded: one who goes away does not take the answer from the others.
        kek = await asyncio.shield(flight)
        if (held := self._held.get(tenant_id)) and held.kek is kek:
            self._use(tenant_id, held)
        return kek

    async def digest(self, name: str, data: bytes) -> bytes:
        """The key server's keyed hash, 32 bytes, to look something up by a secret."""
        return await self._service.digest(name, data)

    async def describe(self, tenant_id: UUID) -> KeyDescription:
        return await self._service.describe(key_name(tenant_id))

    async def rotate(self, tenant_id: UUID) -> int:
        """Add a version to the organisation's key; the wrapped KEK opens as before."""
        return await self._service.rotate(key_name(tenant_id))

    async def rewrap(self, tenant_id: UUID, wrapped: str) -> str:
        """The wrapped KEK under the latest version; the KEK does not leave the key server."""
        return await self._service.rewrap(key_name(tenant_id), wrapped, _context(tenant_id))

    async def raise_minimum(self, tenant_id: UUID, version: int) -> None:
        """Close what older versions wrapped, in backups too."""
        await self._service.raise_minimum(key_name(tenant_id), version)

    async def destroy(self, tenant_id: UUID) -> None:
        """Shred the organisation. Other processes forget when they are told, or by their bound."""
        await self._service.destroy(key_name(tenant_id))
        self.forget(tenant_id)

    def forget_all(self) -> None:
        """Drop everything: who was not listening does not know what was destroyed meanwhile."""
        for tenant_id in {*self._held, *(tenant_id for tenant_id, _ in self._flights)}:
            self.forget(tenant_id)

    def forget(self, tenant_id: UUID) -> None:
        """Drop what is held of this organisation, and do not keep what is on its way."""
        self._held.pop(tenant_id, None)
        for key in [key for key in self._flights if key[0] == tenant_id]:
            del self._flights[key]

    async def _unwrap(self, tenant_id: UUID, wrapped: str) -> Kek:
        flight = asyncio.current_task()
        # The time counts from before the call: the key existed then, later nobody knows.
        until = self._clock() + self._max_age
        try:
            newest, *former = [
                await self._service.unwrap(key_name(tenant_id), text, _context(tenant_id))
                for text in wrapped.split(" ")
            ]
            if len(former) > 1 or {len(each) for each in (newest, *former)} != {KEK_BYTES}:
                raise CannotOpen
            kek = Kek.of(newest, former[0] if former else None)
            if self._flights.get((tenant_id, wrapped)) is flight:
                self._keep(tenant_id, _Held(wrapped, kek, until, self._max_uses))
            return kek
        finally:
            if self._flights.get((tenant_id, wrapped)) is flight:
                del self._flights[tenant_id, wrapped]

    def _keep(self, tenant_id: UUID, held: _Held) -> None:
        self._held[tenant_id] = held
        self._held.move_to_end(tenant_id)
        while len(self._held) > self._max_keys:
            self._held.popitem(last=False)
        # It leaves the memory on time even if nobody asks for it again.
        asyncio.get_running_loop().call_later(self._max_age, self._drop, tenant_id, held)

    def _use(self, tenant_id: UUID, held: _Held) -> None:
        self._held.move_to_end(tenant_id)
        held.uses_left -= 1
        if held.uses_left < 1:
            self._drop(tenant_id, held)

    def _drop(self, tenant_id: UUID, held: _Held) -> None:
        if self._held.get(tenant_id) is held:
            del self._held[tenant_id]


def key_name(tenant_id: UUID) -> str:
    """What the key server calls the organisation's key."""
    return f"organisation-{tenant_id}"


def _context(tenant_id: UUID) -> bytes:
    return b"gesprekspunt/1/kek/" + tenant_id.bytes


def _nobody_waited(flight: asyncio.Task[Kek]) -> None:
    if not flight.cancelled():
        flight.exception()
