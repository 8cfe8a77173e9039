"""What the pages of things that people write share: drafts saved once, stale forms, and what is still missing."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, Field, FieldList, HiddenField
from wtforms.validators import DataRequired

from app.access import Permission, current_viewer, visible
from app.extensions import db
from app.fields import text
from models.errors import Incomplete, StaleForm
from models.lifecycle import SubmissionStatus

FIELD_OF = {
    "area_square_metres": "area_hectares",
    "city_id": "city",
    "country_id": "country",
    "figures": "deprivations",
}
"""Columns that a form asks in other words."""


UNIT_IN_USE = _l("Partnerships already count in this kind and currency, so neither can change any more.")


class VersionedForm(FlaskForm):
    """A form of something that several people may change."""

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """The version that the form was opened on; 0 where it does not say."""
        seen = str(self.version.data or "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else 0


class WrittenForm(VersionedForm):
    """A form of something that somebody may send twice."""

    key = HiddenField(default=lambda: str(uuid.uuid4()))

    @property
    def new_id(self) -> uuid.UUID:
        """The id of what the form makes: chosen when the form was opened, so that sending it twice makes one."""
        try:
            return uuid.UUID(self.key.data or "")
        except ValueError:
            return uuid.uuid4()


class SendBackForm(FlaskForm):
    comment = text(
        _l("What should change?"),
        2000,
        description=_l("The organisation reads this. Say what is missing and how to mend it."),
    )

    def validate_comment(self, field: Any) -> None:
        DataRequired(_l("Say what should change."))(self, field)


def made_before(form: WrittenForm, model: type[Any], permission: Permission) -> Any:
    """What this very form made when it was sent before; nothing where it was not, or is not the viewer's."""
    viewer = current_viewer()
    made = db.session.scalar(select(model).where(model.id == form.new_id, visible(viewer, model)))
    return made if made is not None and viewer.can(permission, made) else None


def tell_changed(form: WrittenForm, stale: StaleForm, fresh: FlaskForm, version: int) -> None:
    """Say at each field what somebody else made of it. What the visitor wrote stays; saving again keeps it.

    `fresh` is the form as it would open now.
    """
    for name in dict.fromkeys(FIELD_OF.get(column, column) for column in stale.changed):
        if name in form and name in fresh:
            now = _("“%(field)s” now says: %(value)s", field=fresh[name].label.text, value=shown_value(fresh[name]))
            form[name].errors = [*form[name].errors, now]
    form.form_errors = [
        _(
            "Somebody else changed this while you were writing. What you wrote is still here: compare, then save again "
            "to keep yours."
        )
    ]
    form.version.data = str(version)


def shown_value(field: Field) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, FieldList):
        return "; ".join(filter(None, (shown_value(entry) for entry in field.entries))) or _("nothing")
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if hasattr(field, "form"):
        return ", ".join(filter(None, (shown_value(part) for part in field.form)))
    if hasattr(field, "iter_choices"):
        chosen = [str(one[1]) for one in field.iter_choices() if one[2]]
        return ", ".join(filter(None, chosen)) or _("nothing")
    said = str(field._value())  # type: ignore[attr-defined]  # every field of one line has it
    return said if len(said) <= 200 else said[:200] + "…"


def changed_meanwhile(stale: StaleForm) -> str:
    fields = ", ".join(stale.changed) or _("another part of it")
    return _(
        "Somebody else changed this while you were writing: %(fields)s. What you wrote is still here; "
        "open the page in a second window to compare, then save from there.",
        fields=fields,
    )


def closed_to_edits(status: SubmissionStatus) -> str:
    if status == SubmissionStatus.SUBMITTED:
        return _("It is with the reviewers now. It can be changed once they publish it or send it back.")
    return _("It is over, and cannot be changed any more.")


def tell_missing(form: FlaskForm, incomplete: Incomplete, messages: dict[str, str], fields: dict[str, str]) -> None:
    """Say at its field what is missing; `fields` maps a code that is no field to the field that mends it."""
    for code in incomplete.missing:
        field = form[fields.get(code, code)]
        field.errors = [*field.errors, messages[code]]


def status_of(form: FlaskForm) -> int:
    return 422 if form.errors else 200
