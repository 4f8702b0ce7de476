"""Errors of the portal: a page of the same calm face, and a text that was being sent is on it."""

from litestar import Request, Response
from litestar.exceptions import ValidationException
from litestar.response import Redirect

from api.pages.errors import error_page, kept_text
from api.pages.rendering import address
from api.portal.returning import return_page
from tenants.errors import NotFound, Unauthenticated


def portal_error(request: Request, error: Exception) -> Response:
    """Who has no session is asked for the six words; everything else is said on a page."""
    if isinstance(error, ValidationException):
        # Only addresses are validated here: an id that is none names nothing.
        error = NotFound()
    place = getattr(request.state, "place", None)
    if isinstance(error, Unauthenticated) and place:
        if not kept_text(request):
            return Redirect(address(request, f"{place.root}/return"), status_code=303)
        return return_page(
            request,
            place,
            status=401,
            draft=kept_text(request),
            conversation=str(request.path_params.get("conversation_id", "")),
        )
    return error_page(
        request,
        error,
        "portal/error.html",
        place=place,
        here=f"/o/{request.path_params.get('slug', '')}",
        again=request.url.path if "conversation_id" in request.path_params else None,
    )
