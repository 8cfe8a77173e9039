"""Bare instances; `create_app` fits them to the application."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_compress import Compress
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker
from werkzeug.local import LocalProxy

from app.database import AuditedSession, ReadingSession, checking_sessions, connect, reading_sessions, sessions

log = logging.getLogger(__name__)

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING_FORMS = frozenset({"security.login"})
"""Checking a password takes a third of a second and writes nothing: nobody should wait for it."""


@dataclass(frozen=True)
class Bound:
    """The database of one application."""

    engine: Engine
    writing: sessionmaker[AuditedSession]
    reading: sessionmaker[ReadingSession]
    checking: sessionmaker[AuditedSession]
    """For forms that write once in a long while, as where a password is hashed anew, and hold up nobody until then."""


class Database:
    """One session a request (or a command), made when first asked for and closed at its end."""

    def init_app(self, app: Flask, url: str) -> None:
        engine = connect(url)
        app.extensions["database"] = Bound(
            engine, sessions(engine), reading_sessions(engine), checking_sessions(engine)
        )
        app.teardown_appcontext(self._close)

    @property
    def session(self) -> AuditedSession:
        if "database_session" not in g:
            g.database_session = _kind()()
        return cast(AuditedSession, g.database_session)

    def own_session(self) -> AuditedSession:
        """A session apart from the request's, for what must be kept even if the request fails."""
        return _bound().writing()

    def end_writing(self) -> None:
        """Give up the place in the queue of writers, with what the request changed so far; who only reads has none."""
        if not _only_reads():
            self.undo()

    @staticmethod
    def undo() -> None:
        """Take back what the request did and did not commit; a connection that died meanwhile took it back itself."""
        if "database_session" in g:
            _leave(g.database_session, g.database_session.rollback)

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        """The answer is made by now: whatever the connection says, it stays."""
        if session := g.pop("database_session", None):
            _leave(session, session.close)


def _leave(session: AuditedSession, end: Callable[[], None]) -> None:
    try:
        end()
    except DBAPIError:
        log.warning("a connection was lost before its session ended", exc_info=True)
        session.invalidate()


def _bound() -> Bound:
    return cast(Bound, current_app.extensions["database"])


def _kind() -> sessionmaker[Any]:
    if not _only_reads():
        return _bound().writing
    return _bound().reading if request.method in READING_METHODS else _bound().checking


def _only_reads() -> bool:
    if not request:
        return False
    return request.method in READING_METHODS or request.endpoint in READING_FORMS


db = Database()
session: AuditedSession = cast(AuditedSession, LocalProxy(lambda: db.session))
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
