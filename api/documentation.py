"""The OpenAPI pages, with every asset served from here."""

from importlib.util import find_spec
from pathlib import Path

from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.static_files import create_static_files_router

ASSETS = "/docs/assets"

PROVIDER = SwaggerRenderPlugin(
    js_url=f"{ASSETS}/swagger-ui-bundle.js",
    css_url=f"{ASSETS}/swagger-ui.css",
    standalone_preset_js_url=f"{ASSETS}/swagger-ui-standalone-preset.js",
    favicon=f'<link rel="icon" href="{ASSETS}/favicon-32x32.png">',
)


def _assets() -> Path:
    # The package is wanted for its files alone; its own code is for other frameworks.
    spec = find_spec("swagger_ui")
    if spec is None or spec.origin is None:
        raise ImportError("swagger-ui-py brings the viewer of the OpenAPI pages")
    return Path(spec.origin).parent / "static"


documentation = create_static_files_router(
    path=ASSETS, directories=[_assets()], include_in_schema=False
)
