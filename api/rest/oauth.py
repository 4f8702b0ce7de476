"""The token endpoint and what it publishes of itself (RFC 6749, RFC 8414)."""

from dataclasses import dataclass
from typing import Any

import litestar
from litestar import Request, Response
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)

from api.auth.oauth import METHODS, TOKEN_PATH, answer_token_request
from api.auth.scopes import SCOPES
from api.rest.shapes import View


class TokenError(View):
    """An error of RFC 6749, section 5.2."""

    error: str
    error_description: str | None = None


@dataclass
class TokenOperation(Operation):
    """Documents the form, which Authlib reads and not Litestar."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={
                "grant_type": Schema(type=OpenAPIType.STRING, const="client_credentials"),
                "scope": text,
                "client_id": text,
                "client_secret": text,
                "client_assertion_type": text,
                "client_assertion": text,
            },
            required=["grant_type"],
        )
        self.request_body = RequestBody(
            content={RequestEncodingType.URL_ENCODED: OpenAPIMediaType(schema=form)}, required=True
        )


OPEN: dict[str, Any] = {"tags": ["tokens"], "security": []}


@litestar.post(
    TOKEN_PATH,
    status_code=200,
    operation_class=TokenOperation,
    responses={
        400: ResponseSpec(TokenError, generate_examples=False, description="not to be granted"),
        401: ResponseSpec(TokenError, generate_examples=False, description="the proof is wrong"),
    },
    **OPEN,
)
async def create_token(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """An access token for ten minutes, by `client_credentials`.

    The machine client proves itself by `client_secret_basic`, `client_secret_post` or
    `private_key_jwt` (whose assertion works once). Errors are those of RFC 6749, section 5.2.
    """
    state = request.app.state
    answer = await answer_token_request(
        state.tenancy, state.tokens, request.headers, await request.body()
    )
    return Response(answer.body, status_code=answer.status, headers=answer.headers)


@litestar.get("/.well-known/jwks.json", **OPEN)
async def list_token_keys(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The public keys that access tokens are signed with."""
    keys = await request.app.state.tokens.jwks()
    return Response(keys, headers={"Cache-Control": "public, max-age=300"})


@litestar.get("/.well-known/oauth-authorization-server", **OPEN)
async def get_token_server(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Where tokens come from and what may be asked (RFC 8414)."""
    issuer = request.app.state.tokens.issuer
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}{TOKEN_PATH}",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": list(METHODS),
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256", "EdDSA"],
        "scopes_supported": list(SCOPES),
    }


handlers = [create_token, list_token_keys, get_token_server]
