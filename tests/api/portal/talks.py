"""The other end of a conversation that somebody started on the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from api.house import House
from tenants.conversations.messages import post_message
from tenants.policy import Actor
from tenants.session import TenantSession
from tests import people
from vault import KeyPair


@dataclass(frozen=True)
class Talk:
    id: UUID
    organisation_id: UUID
    counsellor: Actor
    house: House = field(repr=False)
    key: KeyPair = field(repr=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[TenantSession]:
        """As its counsellor."""
        async with self.house.tenancy.open(
            self.counsellor, self.organisation_id, person=self.key
        ) as tenant:
            yield tenant


async def talk_of(
    house: House, cast: people.Cast, address: str, organisation: str = "noorderlicht"
) -> Talk:
    """The conversation of a page, from the side of whichever counsellor holds it."""
    conversation_id = UUID(address.partition("/talk/")[2][:36])
    organisation_id = cast.tenants[organisation]
    for name in ("amina", "bram", "chloé"):
        counsellor = cast.actor(name)
        async with house.tenancy.open(counsellor, organisation_id) as tenant:
            mine = await tenant.connection.fetchval(
                "SELECT EXISTS (SELECT FROM conversation WHERE tenant_id = $1 AND id = $2)",
                organisation_id,
                conversation_id,
            )
        if mine:
            key = await people.unlocked(house, counsellor)
            return Talk(conversation_id, organisation_id, counsellor, house, key)
    raise AssertionError("nobody holds this conversation")


async def answer(talk: Talk, text: str) -> None:
    async with talk.open() as tenant:
        await post_message(tenant, talk.id, text)
