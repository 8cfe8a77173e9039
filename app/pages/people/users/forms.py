"""The form on which an administrator brings somebody into an organisation."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.pages.people.invitations.forms import AddressForm
from app.texts.labels import choice, choices
from models import Organisation, Role


class InviteForm(AddressForm):
    organisation = SelectField(_l("For which organisation?"), validators=[InputRequired(_l("Choose an organisation."))])
    role = SelectField(
        _l("In which role?"),
        choices=lambda: [choice("", ""), *choices(Role)],
        validators=[InputRequired(_l("Choose a role."))],
    )

    def __init__(self, organisations: Iterable[Organisation], **more: Any) -> None:
        super().__init__(**more)
        self.organisation.choices = [choice("", ""), *(choice(str(one.id), one.name) for one in organisations)]

    @property
    def chosen(self) -> uuid.UUID:
        return uuid.UUID(self.organisation.data)
