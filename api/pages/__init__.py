"""What the pages of portal and desk share: templates, assets, headers, the check of origin, errors.

A door's pages live in `api/<door>/templates` and `api/<door>/static`; `<door>/name.html` names them
in `render`, `asset("<door>/name.css")` in a template.
"""

from collections.abc import Mapping, Sequence

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, ExceptionHandler

from api.pages.assets import serve_asset
from api.pages.headers import PAGE_HEADERS
from api.pages.origin import require_same_origin
from api.pages.uploads import LONGEST_FORM

#: the assets of both doors
router = Router("/assets", route_handlers=[serve_asset])


def page_router(
    path: str,
    handlers: Sequence[ControllerRouterHandler],
    *,
    on_error: ExceptionHandler,
    dependencies: Mapping[str, Provide] | None = None,
) -> Router:
    """A router of pages: strict headers, same-origin POSTs only, errors as a page of the door."""
    return Router(
        path,
        route_handlers=handlers,
        dependencies=dependencies,
        guards=[require_same_origin],
        response_headers=PAGE_HEADERS,
        exception_handlers={Exception: on_error},
        request_max_body_size=LONGEST_FORM,
        include_in_schema=False,
    )
