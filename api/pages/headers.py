"""What every page says to the browser: nothing from elsewhere, nothing kept, nothing told."""

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

COMMON_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    # no-referrer would also blank the Origin of our own forms, which is all that a browser older
    # than Sec-Fetch-Site gives to tell them from a stranger's. Nobody else learns anything.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PAGE_HEADERS = COMMON_HEADERS | {
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
}
ASSET_HEADERS = COMMON_HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}
