"""Keys in the Transit engine of HashiCorp Vault or OpenBao."""

import re
from base64 import b64decode, b64encode, urlsafe_b64decode
from datetime import UTC, datetime
from json import loads
from typing import Any, ClassVar

import aiohttp
import hvac.exceptions
from hvac.adapters import Adapter
from hvac.api.secrets_engines.transit import Transit as TransitEngine
from hvac.api.system_backend import Health, Mount

from vault.errors import CannotOpen, KeyNotFound, KeyRefused, KeyServiceUnavailable
from vault.login import Login, TokenLogin
from vault.policies import MOUNT
from vault.service import KeyDescription, KeyKind, check_name, version_of

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)

TYPES = {
    KeyKind.WRAPPING: "aes256-gcm96",
    KeyKind.DIGEST: "hmac",
    KeyKind.SIGNING: "ecdsa-p256",
}

#: Encrypting under a name that does not exist makes Vault create that key, unless it knows no such
#: type: a destroyed organisation must not come back because somebody wrote one more message.
NEVER_CREATE = "never-create"

MISSING = re.compile(r"key not found|no existing key named|could not delete key; not found"
                     rf"|unknown key type {NEVER_CREATE}")  # fmt: skip
CLOSED = re.compile("message authentication failed|invalid ciphertext|disallowed by policy")
TOO_NEW = "requested version for signing is higher"


class Transit:
    """Keys of the Transit engine mounted at `mount`.

    `url` is the server's address. Each call takes 5 s at most, and is tried again once where the
    connection it went out on turned out to be dead.
    """

    name: ClassVar[str] = "vault"

    def __init__(self, url: str, login: Login | str, *, mount: str = MOUNT) -> None:
        self._adapter = AiohttpAdapter(base_uri=url)
        self._engine = TransitEngine(self._adapter)
        self._login = TokenLogin(login) if isinstance(login, str) else login
        self._mount = mount

    async def create_key(self, name: str, kind: KeyKind) -> None:
        wanted: dict[str, Any] = {"type": TYPES[kind], "derived": kind is KeyKind.WRAPPING}
        if kind is KeyKind.DIGEST:
            wanted["key_size"] = 32
        # Not hvac's create_key: its list of types lacks hmac.
        path = f"/v1/{self._mount}/keys/{check_name(name)}"
        await self._call(self._adapter.post, path, json=wanted)
        if (await self._read(name))["type"] != TYPES[kind]:
            raise KeyRefused("the key is for another purpose")

    async def wrap(self, name: str, plaintext: bytes, context: bytes) -> str:
        answer = await self._transit(
            "encrypt_data", name, _text(plaintext), context=_text(context), type=NEVER_CREATE
        )
        return str(answer["ciphertext"])

    async def unwrap(self, name: str, wrapped: str, context: bytes) -> bytes:
        answer = await self._open("decrypt_data", name, wrapped, context)
        return b64decode(answer["plaintext"])

    async def rewrap(self, name: str, wrapped: str, context: bytes) -> str:
        answer = await self._open("rewrap_data", name, wrapped, context)
        return str(answer["ciphertext"])

    async def rotate(self, name: str) -> int:
        if (await self._read(name))["type"] == TYPES[KeyKind.DIGEST]:
            raise KeyRefused("a key for look-ups is never rotated")
        await self._transit("rotate_key", name)
        return (await self.describe(name)).latest_version

    async def raise_minimum(self, name: str, version: int) -> None:
        if version > (await self.describe(name)).minimum_version:
            await self._transit("update_key_configuration", name, min_decryption_version=version)

    async def destroy(self, name: str) -> None:
        try:
            await self._transit("update_key_configuration", name, deletion_allowed=True)
            await self._transit("delete_key", name)
        except KeyNotFound:
            return

    async def describe(self, name: str) -> KeyDescription:
        key = await self._read(name)
        versions = {int(version): _made_at(half) for version, half in key["keys"].items()}
        return KeyDescription(
            key["latest_version"],
            key["min_decryption_version"],
            versions[min(versions)],
            versions[max(versions)],
        )

    async def digest(self, name: str, data: bytes) -> bytes:
        # The version is pinned: should an operator rotate the key, look-ups still find.
        answer = await self._transit(
            "generate_hmac", name, _text(data), key_version=1, algorithm="sha2-256"
        )
        return b64decode(answer["hmac"].rpartition(":")[2])

    async def sign(self, name: str, data: bytes, *, version: int | None = None) -> bytes:
        answer = await self._transit(
            "sign_data",
            name,
            _text(data),
            key_version=version,
            hash_algorithm="sha2-256",
            marshaling_algorithm="jws",
        )
        return urlsafe_b64decode(answer["signature"].rpartition(":")[2] + "==")

    async def public_keys(self, name: str) -> dict[int, bytes]:
        key = await self._read(name)
        if key["type"] != TYPES[KeyKind.SIGNING]:
            raise KeyRefused("the key is for another purpose")
        return {int(version): half["public_key"].encode() for version, half in key["keys"].items()}

    async def health(self) -> bool:
        try:
            state = await Health(self._adapter).read_health_status(method="GET")
        except (KeyServiceUnavailable, hvac.exceptions.VaultError):
            return False
        return state.get("sealed") is False

    async def mount(self) -> None:
        """Switch the engine on where it is off: for a server to try things on.

        A token for production may not do this; there an operator does it once.
        """
        mounts = await self._call(Mount(self._adapter).list_mounted_secrets_engines)
        if f"{self._mount}/" not in mounts["data"]:
            await self._call(Mount(self._adapter).enable_secrets_engine, "transit", self._mount)

    async def close(self) -> None:
        await self._adapter.aclose()

    async def _read(self, name: str) -> dict[str, Any]:
        return await self._transit("read_key", name)

    async def _open(self, act: str, name: str, wrapped: str, context: bytes) -> dict[str, Any]:
        if version_of(wrapped) is None:
            raise CannotOpen
        return await self._transit(act, name, wrapped, context=_text(context), opening=True)

    async def _transit(
        self, act: str, name: str, *args: Any, opening: bool = False, **kwargs: Any
    ) -> dict[str, Any]:
        answer = await self._call(
            getattr(self._engine, act),
            check_name(name),
            *args,
            mount_point=self._mount,
            opening=opening,
            **kwargs,
        )
        return answer.get("data") or {}

    async def _call(self, act: Any, *args: Any, opening: bool = False, **kwargs: Any) -> Any:
        await self._login.refresh(self._adapter)
        used = self._adapter.token
        try:
            try:
                return await act(*args, **kwargs)
            except hvac.exceptions.Forbidden:
                if not await self._login.again(self._adapter, used):
                    raise
                return await act(*args, **kwargs)
        except hvac.exceptions.VaultError as error:
            refusal = _ours(error, opening=opening)
        # Raised out here, so that the answer of the server is in no traceback.
        raise refusal


class AiohttpAdapter(Adapter):
    """hvac's requests over aiohttp: its methods then return what is to be awaited.

    Measured at 214 µs of processor time a call, against 1,425 for hvac in threads.
    """

    def __init__(self, base_uri: str, token: str | None = None) -> None:
        # Not the base class's: it opens a session of the requests library.
        self.base_uri = base_uri
        self.token = token
        self._session: aiohttp.ClientSession | None = None

    def get_login_token(self, response: dict[str, Any]) -> str:
        return str(response["auth"]["client_token"])

    async def request(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        raise_exception: bool = True,
        json: object = None,
        **_: object,
    ) -> dict[str, Any]:
        """The JSON of the answer, empty where it has none; hvac's errors by status.

        What else hvac hands down (response wrapping, query parameters) no call of ours uses.
        """
        headers = {"X-Vault-Request": "true", **(headers or {})}
        if self.token:
            headers["X-Vault-Token"] = self.token
        try:
            try:
                status, body = await self._send(method, url, headers, json)
            except aiohttp.ClientConnectorError:
                raise  # nobody listens there: no use in asking again
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                # A connection kept from before a restart. All that we ask may be asked twice.
                status, body = await self._send(method, url, headers, json)
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise KeyServiceUnavailable("the key server does not answer") from None
        answer = _json(body)
        if raise_exception and not 200 <= status < 300:
            errors = (answer or {}).get("errors")
            raise hvac.exceptions.VaultError.from_status(status, errors=errors)
        if answer is None:
            raise KeyServiceUnavailable("what answers there is no key server")
        return answer

    async def aclose(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def _send(
        self, method: str, url: str, headers: dict[str, str], json: object
    ) -> tuple[int, bytes]:
        if self._session is None:
            # The token goes to the address we were told and to no other: redirects are not
            # followed, and cookies are not kept.
            self._session = aiohttp.ClientSession(
                timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
            )
        async with self._session.request(
            method.upper(),
            self.urljoin(self.base_uri, url),
            headers=headers,
            json=json,
            allow_redirects=False,
        ) as response:
            return response.status, await response.read()


def _ours(error: hvac.exceptions.VaultError, *, opening: bool) -> Exception:
    """Our word for an answer of the server; its own words could repeat what we sent."""
    said = " ".join(error.errors or ())
    match error:
        case hvac.exceptions.InvalidRequest() if MISSING.search(said):
            return KeyNotFound("there is no such key")
        case hvac.exceptions.InvalidRequest() if opening and CLOSED.search(said):
            return CannotOpen()
        case hvac.exceptions.InvalidPath() if "no handler for route" in said:
            return KeyRefused("this server has no Transit engine: vault secrets enable transit")
        case hvac.exceptions.InvalidPath():
            return KeyNotFound("there is no such key")
        case hvac.exceptions.InternalServerError() if TOO_NEW in said:
            return KeyRefused("the key has no such version")
        case (
            hvac.exceptions.InvalidRequest()
            | hvac.exceptions.Unauthorized()
            | hvac.exceptions.Forbidden()
        ):
            return KeyRefused("the key server refuses")
        case _:
            return KeyServiceUnavailable("the key server cannot answer now")


def _made_at(version: Any) -> datetime:
    """When a version of a key was made: seconds for symmetric keys, a text for the others."""
    if isinstance(version, int):
        return datetime.fromtimestamp(version, UTC)
    return datetime.fromisoformat(version["creation_time"])


def _json(body: bytes) -> dict[str, Any] | None:
    """The answer as Vault gives it, empty for none; None for what is no answer of Vault's."""
    try:
        answer = loads(body or b"{}")
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
