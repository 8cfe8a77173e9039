"""What every answer carries: an id to quote, and headers that keep a page to itself."""

import secrets
import uuid

from flask import Flask, Response, g, request

from app.access import current_viewer
from app.config import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HSTS = "max-age=31536000; includeSubDomains"


def csp_nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def register_headers(app: Flask, settings: Settings) -> None:
    @app.before_request
    def name_request() -> None:
        g.request_id = uuid.uuid4().hex

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(nonce=csp_nonce())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["X-Request-Id"] = g.get("request_id", "")
        if settings.https:
            headers["Strict-Transport-Security"] = HSTS
        if request.blueprint in ("security", "invitations") or current_viewer().user is not None:
            headers["Cache-Control"] = "no-store"
        return response

    app.jinja_env.globals["csp_nonce"] = csp_nonce
