"""The library's forms, with our own fields and our limits asked before a password is hashed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security.forms import ForgotPasswordForm, LoginForm, RegisterFormV2, SendConfirmationForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.accounts import limits


class SignInForm(LoginForm):  # type: ignore[misc]
    def validate(self, **arguments: Any) -> bool:
        limits.refuse_if_exhausted("sign-in", self.email.data)
        valid: bool = super().validate(**arguments)
        if not valid:
            limits.count("sign-in", self.email.data)
        return valid


class RegistrationForm(RegisterFormV2):  # type: ignore[misc]
    name = StringField(
        _l("What is your name?"),
        validators=[
            InputRequired(_l("Enter your name.")),
            Length(max=120, message=_l("Enter at most 120 characters.")),
        ],
    )

    def validate(self, **arguments: Any) -> bool:
        limits.refuse_if_exhausted("register", "")
        limits.count("register", "")
        valid: bool = super().validate(**arguments)
        return valid


class LimitedForgotPasswordForm(ForgotPasswordForm):  # type: ignore[misc]
    def validate(self, **arguments: Any) -> bool:
        return bool(limits.counted("reset", self.email.data) and super().validate(**arguments))


class LimitedSendConfirmationForm(SendConfirmationForm):  # type: ignore[misc]
    def validate(self, **arguments: Any) -> bool:
        return bool(limits.counted("confirm", self.email.data) and super().validate(**arguments))
