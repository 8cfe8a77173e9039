"""The language of a page: the person's own, or what the browser asks for, among those that the site speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from flask import Flask, current_app, has_request_context, request
from flask_babel import force_locale, get_locale, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.access import current_viewer
from app.extensions import babel
from models.vocabulary import Language

PHRASES = 20_000
"""More than all templates have in all languages."""


def spoken() -> list[Language]:
    """The languages that the site speaks, by its settings."""
    return [Language(one) for one in current_app.extensions["settings"].languages]


def choose() -> Locale:
    """Numbers and dates follow the text: where a language is not spoken yet, all of the page is English."""
    return locale_of(_chosen())


def _chosen() -> str:
    if not request:
        return Language.ENGLISH
    languages = spoken()
    user = current_viewer().user
    if user is not None:
        return user.language if user.language in languages else Language.ENGLISH
    return request.accept_languages.best_match(languages) or Language.ENGLISH


@cache
def locale_of(language: str) -> Locale:
    """The same for every request, so that what is kept by language is found at a glance."""
    return Locale.parse(language)


_IN_FORCE: ContextVar[Locale | None] = ContextVar("language in force", default=None)


def locale() -> Locale:
    """The language in force. A page asks a hundred times, and the library looks for its place thrice each time."""
    kept = _IN_FORCE.get()
    if kept is None:
        kept = get_locale()
        if has_request_context():
            _IN_FORCE.set(kept)
    return kept


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Another language than the reader's, such as that of whom a letter is for."""
    token = _IN_FORCE.set(locale_of(language))
    try:
        with force_locale(language):
            yield
    finally:
        _IN_FORCE.reset(token)


@pass_eval_context
def phrase(context: EvalContext, message: str, **variables: Any) -> str:
    """The `_` of templates: a phrase in the reader's language, translated once and kept where it has no variables."""
    if variables or not context.autoescape:
        text = gettext(message)
        return (Markup(text) if context.autoescape else text) % variables  # noqa: S704 - a translation is ours
    return _kept(locale(), message)


@lru_cache(PHRASES)
def _kept(_locale: Locale, message: str) -> Markup:
    return Markup(gettext(message)) % {}  # noqa: S704


def register_language(app: Flask) -> None:
    babel.init_app(
        app,
        default_locale="en",
        default_translation_directories="translations",
        locale_selector=choose,  # type: ignore[arg-type]  # a Locale is taken as it is
    )
    app.jinja_env.globals["_"] = phrase

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        _IN_FORCE.set(None)

    @app.context_processor
    def page_language() -> dict[str, str]:
        return {"locale_code": str(locale()), "text_direction": locale().text_direction}
