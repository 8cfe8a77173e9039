"""The library's form to register, with our own field, and the one that confirms an address."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_security import verify_password
from flask_security.forms import RegisterFormV2
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from app.pages.people.accounts.landing import Landing


class RegistrationForm(Landing, RegisterFormV2):
    name = StringField(
        _l("What is your name?"),
        validators=[
            InputRequired(_l("Enter your name.")),
            Length(max=120, message=_l("Enter at most 120 characters.")),
        ],
    )


class ConfirmationForm(FlaskForm):
    """Asks for the password with which the address was registered: having the letter is not enough, since whoever
    registered somebody else's address waits for them to open it."""

    password = PasswordField(_l("Password"))

    def __init__(self, user: Any, **more: Any) -> None:
        super().__init__(**more)
        self.user = user

    def validate_password(self, field: Any) -> None:
        normal = current_app.extensions["security"].password_util.normalize(field.data or "")
        if not verify_password(normal, self.user.password):
            raise ValidationError(_l("This is not the password that was chosen for this address."))
