"""The form of one's own account."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from app.texts.labels import choice
from models.vocabulary import Language


class LanguageForm(FlaskForm):
    language = SelectField(_l("In which language do you want to read these pages?"))

    def __init__(self, languages: list[Language], **more: Any) -> None:
        super().__init__(**more)
        self.language.choices = [choice(one, own_name(one)) for one in languages]

    @property
    def chosen(self) -> Language:
        return Language(self.language.data)


def own_name(language: Language) -> str:
    """As its speakers call it: whoever looks for it may read no other."""
    name = str(Locale.parse(language).get_language_name(language))
    return name[:1].upper() + name[1:]
