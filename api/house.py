"""The house: what every process of the product stands on, opened and closed as one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from api.auth.factors import KEY as STAFF_KEY
from api.auth.tokens import KEY as TOKEN_KEY
from api.auth.tokens import Tokens
from api.key_news import hear_key_news
from api.settings import Settings
from tenants.conversations.clients import LOOKUP_KEY
from tenants.files.objects import ObjectStore
from tenants.files.storage import Storage
from tenants.session import Tenancy
from vault import (
    KeyKind,
    KeyRefused,
    Keyring,
    KeyService,
    KeyServiceUnavailable,
    open_key_service,
)

if TYPE_CHECKING:
    from vault.login import Login

log = structlog.get_logger()

PLATFORM_KEYS = {
    LOOKUP_KEY: KeyKind.DIGEST,
    STAFF_KEY: KeyKind.WRAPPING,
    TOKEN_KEY: KeyKind.SIGNING,
}


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
    url = settings.database_url.get_secret_value()
    storage = storage_of(settings)
    try:
        keys = open_key_service(
            vault_addr=settings.vault_addr,
            login=login_of(settings),
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
        url,
        keyring,
        connections_per_door=settings.connections_per_door,
        storage=storage,
    )
    try:
        await make_platform_keys(keys)
        async with hear_key_news(url, keyring):
            yield House(settings, keys, keyring, tenancy, Tokens(keys, settings.base_url))
    finally:
        await tenancy.close()
        await keys.close()


async def make_platform_keys(keys: KeyService) -> None:
    """Make the keys that belong to no organisation, where they are not there yet."""
    try:
        for name, kind in PLATFORM_KEYS.items():
            await keys.create_key(name, kind)
    except KeyServiceUnavailable:
        # The key server is away: every act that needs it answers 503 until it is back.
        return
    except KeyRefused:
        # A login that may not make keys, such as an operator's: `vault setup` made these.
        log.warning("keys-not-made-by-this-login")


def storage_of(settings: Settings) -> Storage:
    """Where files are kept, and which. Raises SettingsError."""
    try:
        limits = settings.file_limits
    except ValueError as error:
        raise SettingsError(f"GESPREKSPUNT_ATTACHMENT_KINDS: {error}") from error
    if not settings.s3_bucket:
        return Storage(limits=limits)
    secret = settings.s3_secret_access_key
    if not (settings.s3_endpoint and settings.s3_access_key_id and secret):
        raise SettingsError(
            "GESPREKSPUNT_S3_BUCKET needs GESPREKSPUNT_S3_ENDPOINT, …_ACCESS_KEY_ID and "
            "…_SECRET_ACCESS_KEY"
        )
    if settings.environment == "production" and not settings.s3_endpoint.startswith("https://"):
        raise SettingsError("GESPREKSPUNT_S3_ENDPOINT begins with https:// in production")
    return Storage(
        ObjectStore(
            settings.s3_bucket,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            access_key_id=settings.s3_access_key_id,
            secret_access_key=secret.get_secret_value(),
        ),
        limits,
    )


def login_of(settings: Settings) -> "Login | None":
    """How this process logs in to its Vault server. ValueError where that is not one clear way."""
    if not settings.vault_addr:
        return None
    from vault.login import choose_login  # hvac: not for who has no server

    token, secret_id = settings.vault_token, settings.vault_secret_id
    return choose_login(
        token=token.get_secret_value() if token else None,
        role_id=settings.vault_role_id,
        secret_id=secret_id.get_secret_value() if secret_id else None,
        kubernetes_role=settings.vault_kubernetes_role,
        token_file=settings.vault_kubernetes_token_file,
    )
