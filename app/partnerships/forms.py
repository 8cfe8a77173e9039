"""The form that asks why a partnership ends."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from app.fields import text


class ReasonForm(FlaskForm):
    reason = text(_l("Why?"), 2000, description=_l("The other side and the secretariat read this."))

    def validate_reason(self, field: Any) -> None:
        DataRequired(_l("Say why."))(self, field)
