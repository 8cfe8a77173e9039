"""The form on which one chooses how messages come by e-mail."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.texts.labels import choices
from models.users import Digest


class DigestForm(FlaskForm):
    digest = RadioField(
        _l("How should messages come by e-mail?"),
        choices=lambda: choices(Digest),
        validators=[InputRequired(_l("Choose one of the three."))],
    )
