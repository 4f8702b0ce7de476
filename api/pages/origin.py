"""A form counts only when it was sent from a page of our own.

The session cookies are SameSite=Strict already; this holds for the forms that come before one.
"""

from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from tenants.errors import Forbidden

READING = frozenset({"GET", "HEAD", "OPTIONS"})


async def require_same_origin(connection: ASGIConnection, _: BaseRouteHandler) -> None:
    """Raise Forbidden for a POST that a page of somebody else made. A guard of Litestar.

    What is no browser sends neither header, carries nobody's cookie, and passes.
    Async, because Litestar would run it in a thread otherwise.
    """
    if connection.scope.get("method") in READING:
        return
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if site is None and origin is None:
        return
    if site is not None:
        same = site in {"same-origin", "none"}
    else:
        same = urlsplit(origin).netloc == connection.headers.get("host")
    if not same:
        raise Forbidden
