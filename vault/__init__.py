"""The kluis: keys and what they lock. It knows no tenant tables and no HTTP of our own.

A key server (`KeyService`: HashiCorp Vault, OpenBao, or local files to try things out) holds one
key per organisation and never gives it away. It wraps the organisation's key-encryption key, which
a `Keyring` keeps in memory for a bounded time. A conversation's data key is sealed to each person
who may read it and once more under that key: `seal`, `open_seal`. Texts are locked with the data
key into their row and column: `encrypt`, `decrypt`; files a chunk at a time: `FileSealer`,
`FileOpener`. A person's `KeyPair` comes from six words
(`derive`), or from a seed at rest under an unlock secret (`lock`) or a session's key
(`session_lock`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vault.codes import (
    CodeSecrets,
    derive_code,
    is_code,
    new_code,
    read_code,
    recovery_lock,
    recovery_unlock,
)
from vault.envelope import (
    ContentBinding,
    Contents,
    SealBinding,
    decrypt,
    encrypt,
    new_data_key,
    open_seal,
    reclose,
    seal,
)
from vault.errors import CannotOpen, KeyNotFound, KeyRefused, KeyServiceUnavailable, VaultError
from vault.files import FileOpener, FileSealer
from vault.kdf import KdfParameters, calibrate
from vault.kek import is_being_replaced, newest_of, with_former
from vault.keypair import KeyPair
from vault.keyring import Keyring
from vault.lock import lock, session_lock, session_unlock, unlock
from vault.passphrase import ClientSecrets, derive, is_passphrase, new_passphrase, normalise
from vault.service import KeyDescription, KeyKind, KeyService, version_of

if TYPE_CHECKING:
    from vault.login import Login

__all__ = [
    "CannotOpen",
    "ClientSecrets",
    "CodeSecrets",
    "ContentBinding",
    "Contents",
    "FileOpener",
    "FileSealer",
    "KdfParameters",
    "KeyDescription",
    "KeyKind",
    "KeyNotFound",
    "KeyPair",
    "KeyRefused",
    "KeyService",
    "KeyServiceUnavailable",
    "Keyring",
    "SealBinding",
    "VaultError",
    "calibrate",
    "decrypt",
    "derive",
    "derive_code",
    "encrypt",
    "is_being_replaced",
    "is_code",
    "is_passphrase",
    "lock",
    "new_code",
    "new_data_key",
    "new_passphrase",
    "newest_of",
    "normalise",
    "open_key_service",
    "open_seal",
    "read_code",
    "reclose",
    "recovery_lock",
    "recovery_unlock",
    "seal",
    "session_lock",
    "session_unlock",
    "unlock",
    "version_of",
    "with_former",
]


def open_key_service(
    vault_addr: str | None,
    login: "Login | str | None",
    keystore_directory: Path,
    environment: str,
) -> KeyService:
    """Vault where it has an address, else the local keystore. A login that is text is a token.

    ValueError where that will not do: an address without a login, or local files in production.
    """
    if vault_addr:
        if not login:
            raise ValueError("VAULT_ADDR is set but VAULT_TOKEN is not")
        from vault.transit import Transit

        return Transit(vault_addr, login)
    if environment == "production":
        raise ValueError(
            "production needs a Vault or OpenBao server: set VAULT_ADDR and a login, such as "
            "VAULT_TOKEN. The local keystore is for trying out."
        )
    from vault.keystore import Keystore

    return Keystore(keystore_directory)
