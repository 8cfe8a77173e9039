"""The language of a page: the person's own, or what the browser asks for, among those that we have."""

from flask import Flask, request
from flask_babel import get_locale

from app.access import current_viewer
from app.extensions import babel
from models.vocabulary import Language

LANGUAGES = [language.value for language in Language]


def choose() -> str:
    if not request:
        return Language.ENGLISH
    user = current_viewer().user
    if user is not None:
        return user.language
    return request.accept_languages.best_match(LANGUAGES) or Language.ENGLISH


def register_language(app: Flask) -> None:
    babel.init_app(app, default_locale="en", default_translation_directories="translations", locale_selector=choose)

    @app.context_processor
    def page_language() -> dict[str, str]:
        locale = get_locale()
        return {"locale_code": str(locale), "text_direction": locale.text_direction}
