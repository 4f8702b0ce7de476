"""The four verbs of this door: each with the scope it asks for and the problems it may answer."""

from typing import Any

import litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OAuthFlow, OAuthFlows, Reference, SecurityScheme

from api.auth.oauth import TOKEN_PATH
from api.auth.scopes import SCOPES
from api.problems import PROBLEM_JSON
from api.rest.shapes import Problem

OAUTH = "machine"
DESK = "desk"

SECURITY_SCHEMES: dict[str, SecurityScheme | Reference] = {
    OAUTH: SecurityScheme(
        type="oauth2",
        description="A system of a firm, an organisation, an advisor or the platform.",
        flows=OAuthFlows(
            client_credentials=OAuthFlow(
                token_url=TOKEN_PATH,
                scopes={name: scope.description for name, scope in SCOPES.items()},
            )
        ),
    ),
    DESK: SecurityScheme(
        type="apiKey",
        security_scheme_in="cookie",
        name="desk",
        description="Somebody's session at the desk (`__Host-desk` where there is TLS).",
    ),
}

_SAID = {
    400: "it is not JSON, or not UTF-8",
    401: "there is no token, or it has ended",
    403: "the token's role or scopes do not allow this",
    404: "it is not there, or not yours",
    409: "not in the present state; `reason` says what is in the way",
    412: "it has changed since you read it",
    413: "the body is too large",
    422: "`problems` names each member that needs a change",
    429: "too many requests; wait as long as Retry-After says",
    503: "a part of the service does not answer; nothing was kept",
}


def get(path: str | list[str], *, scope: str | None, **more: Any) -> HTTPRouteHandler:
    return litestar.get(path, **_documented(scope, (400, 401, 403, 404, 422, 429, 503)), **more)


def put(path: str, *, scope: str | None, **more: Any) -> HTTPRouteHandler:
    statuses = (400, 401, 403, 404, 409, 412, 413, 422, 429, 503)
    return litestar.put(path, **_documented(scope, statuses), **more)


def post(path: str | list[str], *, scope: str | None, **more: Any) -> HTTPRouteHandler:
    statuses = (400, 401, 403, 404, 409, 413, 422, 429, 503)
    return litestar.post(path, **_documented(scope, statuses), **more)


def delete(path: str | list[str], *, scope: str | None, **more: Any) -> HTTPRouteHandler:
    return litestar.delete(path, **_documented(scope, (400, 401, 403, 404, 409, 429, 503)), **more)


def _documented(scope: str | None, statuses: tuple[int, ...]) -> dict[str, Any]:
    return {
        "security": [{OAUTH: [scope]}] if scope else [{DESK: []}],
        "responses": {
            status: ResponseSpec(
                Problem, generate_examples=False, description=_SAID[status], media_type=PROBLEM_JSON
            )
            for status in statuses
        },
        "raises": (),
    }
