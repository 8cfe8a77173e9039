"""The form of one's own account."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from app.access import Viewer
from app.texts.currencies import currency_choices, currency_name
from app.texts.labels import choice
from models.vocabulary import Language


class AccountForm(FlaskForm):
    """How one reads these pages."""

    language = SelectField(_l("In which language do you want to read these pages?"))
    currency = SelectField(
        _l("In which currency do you want to read amounts first?"),
        description=_l("At the newest exchange rates, and rounded; the amount itself stands beside it."),
    )

    def __init__(self, viewer: Viewer, languages: list[Language], currencies: Mapping[str, bool], **more: Any) -> None:
        user = viewer.user
        assert user is not None, "a visitor has no account"
        super().__init__(data={"language": user.language, "currency": user.currency or ""}, **more)
        self.language.choices = [choice(one, own_name(one)) for one in languages]
        self.currency.choices = [choice("", as_usual(viewer)), *currency_choices(currencies, [viewer.usual_currency])]
        if len(languages) == 1:
            del self.language


def as_usual(viewer: Viewer) -> str:
    """What holds for those who choose no currency."""
    if viewer.usual_currency:
        return _("That of my country: %(currency)s", currency=currency_name(viewer.usual_currency))
    return _("Each amount as it was given")


def own_name(language: Language) -> str:
    """As its speakers call it: whoever looks for it may read no other."""
    name = str(Locale.parse(language).get_language_name(language))
    return name[:1].upper() + name[1:]
