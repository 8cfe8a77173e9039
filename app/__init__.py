"""Common Ground's site: turns requests into calls of the services and their answers into pages."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.access import register_access
from app.config import INSTANCE, ROOT, Settings, private
from app.extensions import compress, csrf, db
from app.forms.listing import register_listing
from app.forms.queue import register_queue
from app.forms.submitting import register_submitting
from app.pages.people.accounts import register_accounts
from app.site.assets import register_assets
from app.site.blueprints import register_blueprints
from app.site.errors import register_errors
from app.site.form_addresses import register_form_addresses
from app.site.headers import HSTS, register_headers
from app.site.navigation import register_navigation
from app.site.turnstile import at_once, few_at_a_time
from app.templating import Templates
from app.texts.currencies import register_currencies
from app.texts.formatting import register_formatting
from app.texts.language import register_language


class Site(Flask):
    jinja_environment = Templates


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or Settings.from_environment()
    app = Site(__name__, template_folder=str(ROOT / "templates"), static_folder=None, instance_path=str(INSTANCE))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        COMPRESS_BR_LEVEL=2,  # a third of the time of level 4 for a fourteenth more to send
        WTF_CSRF_TIME_LIMIT=8 * 3600,
    )
    app.extensions["settings"] = settings
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    private(INSTANCE)
    db.init_app(app, settings.database_url)
    compress.init_app(app)
    register_headers(app, settings)  # first of those that may refuse a request: a refusal has its id too
    csrf.init_app(app)
    register_submitting(app)
    register_language(app)
    register_formatting(app)
    register_currencies(app)
    register_listing(app)
    register_queue(app)
    register_accounts(app, settings)
    register_access(app)
    register_blueprints(app)
    register_navigation(app)
    register_errors(app)
    register_form_addresses(app)
    app.wsgi_app = few_at_a_time(app.wsgi_app, at_once(settings.database_url))  # type: ignore[method-assign]
    register_assets(app, {"Strict-Transport-Security": HSTS} if settings.https else None)
    return app
