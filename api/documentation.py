"""The OpenAPI pages, with every asset served from here."""

from pathlib import Path

from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.static_files import create_static_files_router
from swagger_ui_bundle import swagger_ui_path

ASSETS = "/docs/assets"

PROVIDER = SwaggerRenderPlugin(
    js_url=f"{ASSETS}/swagger-ui-bundle.js",
    css_url=f"{ASSETS}/swagger-ui.css",
    standalone_preset_js_url=f"{ASSETS}/swagger-ui-standalone-preset.js",
    favicon=f'<link rel="icon" href="{ASSETS}/favicon-32x32.png">',
)

documentation = create_static_files_router(
    path=ASSETS, directories=[Path(swagger_ui_path)], include_in_schema=False
)
