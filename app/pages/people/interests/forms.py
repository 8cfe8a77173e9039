"""The forms on which staff declare an interest and say that it is no more."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.forms.fields import text
from app.texts.labels import choice
from models import Organisation


class InterestForm(FlaskForm):
    organisation = SelectField(
        _l("In which organisation do you have an interest?"), validators=[InputRequired(_l("Choose an organisation."))]
    )
    nature = text(
        _l("What ties you to it?"),
        500,
        missing=_l("Say in a sentence what ties you to it."),
        description=_l("For example: I worked there until last year, or a relative does."),
    )

    def __init__(self, organisations: Iterable[Organisation], **more: Any) -> None:
        super().__init__(**more)
        self.organisation.choices = [choice("", ""), *(choice(str(one.id), one.name) for one in organisations)]

    @property
    def chosen(self) -> uuid.UUID:
        return uuid.UUID(self.organisation.data)


class EndInterestForm(FlaskForm):
    reason = text(_l("Why is it no more?"), 500, missing=_l("Say in a sentence why it is no more."))
