"""The forms on which one answers, and chooses how messages come by e-mail."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from app.forms.fields import text
from app.forms.submitting import WrittenForm
from app.texts.labels import choices
from models.users import Digest


class DigestForm(FlaskForm):
    digest = RadioField(
        _l("How should messages come by e-mail?"),
        choices=lambda: choices(Digest),
        validators=[InputRequired(_l("Choose one of the three."))],
    )


class AnswerForm(WrittenForm):
    text = text(
        _l("Your answer"),
        4000,
        description=_l(
            "Everybody on the other side gets it, by e-mail too. Tell nothing that others keep to themselves."
        ),
    )

    def validate_text(self, field: Any) -> None:
        DataRequired(_l("Write something first."))(self, field)
