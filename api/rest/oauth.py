"""The token endpoint and what it publishes of itself (RFC 6749, RFC 8414)."""

from typing import Any

import litestar
from litestar import Request, Response

from api.auth.oauth import METHODS, TOKEN_PATH, answer_token_request
from api.auth.scopes import SCOPES

OPEN = {"tags": ["tokens"], "security": []}


@litestar.post(TOKEN_PATH, status_code=200, **OPEN)
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
