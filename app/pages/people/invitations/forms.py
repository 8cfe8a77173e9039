"""Forms of those who invite, and of those who were invited."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_security import hash_password
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, ValidationError
from wtforms.validators import EqualTo

from app.forms.fields import Needed, line, too_long
from app.services.people.addresses import normal_address
from app.texts.parsing import one_line
from models import Invitation


class AddressForm(FlaskForm):
    """Whom: their address, in its normal form once it is valid."""

    email = EmailField(
        _l("What is the person’s e-mail address?"),
        [Needed(), too_long(200)],
        filters=[one_line],
        render_kw={"dir": "ltr", "autocomplete": "off"},
        description=_l("Who has no account yet is sent an invitation."),
    )

    def validate_email(self, field: Any) -> None:
        try:
            self.address = normal_address(field.data)
        except ValueError:
            raise ValidationError(_l("Enter an e-mail address such as name@example.org.")) from None


class ConfirmForm(FlaskForm):
    """Asks once more: it has nothing but its button."""


class AcceptForm(FlaskForm):
    """For an account that there is already: nothing is asked but the click."""

    def account(self) -> tuple[str, str | None]:
        """The name, and the hash of the password."""
        return "", None


class AccountForm(AcceptForm):
    """For somebody who has no confirmed account: it becomes theirs."""

    name = line(_l("What is your name?"), 120, missing=_l("Enter your name."))
    password = PasswordField(_l("Password"), description=_l("At least 12 characters."))
    password_confirm = PasswordField(
        _l("Password again"), validators=[EqualTo("password", _l("The two passwords differ. Enter the same twice."))]
    )

    def __init__(self, invitation: Invitation, **more: Any) -> None:
        super().__init__(**more)
        self.address = invitation.email

    def account(self) -> tuple[str, str | None]:
        return str(self.name.data), hash_password(self.normal_password)

    def validate_password(self, field: Any) -> None:
        passwords = current_app.extensions["security"].password_util
        wrong, self.normal_password = passwords.validate(
            field.data or "", True, email=self.address, name=self.name.data
        )
        if wrong:
            raise ValidationError(wrong[0])
