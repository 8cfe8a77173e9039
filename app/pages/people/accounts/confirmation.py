"""Confirming an address: the library would do it for whoever, or whatever, opens the link of the letter."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_security import password_reset
from flask_security.confirmable import confirm_email_token_status
from flask_security.views import confirm_email

from app.forms.submitting import status_of
from app.pages.people.accounts.forms import ConfirmationForm
from models import User
from models.base import utc_now


def register_confirmation(app: Flask) -> None:
    app.view_functions["security.confirm_email"] = ask_for_password
    password_reset.connect(confirm_by_reset, app)


def ask_for_password(token: str) -> ResponseReturnValue:
    """The library's step, once somebody who has the letter has sent the password too; looking writes nothing."""
    expired, invalid, user = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or user is None or user.confirmed_at:
        return confirm_email(token)  # says what is wrong with the link
    form = ConfirmationForm(user)
    if form.validate_on_submit():
        return confirm_email(token)
    return render_template("security/confirm_email.html", form=form, token=token), status_of(form)


def confirm_by_reset(_app: Flask, user: User, **_more: object) -> None:
    """Who set a password through the link of a letter has shown whose address it is, and nobody else knows it."""
    user.confirmed_at = user.confirmed_at or utc_now()
