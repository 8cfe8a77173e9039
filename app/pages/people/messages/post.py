"""Writes what the postman carries: one message, or several gathered in one, in the reader's language."""

from functools import partial

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app.config import Settings
from app.jobs.post import Deliver, Parcel
from app.mail import send
from app.pages.people.messages.words import words
from app.texts.language import locale, speaking, spoken
from models.vocabulary import Language


def postman(app: Flask) -> Deliver:
    return partial(deliver, app)


def deliver(app: Flask, parcel: Parcel) -> None:
    """Raises NotSent where the mail server surely did not take it."""
    settings: Settings = app.extensions["settings"]
    with app.test_request_context(base_url=site_address(settings)):
        language = parcel.reader.language if parcel.reader.language in spoken() else Language.ENGLISH
        with speaking(language):
            told = [words(one, external=True) for one in parcel.messages]
            subject = told[0].subject if len(told) == 1 else ngettext("%(num)d message", "%(num)d messages", len(told))
            page = {
                "told": told,
                "reader": parcel.reader,
                "direction": locale().text_direction,
                "language": language,
            }
            text = render_template("people/messages/letter.txt", **page)
            html = render_template("people/messages/letter.html", **page)
            send(parcel.reader.email, _("Common Ground: %(subject)s", subject=subject), text, html, parcel.key)


def site_address(settings: Settings) -> str:
    """Where links in letters lead: the first name that the site answers to."""
    scheme = "https" if settings.https else "http"
    port = "" if settings.https else f":{settings.port}"
    return f"{scheme}://{settings.hosts[0]}{port}"
