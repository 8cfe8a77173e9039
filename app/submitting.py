"""What the pages of needs and offers share: a form that asks what should change, and what to say of a stale form."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from app.fields import text
from models.errors import Incomplete, StaleForm


class SendBackForm(FlaskForm):
    comment = text(
        _l("What should change?"),
        2000,
        description=_l("The organisation reads this. Say what is missing and how to mend it."),
    )

    def validate_comment(self, field: Any) -> None:
        InputRequired(_l("Say what should change."))(self, field)


def changed_meanwhile(stale: StaleForm) -> str:
    fields = ", ".join(stale.changed) or _("another part of it")
    return _(
        "Somebody else changed this while you were writing: %(fields)s. What you wrote is still here; "
        "open the page in a second window to compare, then save from there.",
        fields=fields,
    )


def tell_missing(form: FlaskForm, incomplete: Incomplete, messages: dict[str, str], fields: dict[str, str]) -> None:
    """Say at its field what is missing; `fields` maps a code that is no field to the field that mends it."""
    for code in incomplete.missing:
        field = form[fields.get(code, code)]
        field.errors = [*field.errors, messages[code]]


def status_of(form: FlaskForm) -> int:
    return 422 if form.errors else 200
