"""POST /graphql: one operation, answered."""

from inspect import isawaitable
from typing import Annotated, Any

import msgspec
from graphql import ExecutionResult
from graphql.execution import Executor, execute
from litestar import Request, Response, post
from litestar.exceptions import ClientException, HTTPException
from msgspec import Meta

from api.graphql.context import Context, context_of
from api.graphql.documents import Refused, read_document
from api.graphql.errors import status_of, told
from api.graphql.schema import SCHEMA
from api.pages.origin import require_same_origin
from tenants.errors import Invalid

LARGEST_BODY = 500_000
LONGEST_QUERY = 20_000
JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """One request of GraphQL over HTTP; a batch is no such thing."""

    query: Annotated[str, Meta(max_length=LONGEST_QUERY)]
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


_decoder = msgspec.json.Decoder(Operation)
_encoder = msgspec.json.Encoder()


@post(
    "/graphql",
    status_code=200,
    guards=[require_same_origin],
    request_max_body_size=LARGEST_BODY,
    include_in_schema=False,
)
async def answer_graphql(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Answer one operation for whoever sends it."""
    context = await context_of(request)
    operation = _decode(await request.body(), request.headers.get("content-type", ""))
    introspection = context.house.settings.environment != "production"
    result = await run(context, operation, introspection=introspection)
    errors = result.errors or []
    status, headers = status_of(result.data, errors)
    body: dict[str, Any] = {} if status == 400 else {"data": result.data}
    if errors:
        body = {"errors": [told(request, error) for error in errors]} | body
    wanted = RESPONSE_JSON if RESPONSE_JSON in request.headers.get("accept", "") else JSON
    return Response(
        _encoder.encode(body),
        status_code=status,
        media_type=wanted,
        headers=headers | {"Cache-Control": "no-store"},
    )


async def run(context: Context, operation: Operation, *, introspection: bool) -> ExecutionResult:
    """Do what the operation asks, each field for itself."""
    try:
        document = read_document(operation.query, introspection=introspection)
    except Refused as refused:
        return ExecutionResult(errors=list(refused.errors))
    result = execute(
        SCHEMA,
        document,
        context_value=context,
        variable_values=operation.variables,
        operation_name=operation.operation_name,
        # The default one can also deliver in parts, which we do not offer, and is slower.
        executor_class=Executor,
        hide_suggestions=not introspection,
    )
    return await result if isawaitable(result) else result


def _decode(body: bytes, content_type: str) -> Operation:
    if content_type.partition(";")[0].strip().lower() != JSON:
        # A form of another site could send anything else without asking first.
        raise HTTPException(status_code=415)
    try:
        return _decoder.decode(body)
    except msgspec.ValidationError:
        raise Invalid({"body": "is one object with query, operationName and variables"}) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ClientException from None
