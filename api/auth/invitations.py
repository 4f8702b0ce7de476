"""The first sign-in: the holder of an invitation sets what will sign them in, and nobody sees it.

The second factor is made anew each time that it is offered, and travels in the form, wrapped for
this person alone: what somebody else was shown with the same code never becomes theirs.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from api.auth.factors import (
    find_step,
    hash_passphrase,
    new_totp,
    totp_uri,
    unwrap_totp,
    wrap_totp,
)
from api.auth.staff import AT_THE_DESK, SessionCookie, open_session, slowed
from tenants.errors import Invalid, Unauthenticated
from tenants.network.invitations import Invited, accept_invitation, find_invited
from tenants.policy import GATEKEEPER
from vault import CannotOpen, KeyRefused

if TYPE_CHECKING:
    from api.house import House


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor to be: `secret` in base 32, `uri` for a camera, `wrapped` to send back."""

    name: str
    language: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    wrapped: str = field(repr=False)


async def offer_login(house: "House", email: str, code: str, wrapped: str = "") -> Offer:
    """What the holder of a code is shown; `wrapped` is what was offered to them before.

    Raises Unauthenticated, alike for an e-mail or a code that is unknown, used up or too old.
    """
    async with slowed(house, "invitation", email) as login:
        invited = await _find(house, login, code)
        secret = await _offered(house, invited.staff_id, wrapped) or new_totp()
        return Offer(
            invited.name,
            invited.language,
            secret,
            totp_uri(secret, email.strip().lower()),
            await wrap_totp(house.keys, secret, _place(invited.staff_id)),
        )


async def make_login(
    house: "House", email: str, code: str, *, passphrase: str, wrapped: str, totp_code: str
) -> SessionCookie | None:
    """Use the invitation up. A session for whoever works at the desk, None for everybody else.

    Raises Unauthenticated as `offer_login` does; Invalid `passphrase`, or `code` where the
    authenticator app does not show what was offered.
    """
    async with slowed(house, "invitation", email) as login:
        staff_id = (await _find(house, login, code)).staff_id
        secret = await _offered(house, staff_id, wrapped)
        passphrase_hash = await hash_passphrase(passphrase)
        if login is None or secret is None:
            raise Unauthenticated
        kept = await wrap_totp(house.keys, secret)
        async with house.tenancy.open(GATEKEEPER, login[0]) as tenant:
            step = find_step(secret, totp_code, tenant.now)
            if step is None:
                raise Invalid({"code": "is not the one that the app shows now"})
            role = await accept_invitation(
                tenant,
                staff_id,
                code,
                passphrase_hash=passphrase_hash,
                wrapped_totp=kept,
                totp_step=step,
            )
            return await open_session(house, tenant, staff_id) if role in AT_THE_DESK else None


async def _find(house: "House", login: tuple[UUID, UUID] | None, code: str) -> Invited:
    if login is None:
        raise Unauthenticated
    async with house.tenancy.open(GATEKEEPER, login[0]) as tenant:
        return await find_invited(tenant, login[1], code)


async def _offered(house: "House", staff_id: UUID, wrapped: str) -> str | None:
    """The secret of an earlier offer to this person; None for what is no such thing."""
    try:
        return await unwrap_totp(house.keys, wrapped, _place(staff_id)) if wrapped else None
    except (CannotOpen, KeyRefused):
        return None


def _place(staff_id: UUID) -> bytes:
    return b"totp/offered/" + staff_id.bytes
