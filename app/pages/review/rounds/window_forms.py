"""The forms on which staff open the coordination window of a plan, and close it early."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.forms.fields import count, text


class OpenWindowForm(FlaskForm):
    days = count(
        _l("For how many working days?"),
        1,
        60,
        missing=_l("Enter a whole number of days."),
        description=_l("Monday to Friday, beginning tomorrow."),
    )


class CloseWindowForm(FlaskForm):
    because = text(_l("Why close it before its last day?"), 1000, missing=_l("Give the reason in a sentence or two."))
