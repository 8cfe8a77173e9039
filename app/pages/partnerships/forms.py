"""The forms that ask why a partnership ends and, where staff record it, who said so."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app.forms.fields import enough, text
from app.texts.labels import choice
from models import Organisation, Partnership


class ReasonForm(FlaskForm):
    reason = text(
        _l("Why?"), 2000, missing=_l("Say why."), description=_l("The other side and the secretariat read this.")
    )

    def validate_reason(self, field: Any) -> None:
        enough(field)


class EndForm(ReasonForm):
    whose = RadioField(
        _l("Who does not go on?"),
        validators=[InputRequired(_l("Choose who does not go on."))],
        description=_l("The two are not proposed to each other again until whoever this is allows it."),
    )

    def __init__(self, partnership: Partnership, secretariat: Organisation, **more: Any) -> None:
        super().__init__(**more)
        self.sides = {str(one.id): one for one in (*partnership.parties, secretariat)}
        self.whose.choices = [choice(key, one.name) for key, one in self.sides.items()]

    @property
    def side(self) -> Organisation:
        return self.sides[self.whose.data]


class StepForm(FlaskForm):
    """Which step the secretariat records."""

    step = HiddenField()
