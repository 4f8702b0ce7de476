"""The key server's contract on local files, for trying out and for tests.

Whoever reads these files opens every organisation's first lock, so `open_key_service` refuses them
where the environment is production.
"""

import fcntl
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from vault.errors import CannotOpen, KeyNotFound, KeyRefused, KeyServiceUnavailable
from vault.service import KeyDescription, KeyKind, check_name, version_of

NONCE = 12


class Keystore:
    """A directory (0700) with one file (0600) per key; several processes may share it.

    Reading needs no lock, since a file is only ever replaced as a whole; changing takes one.
    """

    name: ClassVar[str] = "keystore"

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)

    async def create_key(self, name: str, kind: KeyKind) -> None:
        with self._changing():
            try:
                self._load(name, kind)
            except KeyNotFound:
                self._save(name, _Key(kind.value, 1, [_Version.new(kind)]))

    async def wrap(self, name: str, plaintext: bytes, context: bytes) -> str:
        return _wrap(self._load(name, KeyKind.WRAPPING), plaintext, context)

    async def unwrap(self, name: str, wrapped: str, context: bytes) -> bytes:
        return _unwrap(self._load(name, KeyKind.WRAPPING), wrapped, context)

    async def rewrap(self, name: str, wrapped: str, context: bytes) -> str:
        key = self._load(name, KeyKind.WRAPPING)
        return _wrap(key, _unwrap(key, wrapped, context), context)

    async def rotate(self, name: str) -> int:
        with self._changing():
            key = self._load(name)
            if key.kind == KeyKind.DIGEST:
                raise KeyRefused("a key for look-ups is never rotated")
            key.versions.append(_Version.new(KeyKind(key.kind)))
            self._save(name, key)
        return len(key.versions)

    async def raise_minimum(self, name: str, version: int) -> None:
        with self._changing():
            key = self._load(name)
            if version > len(key.versions):
                raise KeyRefused("the key has no such version yet")
            key.minimum = max(key.minimum, version)
            self._save(name, key)

    async def destroy(self, name: str) -> None:
        with self._changing():
            self._path(name).unlink(missing_ok=True)
            _sync(self._directory)

    async def describe(self, name: str) -> KeyDescription:
        key = self._load(name)
        return KeyDescription(
            len(key.versions),
            key.minimum,
            datetime.fromisoformat(key.versions[key.minimum - 1].created_at),
            datetime.fromisoformat(key.versions[-1].created_at),
        )

    async def digest(self, name: str, data: bytes) -> bytes:
        key = self._load(name, KeyKind.DIGEST)
        return hmac.digest(key.secret(1), data, "sha256")

    async def sign(self, name: str, data: bytes, *, version: int | None = None) -> bytes:
        key = self._load(name, KeyKind.SIGNING)
        if version is not None and not 1 <= version <= len(key.versions):
            raise KeyRefused("the key has no such version")
        signature = _signer(key.secret(version or len(key.versions))).sign(data, ec.ECDSA(SHA256()))
        return b"".join(part.to_bytes(32) for part in decode_dss_signature(signature))

    async def public_keys(self, name: str) -> dict[int, bytes]:
        key = self._load(name, KeyKind.SIGNING)
        return {
            version: _signer(key.secret(version))
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            for version in range(key.minimum, len(key.versions) + 1)
        }

    async def health(self) -> bool:
        return os.access(self._directory, os.R_OK | os.W_OK | os.X_OK)

    async def close(self) -> None:
        """Nothing is held open."""

    @contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            handle = os.open(self._directory / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeyServiceUnavailable("the keystore cannot be written") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _path(self, name: str) -> Path:
        return self._directory / f"{check_name(name)}.json"

    def _load(self, name: str, kind: KeyKind | None = None) -> "_Key":
        try:
            key = _Key.parse(self._path(name).read_bytes())
        except FileNotFoundError:
            raise KeyNotFound("there is no such key") from None
        except OSError as error:
            raise KeyServiceUnavailable("the keystore cannot be read") from error
        if kind and key.kind != kind:
            raise KeyRefused("the key is for another purpose")
        return key

    def _save(self, name: str, key: "_Key") -> None:
        with NamedTemporaryFile(dir=self._directory, delete=False) as file:  # made with mode 0600
            file.write(json.dumps(asdict(key)).encode())
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self._path(name))
        _sync(self._directory)


@dataclass
class _Version:
    created_at: str
    secret: str

    @classmethod
    def new(cls, kind: KeyKind) -> Self:
        raw = (
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
            )
            if kind == KeyKind.SIGNING
            else secrets.token_bytes(32)
        )
        return cls(datetime.now(UTC).isoformat(), b64encode(raw).decode())


@dataclass
class _Key:
    kind: str
    minimum: int
    versions: list[_Version]

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        stored = json.loads(raw)
        versions = [_Version(**version) for version in stored["versions"]]
        return cls(stored["kind"], stored["minimum"], versions)

    def secret(self, version: int) -> bytes:
        return b64decode(self.versions[version - 1].secret)


def _wrap(key: _Key, plaintext: bytes, context: bytes) -> str:
    if not context:
        raise KeyRefused("a context says something")
    version = len(key.versions)
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key.secret(version)).encrypt(nonce, plaintext, context)
    return f"keystore:v{version}:{b64encode(sealed).decode()}"


def _unwrap(key: _Key, wrapped: str, context: bytes) -> bytes:
    version = version_of(wrapped)
    if version is None or not key.minimum <= version <= len(key.versions):
        raise CannotOpen
    try:
        sealed = b64decode(wrapped.rpartition(":")[2], validate=True)
        return AESGCM(key.secret(version)).decrypt(sealed[:NONCE], sealed[NONCE:], context)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _signer(secret: bytes) -> ec.EllipticCurvePrivateKey:
    signer = load_der_private_key(secret, None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("a signing key of the keystore is on P-256")
    return signer


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
