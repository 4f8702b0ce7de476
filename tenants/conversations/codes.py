"""What a code on paper gives in one organisation: as a recovery sheet, and as an entry."""

import asyncio

from tenants.conversations.clients import LOOKUP_KEY, kdf_of
from tenants.errors import Unauthenticated
from tenants.session import TenantSession
from vault import CannotOpen, CodeSecrets, derive_code


async def derive_both(tenant: TenantSession, code: str) -> tuple[CodeSecrets, CodeSecrets]:
    """As a sheet and as an entry, in a thread: it takes long on purpose."""
    salt, parameters = await kdf_of(tenant)
    try:
        return await asyncio.to_thread(derive_code, code, salt=salt, parameters=parameters)
    except CannotOpen:
        raise Unauthenticated from None


async def lookup_of(tenant: TenantSession, secret: CodeSecrets) -> bytes:
    # Keyed by the key server: the same code gives another value in every house.
    return await tenant.keyring.digest(LOOKUP_KEY, tenant.tenant_id.bytes + secret.lookup)
