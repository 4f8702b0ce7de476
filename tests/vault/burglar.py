"""Somebody who took everything but a person: the database, the settings, the key server's root.

`break_in` knows the code and the stored format, and tries every byte string that it finds as every
kind of key. Given one secret of a person beside the loot it opens what that person may read: what
it cannot do without is therefore not for want of trying.
"""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.auth.factors import unwrap_totp
from api.auth.sessions import _derive
from api.house import STAFF_KEY, TOKEN_KEY
from api.settings import Settings
from tenants.conversations.clients import LOOKUP_KEY
from tests import vault_server
from vault import (
    CannotOpen,
    ContentBinding,
    FileOpener,
    KdfParameters,
    KeyPair,
    Keyring,
    KeyService,
    SealBinding,
    decrypt,
    derive,
    open_seal,
    session_unlock,
    unlock,
)
from vault.codes import derive_code, read_code, recovery_unlock
from vault.keypair import MLKEM_PUBLIC, MLKEM_SEED, SEED_BYTES
from vault.keyring import key_name
from vault.sealed import open_under
from vault.subkeys import subkey

KEY_BYTES = 32
Row = dict[str, Any]


@dataclass(frozen=True)
class Loot:
    """`tables` whole; `keks` by organisation, as the key server opened them; other `things`."""

    tables: dict[str, list[Row]]
    keks: dict[UUID, bytes] = field(default_factory=dict)
    things: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """How far it got: what was tried, first locks that opened, seeds of people, texts, files."""

    keys_tried: int
    first_locks: int
    seeds: frozenset[bytes]
    texts: frozenset[str]
    files: frozenset[bytes] = frozenset()


async def dump(owner_url: str) -> dict[str, list[Row]]:
    """Every table of the database, with row-level security switched off by the tables' owner."""
    connection = await asyncpg.connect(owner_url)
    burglary = connection.transaction()
    await burglary.start()
    try:
        names = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
        tables = {}
        for (name,) in names:
            await connection.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
            rows = await connection.fetch(f"SELECT *, xmin::text AS written_by FROM {name}")
            tables[name] = [dict(row) for row in rows]
        return tables
    finally:
        await burglary.rollback()
        await connection.close()


async def raid(tables: dict[str, list[Row]], settings: Settings, keys: KeyService) -> Loot:
    """Beside the database: all settings, and all that the key server does for its root."""
    keyring = Keyring(keys, max_age=timedelta(hours=1), max_uses=1_000, max_keys=1_000)
    keks = {
        row["tenant_id"]: await keyring.kek(row["tenant_id"], row["wrapped_kek"])
        for row in tables["organisation"]
    }
    things: list[Any] = [
        value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        for value in settings.__dict__.values()
    ]
    things += [await unwrap_totp(keys, row["wrapped_totp"]) for row in tables["staff"]]
    if settings.vault_addr and settings.vault_token:
        address = vault_server.Address(settings.vault_addr, settings.vault_token.get_secret_value())
        names = [key_name(tenant_id) for tenant_id in keks]
        things += [export(address, name) for name in (*names, LOOKUP_KEY, STAFF_KEY, TOKEN_KEY)]
    else:
        store: Path = settings.data_directory / "keystore"
        things += [path.read_text() for path in store.glob("*.json")]
    return Loot(tables, keks, things)


def export(address: vault_server.Address, name: str) -> dict[str, Any]:
    """A key of Vault in plain: it never leaves by itself, but root may make it exportable."""
    vault_server._ask(address, "POST", f"transit/keys/{name}/config", {"exportable": True})
    for kind in ("encryption-key", "signing-key", "hmac-key"):
        with suppress(HTTPError):
            return dict(vault_server._ask(address, "GET", f"transit/export/{kind}/{name}")["data"])
    raise LookupError(name)


def break_in(loot: Loot, *secrets: bytes | str) -> Found:
    """Try all of it on all of it; `secrets` are what a person knows or has in the browser."""
    # What is sealed of files is 64 KiB and more: as keys it would only take hours.
    named = {name: rows for name, rows in loot.tables.items() if name != "attachment_chunk"}
    readings = {
        reading
        for value in (named, loot.things, [*loot.keks.values()], [*secrets])
        for reading in readings_of(value)
    }
    keys = set(windows(readings, KEY_BYTES)) | {sha256(r).digest() for r in readings}
    phrases = {
        r.decode() for r in readings if 12 <= len(r) <= 120 and r.isascii() and b"\n" not in r
    }
    keys |= {_derive(phrase, b"lock") for phrase in phrases}
    seeds = frozenset(seeds_in(loot, readings, keys, phrases))

    keks = defaultdict(set, {tenant_id: {kek} for tenant_id, kek in loot.keks.items()})
    for seal in {seal["tenant_id"]: seal for seal in loot.tables["seal"]}.values():
        keks[seal["tenant_id"]] |= {key for key in keys if opens_first_lock(key, seal)}
    first_locks = 0
    data_keys: dict[UUID, set[bytes]] = defaultdict(set)
    for seal in loot.tables["seal"]:
        opening = {kek for kek in keks[seal["tenant_id"]] if opens_first_lock(kek, seal)}
        first_locks += bool(opening)
        for kek in opening:
            data_keys[seal["conversation_id"]] |= opened_by(seeds, kek, seal)
    texts = set()
    for message in loot.tables["message"]:
        for key in keys | data_keys[message["conversation_id"]]:
            with suppress(CannotOpen):
                texts.add(decrypt(key, message["body"], binding=place_of(message)).decode())
            with suppress(CannotOpen):
                place = place_of(message).encode()
                texts.add(open_under(key, message["body"], bound_to=place).decode())
    files = frozenset(files_in(loot, keys, data_keys))
    return Found(len(keys), first_locks, seeds, frozenset(texts), files)


def files_in(loot: Loot, keys: set[bytes], data_keys: dict[UUID, set[bytes]]) -> Iterator[bytes]:
    """The beginning of every file that one of these keys opens, filling included."""
    for chunk in loot.tables["attachment_chunk"]:
        if chunk["number"]:
            continue
        place = ContentBinding(
            chunk["tenant_id"], chunk["conversation_id"], chunk["attachment_id"], "chunk"
        )
        for key in keys | data_keys[chunk["conversation_id"]]:
            with suppress(CannotOpen):
                yield FileOpener(key, size=1, chunks=1, binding=place).open(chunk["chunk"])
            with suppress(InvalidTag):  # perhaps it is the key of the file itself
                bound_to = b"gesprekspunt/1/file/" + place.ids() + b"chunk"
                yield AESGCM(key).decrypt(bytes(11) + b"\1", chunk["chunk"][33:], bound_to)[:1]


def readings_of(value: Any) -> Iterator[bytes]:
    """All byte strings that a value may be: as it is, in hex or base64, and each of its parts."""
    match value:
        case bytes():
            yield value
        case UUID():
            yield value.bytes
        case dict():
            yield from readings_of([*value.values()])
        case list() | tuple() | set():
            for inner in value:
                yield from readings_of(inner)
        case str():
            yield value.encode()
            for decode in (bytes.fromhex, b64decode, urlsafe_b64decode):
                with suppress(ValueError):
                    yield decode(value)
            with suppress(ValueError):
                if isinstance(inner := json.loads(value), dict | list):
                    yield from readings_of(inner)
            parts = re.split(r"[:$.,;\s]+", value)
            if len(parts) > 1:
                yield from readings_of([part for part in parts if len(part) >= 16])


def windows(readings: Iterable[bytes], length: int) -> Iterator[bytes]:
    """Every run of so many bytes; of what is plain text only the whole."""
    for reading in readings:
        if len(reading) == length or not reading.isascii():
            for start in range(len(reading) - length + 1):
                yield reading[start : start + length]


def seeds_in(
    loot: Loot, readings: set[bytes], keys: set[bytes], phrases: set[str]
) -> Iterator[bytes]:
    """Seeds of people: lying about, in sessions, under unlock secrets, behind six words."""
    people = {
        row["public_key"][MLKEM_PUBLIC:]
        for table in ("client", "counsellor")
        for row in loot.tables[table]
        if row["public_key"]
    }

    def is_somebody(seed: bytes) -> bool:
        return public_of(seed[MLKEM_SEED:]) in people

    yield from filter(is_somebody, windows(readings, SEED_BYTES))
    sessions = [(row["id"], row["locked_seed"]) for row in loot.tables["client_session"]]
    sessions += [(row["id"], row["unlocked"]) for row in loot.tables["staff_session"]]
    for session_id, locked in sessions:
        for key in keys if locked else ():
            with suppress(CannotOpen):
                yield session_unlock(key, locked, owner=session_id)
    codes = {code for phrase in phrases if (code := code_in(phrase))}
    for counsellor in loot.tables["counsellor"]:
        for phrase in phrases if counsellor["locked_seed"] else ():
            with suppress(CannotOpen):
                yield unlock(phrase, counsellor["locked_seed"], owner=counsellor["id"])
        for code in phrases | codes if counsellor["recovery_seed"] else ():
            with suppress(CannotOpen):
                locked, owner = counsellor["recovery_seed"], counsellor["id"]
                yield unlock(code, locked, owner=owner, purpose="recovery")
    for organisation in loot.tables["organisation"]:
        salt = organisation["passphrase_salt"]
        parameters = KdfParameters.parse(organisation["passphrase_kdf"])
        words = (derive(phrase, salt=salt, parameters=parameters).seed for phrase in phrases)
        yield from filter(is_somebody, words)
        sheets = {derive_code(code, salt=salt, parameters=parameters)[0].key for code in codes}
        for row in loot.tables["client_recovery"]:
            for key in keys | sheets:
                with suppress(CannotOpen):
                    yield recovery_unlock(
                        key, row["locked_seed"], tenant_id=row["tenant_id"], owner=row["client_id"]
                    )


@cache
def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def code_in(phrase: str) -> str | None:
    """The code on paper that a text may be."""
    try:
        return read_code(phrase)
    except CannotOpen:
        return None


def opens_first_lock(kek: bytes, seal: Row) -> bool:
    try:
        open_under(subkey(kek, "seal"), seal["sealed"], bound_to=binding_of(seal).encode())
    except CannotOpen:
        return False
    return True


def opened_by(seeds: Iterable[bytes], kek: bytes, seal: Row) -> set[bytes]:
    """The data key, where one of these people holds the seal."""
    opened = set()
    for seed in seeds:
        pair = KeyPair.from_seed(seed)
        with suppress(CannotOpen):
            binding = binding_of(seal)
            opened.add(open_seal(seal["sealed"], kek=kek, key_pair=pair, binding=binding))
    return opened


def binding_of(seal: Row) -> SealBinding:
    return SealBinding(seal["tenant_id"], seal["conversation_id"], seal["holder_id"])


def place_of(message: Row) -> ContentBinding:
    return ContentBinding(message["tenant_id"], message["conversation_id"], message["id"], "body")
