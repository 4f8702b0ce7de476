"""Stylesheets, scripts and the icon, under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from api.pages.headers import ASSET_HEADERS
from tenants.errors import NotFound

API = Path(__file__).parents[1]
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def asset(name: str) -> str:
    """The address of an asset: "portal/portal.css" → /assets/portal.5f0c2a9b71.css."""
    door, _, file = name.partition("/")
    content = (API / door / "static" / file).read_bytes()
    stem, dot, suffix = file.rpartition(".")
    return f"/assets/{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"


@cache
def _by_address() -> dict[str, Path]:
    paths = (p for p in API.glob("*/static/*") if p.suffix in MEDIA_TYPES)
    return {asset(f"{p.parts[-3]}/{p.name}"): p for p in paths}


@get("/{name:str}", include_in_schema=False, sync_to_thread=False)
def serve_asset(name: FromPath[str]) -> Response[bytes]:
    path = _by_address().get(f"/assets/{name}")
    if path is None:
        raise NotFound
    return Response(path.read_bytes(), media_type=MEDIA_TYPES[path.suffix], headers=ASSET_HEADERS)
