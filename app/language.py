"""The language of a page: the person's own, or what the browser asks for, among those that the site speaks."""

from flask import Flask, current_app, request
from flask_babel import get_locale

from app.access import current_viewer
from app.extensions import babel
from models.vocabulary import Language


def spoken() -> list[Language]:
    """The languages that the site speaks, by its settings."""
    return [Language(one) for one in current_app.extensions["settings"].languages]


def choose() -> str:
    """Numbers and dates follow the text: where a language is not spoken yet, all of the page is English."""
    if not request:
        return Language.ENGLISH
    languages = spoken()
    user = current_viewer().user
    if user is not None:
        return user.language if user.language in languages else Language.ENGLISH
    return request.accept_languages.best_match(languages) or Language.ENGLISH


def register_language(app: Flask) -> None:
    babel.init_app(app, default_locale="en", default_translation_directories="translations", locale_selector=choose)

    @app.context_processor
    def page_language() -> dict[str, str]:
        locale = get_locale()
        return {"locale_code": str(locale), "text_direction": locale.text_direction}
