"""What the forms of things that people write share: the version they were opened on, and being sent twice."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from app.forms.fields import enough, text
from app.services.record.terms import Terms
from app.texts.labels import choice, columns
from app.texts.parsing import whole_number
from models import Organisation
from models.errors import StaleForm


def register_submitting(app: Flask) -> None:
    app.before_request(refuse_files)
    app.before_request(refuse_other_bodies)


def refuse_files() -> None:
    """No form of ours takes a file, and a field of text could not read one."""
    if request.method == "POST" and request.files:
        abort(415)


def refuse_other_bodies() -> None:
    """The library of forms would take JSON for fields, whose values are then no text."""
    if request.is_json:
        abort(415)


class VersionedForm(FlaskForm):
    """A form of something that several people may change."""

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """The version that the form was opened on; 0 where it does not say."""
        return whole_number(str(self.version.data or "")) or 0


class WrittenForm(VersionedForm):
    """A form of something that somebody may send twice."""

    key = HiddenField(default=lambda: str(uuid.uuid4()))
    doubted = False
    """Whether something in it is hardly so, and a reason is asked."""

    @property
    def new_id(self) -> uuid.UUID:
        """The id of what the form makes: chosen when the form was opened, so that sending it twice makes one."""
        try:
            return uuid.UUID(self.key.data or "")
        except ValueError:
            return uuid.uuid4()

    def renew_key(self) -> None:
        """Sent once more, it makes another thing."""
        self.key.data = str(uuid.uuid4())

    def terms(self) -> Terms:
        """What was written, once it is valid."""
        raise NotImplementedError


class OwnedForm(WrittenForm):
    """A form of something that an organisation will own: where there is a choice, it asks which."""

    organisation: SelectField

    def offer_owners(self, organisations: Iterable[Organisation], settled: bool) -> None:
        self.organisations = {str(one.id): one for one in organisations}
        self.organisation.choices = [choice(key, one.name) for key, one in self.organisations.items()]
        if settled or len(self.organisations) == 1:
            del self.organisation

    @property
    def owner(self) -> Organisation:
        if "organisation" in self:
            return self.organisations[self.organisation.data]
        return next(iter(self.organisations.values()))


class SendBackForm(FlaskForm):
    comment = text(
        _l("What should change?"),
        2000,
        missing=_l("Say what should change."),
        description=_l("The organisation reads this. Say what is missing and how to correct it."),
    )

    section = SelectField(_l("Which section does it concern?"), default="")

    def __init__(self, sections: Mapping[str, str], **more: Any) -> None:
        """`sections`: of the form of what is sent back, by name."""
        super().__init__(**more)
        self.section.choices = [choice("", _("The whole")), *(choice(name, title) for name, title in sections.items())]
        if not sections:
            del self.section

    def validate_comment(self, field: Any) -> None:
        enough(field)


def changed_meanwhile(stale: StaleForm) -> str:
    fields = columns(stale.changed) or _("another part of it")
    return _(
        "Somebody else changed this while you were writing: %(fields)s. What you wrote is still here; "
        "open the page in a second window to compare, then save from there.",
        fields=fields,
    )


def status_of(form: FlaskForm) -> int:
    return 422 if form.errors else 200
