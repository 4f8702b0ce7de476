"""The token endpoint's rules (RFC 6749, client credentials; RFC 7523) by Authlib's server core.

That core is synchronous and asks for its client in the middle of its work, so the client is fetched
before it runs, and the token signed after it has decided.
"""

import hashlib
import time
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc.jwk import Key, import_key

from api.auth.machines import Machine, find_machine
from api.auth.tokens import LIFETIME, Tokens
from tenants.attempts import Limit, require_attempt, use_once
from tenants.policy import GATEKEEPER
from tenants.session import Tenancy

METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")
TOKEN_PATH = "/oauth/token"  # noqa: S105 an address
REQUESTS = Limit(120, 60)
#: an assertion may be valid this long (seconds): its id is remembered until then
LONGEST_ASSERTION = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """What the endpoint answers: a JSON object, with its status and headers."""

    status: int
    body: dict[str, Any] = field(repr=False)
    headers: dict[str, str]


async def answer_token_request(
    tenancy: Tenancy, tokens: Tokens, headers: Mapping[str, str], body: bytes
) -> Answer:
    """Decide on one request to the token endpoint. Raises TooMany."""
    try:
        form = _parse(body)
        machine = await _find_claimed(tenancy, headers, form)
    except OAuth2Error as error:
        return _refusal(error.error, error.description)
    server = _Server(machine, tokens.issuer)
    status, answer = server.create_token_response(_Request(headers, form))
    if status != 200 or machine is None:
        return _refusal(answer["error"], answer.get("error_description"))
    async with tenancy.open(GATEKEEPER, machine.tenant_id) as tenant:
        if server.assertion and not await use_once(tenant, *server.assertion):
            return _refusal("invalid_client", None)
    access_token = await tokens.issue(
        client_id=machine.id,
        tenant_id=machine.tenant_id,
        role=machine.role,
        scope=answer["scope"],
    )
    return Answer(200, {"access_token": access_token} | answer, {"Cache-Control": "no-store"})


def _parse(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise InvalidRequestError("The form cannot be read.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidRequestError("A parameter is repeated.")
    return form


async def _find_claimed(
    tenancy: Tenancy, headers: Mapping[str, str], form: Mapping[str, str]
) -> Machine | None:
    """The machine that the request claims to come from. Nothing is proved yet."""
    claimed = set(filter(None, (_basic_id(headers), form.get("client_id"), _subject(form))))
    if len(claimed) > 1:
        raise InvalidRequestError("More than one client is named.")
    for client_id in claimed:
        try:
            machine = await find_machine(tenancy, str(UUID(client_id)))
        except ValueError:
            return None
        if machine:
            async with tenancy.open(GATEKEEPER, machine.tenant_id) as tenant:
                await require_attempt(tenant, f"token:{machine.id}", REQUESTS)
        return machine
    return None


def _basic_id(headers: Mapping[str, str]) -> str | None:
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    if not credentials.strip():
        raise InvalidClientError
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[0]
    except ValueError:
        raise InvalidClientError from None


def _subject(form: Mapping[str, str]) -> str | None:
    """The subject of an assertion, not yet verified."""
    parts = form.get("client_assertion", "").split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        subject = msgspec.json.decode(b64decode(padded, altchars=b"-_")).get("sub")
    except (ValueError, AttributeError, RecursionError):
        return None
    return subject if isinstance(subject, str) else None


def _refusal(error: str | None, description: str | None) -> Answer:
    if error == "invalid_client":
        # Always the same words: which client ids exist is nobody's business.
        body = {"error": error, "error_description": "The client is not known by this proof."}
        headers = {"WWW-Authenticate": 'Basic realm="gesprekspunt"'}
        return Answer(401, body, headers | {"Cache-Control": "no-store"})
    body = {"error": error or "invalid_request"}
    if description:
        body["error_description"] = description
    return Answer(400, body, {"Cache-Control": "no-store"})


class _Request(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, headers: Mapping[str, str], form: dict[str, str]) -> None:
        # TLS ends before us: the scheme this process sees would say nothing.
        super().__init__("POST", f"https://localhost{TOKEN_PATH}", headers=_Titled(headers))
        self.payload = BasicOAuth2Payload(form)
        self._form = form

    @property
    def form(self) -> dict[str, str]:
        return self._form


class _Titled(dict[str, str]):
    """Headers as Authlib asks for them: with capitals."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__({name.title(): value for name, value in headers.items()})


class _Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def check_client_secret(self, client_secret: str) -> bool:
        return self.machine.has_secret(client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002
        has_key = self.machine.public_jwk is not None
        return has_key if method == "private_key_jwt" else not has_key

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class _Assertion(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, server: "_Server") -> None:
        super().__init__(leeway=30)
        self._server = server

    def get_audiences(self) -> list[str]:
        return [self._server.issuer, f"{self._server.issuer}{TOKEN_PATH}"]

    def resolve_client_public_key(self, client: _Client) -> Key:
        if client.machine.public_jwk is None:
            raise InvalidClientError
        return import_key(client.machine.public_jwk)

    def validate_jti(self, claims: Mapping[str, Any], jti: Any) -> bool:
        """Note the assertion; whether it was used before is asked once all else is right."""
        if not isinstance(jti, str) or claims["exp"] > time.time() + LONGEST_ASSERTION + 30:
            return False
        digest = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()
        until = datetime.fromtimestamp(claims["exp"], UTC)
        self._server.assertion = (f"jti:{claims['sub']}:{digest}", until)
        return True


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def validate_requested_scope(self) -> None:
        held = self.request.client.machine.scopes
        wanted = (self.request.payload.scope or " ".join(held)).split()
        if not wanted or not set(wanted) <= set(held):
            raise InvalidScopeError
        self.server.granted = " ".join(dict.fromkeys(wanted))


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Authlib's server for one request by one machine, already fetched."""

    def __init__(self, machine: Machine | None, issuer: str) -> None:
        super().__init__()
        self.issuer = issuer
        self.granted = ""
        self.assertion: tuple[str, datetime] | None = None
        self._machine = machine
        self.register_client_auth_method("private_key_jwt", _Assertion(self))
        self.register_grant(_Grant)

    def query_client(self, client_id: str) -> _Client | None:
        machine = self._machine
        return _Client(machine) if machine and client_id.lower() == str(machine.id) else None

    def generate_token(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"token_type": "Bearer", "expires_in": LIFETIME, "scope": self.granted}

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Nothing is kept: a token carries all there is to know of it."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None: ...

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(
        self,
        status: int,
        body: Any,
        headers: Any,  # noqa: ARG002
    ) -> tuple[int, dict[str, Any]]:
        return status, dict(body)
