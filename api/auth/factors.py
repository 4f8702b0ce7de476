"""The two factors of staff: a passphrase (Argon2id) and a code of six digits (TOTP, RFC 6238)."""

import asyncio
import hmac
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tenants.errors import Invalid
from vault import KeyKind, KeyService

KEY = "gesprekspunt-staff"
CONTEXT = b"totp"
ISSUER = "Gesprekspunt"
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 200
STEP_SECONDS = 30
# OWASP's first recommendation for Argon2id, rounded up: 64 MiB, 3 passes, 1 lane.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


async def hash_passphrase(passphrase: str) -> str:
    """Raises Invalid for one that is too short or too long."""
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise Invalid(
            {"passphrase": f"has {SHORTEST_PASSPHRASE} to {LONGEST_PASSPHRASE} characters"}
        )
    return await asyncio.to_thread(HASHER.hash, passphrase)


async def is_passphrase(passphrase_hash: str, passphrase: str) -> bool:
    try:
        return await asyncio.to_thread(HASHER.verify, passphrase_hash, passphrase)
    except (VerificationError, InvalidHashError):
        return False


def new_totp() -> str:
    """A secret of 160 bits, in base 32 as authenticator apps take it."""
    return pyotp.random_base32(length=32)


def totp_uri(secret: str, email: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


async def wrap_totp(keys: KeyService, secret: str, context: bytes = CONTEXT) -> str:
    await keys.create_key(KEY, KeyKind.WRAPPING)
    return await keys.wrap(KEY, secret.encode(), context)


async def unwrap_totp(keys: KeyService, wrapped: str, context: bytes = CONTEXT) -> str:
    return (await keys.unwrap(KEY, wrapped, context)).decode()


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, one step of clock skew to each side; None where there is none.

    Whoever accepts it must see to it that a step is used once.
    """
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    given = code.replace(" ", "").encode()
    matching = [
        step
        for step in (current - 1, current, current + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), given)
    ]
    return matching[-1] if matching else None
