"""How long one stays signed in: a session ends when it is idle and after a while in any case, and so does the cookie
that begins a new one on a device of one's own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, flash
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import LoginManager, user_logged_in
from flask_login.config import SESSION_KEYS
from flask_login.utils import encode_cookie
from itsdangerous import BadData, URLSafeTimedSerializer

from app.access import Viewer, current_viewer, forget_viewer
from app.config import Settings
from models import User
from models.base import utc_now

BEGUN, SEEN = "begun_at", "seen_at"
SECONDS_BETWEEN_NOTES = 60
"""A cookie is written anew only when it has something to say."""


@dataclass(frozen=True)
class Lifetime:
    idle: timedelta
    whole: timedelta


def session_configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SESSION_LIFETIME_OF_STAFF": Lifetime(idle=timedelta(hours=1), whole=timedelta(hours=12)),
        "SESSION_LIFETIME": Lifetime(idle=timedelta(days=1), whole=timedelta(days=14)),
        "REMEMBER_COOKIE_NAME": "__Host-remember_token" if settings.https else "remember_token",
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
        "REMEMBER_COOKIE_SECURE": settings.https,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
    }


def register_sessions(app: Flask) -> None:
    app.login_manager.__class__ = TimedRemembering  # type: ignore[attr-defined]  # the sign-in library makes its own
    app.before_request(end_old_session)
    user_logged_in.connect(begin_session, app)


def begin_session(_app: Flask, user: User) -> None:
    """Staff decide on money: no device signs them in by itself."""
    cookie[BEGUN] = cookie[SEEN] = utc_now().timestamp()
    if Viewer(user).is_staff:
        cookie.pop("_remember", None)


def end_old_session() -> None:
    """A session that does not say when it began, as the cookie of a device makes one, begins now."""
    if "_user_id" not in cookie:
        return
    now, staff = utc_now().timestamp(), current_viewer().is_staff
    lifetime = current_app.config["SESSION_LIFETIME_OF_STAFF" if staff else "SESSION_LIFETIME"]
    begun, seen = cookie.setdefault(BEGUN, now), cookie.setdefault(SEEN, now)
    if now - seen > lifetime.idle.total_seconds() or now - begun > lifetime.whole.total_seconds():
        _forget_session()
        forget_viewer()
        flash(_("You were signed out, because some time has passed. Sign in again to go on."), "info")
    elif now - seen > SECONDS_BETWEEN_NOTES:
        cookie[SEEN] = now


def _forget_session() -> None:
    for key in (*SESSION_KEYS, BEGUN, SEEN):
        cookie.pop(key, None)


class TimedRemembering(LoginManager):  # type: ignore[misc]  # the library has no types
    """The library's cookie says who, but not since when: a copy of it would open the door for ever."""

    def _set_cookie(self, response: Response) -> None:
        config = current_app.config
        response.set_cookie(
            config["REMEMBER_COOKIE_NAME"],
            _signer().dumps(cookie["_user_id"]),
            max_age=config["REMEMBER_COOKIE_DURATION"],
            secure=config["REMEMBER_COOKIE_SECURE"],
            httponly=True,
            samesite=config["REMEMBER_COOKIE_SAMESITE"],
        )

    def _clear_cookie(self, response: Response) -> None:
        """A browser heeds no word about a cookie of this name that does not come as strictly as the cookie did."""
        config = current_app.config
        response.delete_cookie(
            config["REMEMBER_COOKIE_NAME"],
            secure=config["REMEMBER_COOKIE_SECURE"],
            httponly=True,
            samesite=config["REMEMBER_COOKIE_SAMESITE"],
        )

    def _load_user_from_remember_cookie(self, value: str) -> User | None:
        longest = current_app.config["REMEMBER_COOKIE_DURATION"].total_seconds()
        try:
            user_id = _signer().loads(value, max_age=longest)
        except BadData:
            return None
        user: User | None = super()._load_user_from_remember_cookie(encode_cookie(user_id))
        if user is None or Viewer(user).is_staff:
            _forget_session()
            return None
        return user


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="remember_token")
