"""Any other address under the desk: a page of the desk says that there is nothing."""

from litestar import Response, get

from tenants.errors import NotFound


@get("/{anything:path}")
async def show_nothing() -> Response[str]:
    raise NotFound
