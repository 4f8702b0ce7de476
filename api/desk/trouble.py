"""Errors of the desk: a calm page, and what was being sent is on it."""

from litestar import Request, Response
from litestar.response import Redirect

from api.desk.pages import page, section_of
from api.desk.unsent import unsent_of
from api.pages.errors import error_page
from api.pages.rendering import address
from tenants.errors import Locked, Unauthenticated


def desk_error(request: Request, error: Exception) -> Response:
    """Who has no session signs in, whoever is locked out unlocks, and then goes on from here."""
    unsent = unsent_of(request)
    match error:
        case Unauthenticated() if unsent:
            return page(request, "sign_in", status=401, unsent=unsent, then="", wrong=False)
        case Locked() if unsent:
            return page(
                request, "kluis", status=403, unsent=unsent, then="", wrong=False, made=True
            )
        case Unauthenticated():
            return Redirect(_by_way_of(request, "/desk/sign-in"), status_code=303)
        case Locked():
            return Redirect(_by_way_of(request, "/desk/kluis"), status_code=303)
    return error_page(
        request,
        error,
        "desk/error.html",
        seat=getattr(request.state, "seat", None),
        section=section_of(request.url.path),
        unsent=unsent,
    )


def _by_way_of(request: Request, path: str) -> str:
    reading = request.method == "GET" and request.url.path != "/desk"
    return address(request, path, **({"then": request.url.path} if reading else {}))
