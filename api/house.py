"""The house: what every process of the product stands on, opened and closed as one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from api.auth.tokens import Tokens
from api.settings import Settings
from tenants.conversations.clients import LOOKUP_KEY
from tenants.session import Tenancy
from vault import KeyKind, Keyring, KeyService, KeyServiceUnavailable, open_key_service

STAFF_KEY = "gesprekspunt-staff"
TOKEN_KEY = "gesprekspunt-tokens"  # noqa: S105 (a name)


class SettingsError(Exception):
    """The settings cannot make a house; the message says which one to give."""


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    keys: KeyService
    keyring: Keyring
    tenancy: Tenancy
    tokens: Tokens


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Open key service and database. Raises SettingsError; a server that is away is no error."""
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL says where the database is")
    try:
        keys = open_key_service(
            vault_addr=settings.vault_addr,
            vault_token=settings.vault_token.get_secret_value() if settings.vault_token else None,
            keystore_directory=settings.data_directory / "keystore",
            environment=settings.environment,
        )
    except ValueError as error:
        raise SettingsError(str(error)) from error
    keyring = Keyring(
        keys,
        max_age=timedelta(seconds=settings.kek_seconds),
        max_uses=settings.kek_uses,
        max_keys=settings.kek_number,
    )
    tenancy = Tenancy(
        settings.database_url.get_secret_value(),
        keyring,
        connections_per_door=settings.connections_per_door,
    )
    try:
        await make_platform_keys(keys)
        yield House(settings, keys, keyring, tenancy, Tokens(keys, settings.base_url))
    finally:
        await tenancy.close()
        await keys.close()


async def make_platform_keys(keys: KeyService) -> None:
    """Make the keys that belong to no organisation, where they are not there yet."""
    try:
        await keys.create_key(LOOKUP_KEY, KeyKind.DIGEST)
        await keys.create_key(STAFF_KEY, KeyKind.WRAPPING)
        await keys.create_key(TOKEN_KEY, KeyKind.SIGNING)
    except KeyServiceUnavailable:
        # The key server is away: every act that needs it answers 503 until it is back.
        return
