"""Fits flask-security to the application."""

from typing import Any

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from flask_login import user_logged_out
from flask_security import MailUtil, Security

from app.config import Settings
from app.mail import send
from app.pages.people.accounts.confirmation import register_confirmation
from app.pages.people.accounts.datastore import Accounts
from app.pages.people.accounts.forms import RegistrationForm
from app.pages.people.accounts.landing import SignInAgainForm, SignInForm
from app.pages.people.accounts.limits import register_limits
from app.pages.people.accounts.passwords import Passwords
from app.pages.people.accounts.sessions import register_sessions, session_configuration
from models import User


class Post(MailUtil):
    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        send(recipient=recipient, subject=subject, text=body or "", html=html)


def configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (_l("The e-mail address or the password is not right."), "error"),
        "SECURITY_MSG_PASSWORD_INVALID_LENGTH": (_l("Enter a password of 12 to 128 characters."), "error"),
        "SECURITY_EMAIL_SENDER": settings.sender,
        "SECURITY_REGISTERABLE": True,
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_REGISTER_URL": "/register",
        "SECURITY_RESET_URL": "/reset",
        "SECURITY_CHANGE_URL": "/change-password",
        "SECURITY_CONFIRM_URL": "/confirm",
        "SECURITY_POST_LOGIN_VIEW": "home.start",
        "SECURITY_POST_LOGOUT_VIEW": "home.start",
        "SECURITY_POST_CONFIRM_VIEW": "security.login",
        "SECURITY_SEND_REGISTER_EMAIL": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_STATIC_FOLDER": None,
    }


def register_accounts(app: Flask, settings: Settings) -> None:
    app.config.update(configuration(settings) | session_configuration(settings))
    register_limits(app)  # first, so that an attempt is counted before the library looks a person up
    Security(
        app,
        Accounts(),
        login_form=SignInForm,
        verify_form=SignInAgainForm,
        register_form=RegistrationForm,
        mail_util_cls=Post,
        password_util_cls=Passwords,
    )
    register_confirmation(app)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # a session, never a token
    register_sessions(app)
    user_logged_out.connect(end_every_session, app)


def end_every_session(_app: Flask, user: object) -> None:
    """Who signs out is signed out everywhere: a copied cookie is worth nothing from now on."""
    # The library also signs out, visitors too, before it follows a link of a mail.
    if isinstance(user, User) and request.endpoint == "security.logout":
        accounts = current_app.extensions["security"].datastore
        accounts.set_uniquifier(user)
        accounts.commit()
