"""The cast of every test, by name.

Alice manages Vertrouwd, Bob Klankbord. Amina, Bram and Chloé counsel for the one, Dewi and Emre for
the other. Noorderlicht and Havenwerk are organisations of Vertrouwd, Meesterschap is Klankbord's.
Henk, Marjan, Otto and Petra are HR, board, works council and prevention officer of Noorderlicht.
Fleur analyses for Peilstok. Olga operates the platform. Each tenant has a machine client.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

import msgspec

from api.auth.factors import hash_passphrase, new_totp, wrap_totp
from api.demo.cast import MACHINE_SECRET, PASSPHRASE, TOTP, UNLOCK_SECRET, Cast, seed_cast
from api.house import House
from tenants.conversations.conversations import Started, start_conversation
from tenants.conversations.kluis import unlock_kluis
from tenants.network.invitations import accept_invitation
from tenants.network.staff import enrol_staff
from tenants.policy import GATEKEEPER, Actor, Role
from vault import KeyPair

__all__ = [
    "MACHINE_SECRET",
    "PASSPHRASE",
    "TOTP",
    "UNLOCK_SECRET",
    "Cast",
    "Login",
    "Talk",
    "dump",
    "enrol",
    "load",
    "seed_cast",
    "start_talk",
    "unlocked",
]


def dump(cast: Cast) -> bytes:
    """The cast as text, for the processes that share one template database."""
    return msgspec.json.encode(cast)


def load(text: bytes) -> Cast:
    return msgspec.json.decode(text, type=Cast)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who has just made a login with PASSPHRASE; `totp` is in base 32."""

    staff_id: UUID
    email: str
    totp: str


async def enrol(house: House, manager: Actor, *, name: str = "New Comer") -> Login:
    """Somebody whom a manager enrols as a counsellor, and who has accepted; no code is used yet."""
    secret = new_totp()
    async with house.tenancy.open(manager) as tenant:
        staff, invitation = await enrol_staff(
            tenant,
            name=name,
            email=f"{uuid4().hex[:8]}@vertrouwd.example",
            role=Role.COUNSELLOR,
            language="nl",
        )
    passphrase_hash = await hash_passphrase(PASSPHRASE)
    wrapped_totp = await wrap_totp(house.keys, secret)
    async with house.tenancy.open(GATEKEEPER, manager.tenant_id) as tenant:
        await accept_invitation(
            tenant,
            staff.id,
            invitation.code,
            passphrase_hash=passphrase_hash,
            wrapped_totp=wrapped_totp,
            totp_step=0,
        )
    return Login(staff.id, staff.email, secret)


async def unlocked(house: House, counsellor: Actor) -> KeyPair:
    """The key pair of a counsellor of the cast, opened with the secret everybody knows."""
    async with house.tenancy.open(counsellor) as tenant:
        return KeyPair.from_seed(await unlock_kluis(tenant, UNLOCK_SECRET))


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that was just started, and both who can open it."""

    id: UUID
    organisation_id: UUID
    started: Started
    client: Actor
    client_key: KeyPair
    counsellor: Actor
    counsellor_key: KeyPair


async def start_talk(
    house: House, cast: Cast, *, organisation: str = "noorderlicht", counsellor: str = "amina"
) -> Talk:
    """Somebody new starts a conversation, in English, by messages."""
    organisation_id = cast.tenants[organisation]
    async with house.tenancy.open(Actor(Role.VISITOR, organisation_id)) as tenant:
        started = await start_conversation(
            tenant,
            conversation_id=uuid4(),
            language="en",
            channel="messages",
            counsellor_id=cast.staff[counsellor],
        )
    actor = cast.actor(counsellor)
    return Talk(
        started.conversation_id,
        organisation_id,
        started,
        Actor(Role.CLIENT, organisation_id, started.client_id),
        KeyPair.from_seed(started.seed),
        actor,
        await unlocked(house, actor),
    )
