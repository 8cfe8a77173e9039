"""The forms of studies: a press of a button each."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.forms.fields import count
from app.forms.submitting import VersionedForm


class AskForm(FlaskForm):
    """Nothing to fill in: ask, or stop asking."""


class ConfirmForm(VersionedForm):
    """Takes the decision that was asked about; its version is the match's."""


class LevelForm(VersionedForm):
    """Sets the round's fairness; its version is the policy's."""

    level = count(_l("Level"), 0, 100, missing=_l("Choose a level."))
