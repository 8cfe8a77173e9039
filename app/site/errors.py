"""Each domain error becomes a page, once, here."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.access import forget_viewer
from app.extensions import db
from app.texts.refused import explain
from models.errors import (
    DomainError,
    StaleForm,
)

log = logging.getLogger(__name__)


def register_errors(app: Flask) -> None:
    app.register_error_handler(SecurityError, unknown_name)
    for kind, word in PAGES.items():
        app.register_error_handler(kind, undone_first(word))


def undone_first[E: Exception](word: Callable[[E], ResponseReturnValue]) -> Callable[[E], ResponseReturnValue]:
    """What the request did is undone before anything is worded: the words look up whose language they are in."""

    def undone(error: E) -> ResponseReturnValue:
        db.undo()
        return word(error)

    return undone


def page(status: int, message: str = "") -> ResponseReturnValue:
    body = render_template("errors/error.html", status=status, message=message, request_id=g.get("request_id", ""))
    return body, status


def unknown_name(_error: SecurityError) -> ResponseReturnValue:
    """Plain words: without a name that is ours no link of a page could be built."""
    return "This site does not answer to that name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    answer = page(error.code or 500)
    response = error.get_response()
    response.data, response.content_type = answer[0], "text/html; charset=utf-8"  # type: ignore[index]
    return response


def expired_form(_error: CSRFError) -> ResponseReturnValue:
    return page(400, _("This form was open for too long. Go back, load the page again and send it once more."))


def broken_rule(error: DomainError) -> ResponseReturnValue:
    return page(409, explain(error))


def changed_meanwhile(_error: StaleDataError) -> ResponseReturnValue:
    return broken_rule(StaleForm({}))


def broken_constraint(error: IntegrityError) -> ResponseReturnValue:
    """Two people made the same thing at once, or a form made one up; the database let in the first alone."""
    log.warning("constraint broken in request %s", g.get("request_id"), exc_info=error)
    return broken_rule(StaleForm({}))


def database_error(error: DBAPIError) -> ResponseReturnValue:
    log.exception("database error in request %s", g.get("request_id"), exc_info=error)
    forget_viewer()  # the page must not ask the same database who is looking
    return page(503, _("The database did not answer. Nothing was changed. Try again in a moment."))


def mistake_of_ours(error: Exception) -> ResponseReturnValue:
    log.exception("error in request %s", g.get("request_id"), exc_info=error)
    return page(500)


PAGES: dict[type[Exception], Callable[[Any], ResponseReturnValue]] = {
    CSRFError: expired_form,
    HTTPException: http_error,
    DomainError: broken_rule,
    StaleDataError: changed_meanwhile,
    IntegrityError: broken_constraint,
    DBAPIError: database_error,
    Exception: mistake_of_ours,
}
