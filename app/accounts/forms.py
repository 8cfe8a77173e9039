"""The library's form to register, with our own field."""

from flask_babel import lazy_gettext as _l
from flask_security.forms import RegisterFormV2
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.accounts.landing import Landing


class RegistrationForm(Landing, RegisterFormV2):
    name = StringField(
        _l("What is your name?"),
        validators=[
            InputRequired(_l("Enter your name.")),
            Length(max=120, message=_l("Enter at most 120 characters.")),
        ],
    )
