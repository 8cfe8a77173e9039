"""The form on which a reviewer writes to a city or a partner about a need."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.forms.fields import text
from app.forms.submitting import WrittenForm
from app.texts.labels import choice
from models import Organisation


class WriteForm(WrittenForm):
    recipient = SelectField(_l("To whom?"), validators=[InputRequired(_l("Choose to whom."))])
    text = text(
        _l("What do you want to say?"),
        4000,
        missing=_l("Write something first."),
        description=_l("Everybody there gets it, by e-mail too. Tell nothing that others keep to themselves."),
    )

    def __init__(self, recipients: Sequence[Organisation], **more: Any) -> None:
        super().__init__(**more)
        self.recipient.choices = [choice(str(one.id), one.name) for one in recipients]
