"""The library's forms, with our own fields and our limits asked before a password is hashed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security.forms import ForgotPasswordForm, LoginForm, RegisterFormV2, SendConfirmationForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.accounts import limits


class SignInForm(LoginForm):
    def validate(self, **kwargs: Any) -> bool:  # type: ignore[override]  # the library's own signature
        limits.refuse_if_exhausted("sign-in", self.email.data)
        valid: bool = super().validate(**kwargs)
        if not valid:
            limits.count("sign-in", self.email.data)
        return valid


class RegistrationForm(RegisterFormV2):
    name = StringField(
        _l("What is your name?"),
        validators=[
            InputRequired(_l("Enter your name.")),
            Length(max=120, message=_l("Enter at most 120 characters.")),
        ],
    )

    def validate(self, **kwargs: Any) -> bool:  # type: ignore[override]  # the library's own signature
        limits.refuse_if_exhausted("register", "")
        limits.count("register", "")
        valid: bool = super().validate(**kwargs)
        return valid


class LimitedForgotPasswordForm(ForgotPasswordForm):
    def validate(self, **kwargs: Any) -> bool:  # type: ignore[override]  # the library's own signature
        return bool(limits.counted("reset", self.email.data) and super().validate(**kwargs))


class LimitedSendConfirmationForm(SendConfirmationForm):
    def validate(self, **kwargs: Any) -> bool:  # type: ignore[override]  # the library's own signature
        return bool(limits.counted("confirm", self.email.data) and super().validate(**kwargs))
