"""Engine and sessions for SQLite and PostgreSQL; nothing here knows the web."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # money and signatures: an acknowledged commit survives a power cut
    "foreign_keys=ON",
    "busy_timeout=30000",  # sixteen writers at once on a slow machine still all get their turn
)


CONNECTIONS = 10
"""Kept open: one for each thread that answers requests, and some. One beyond them is opened and prepared each time."""


class AuditedSession(Session):
    """The session of the platform; `app.services.record.audit` watches what it writes."""


def connect(url: str) -> Engine:
    """An engine on which each transaction that may write takes its place in the queue at once."""
    made = make_url(url)
    if made.get_backend_name() != "sqlite":
        engine = create_engine(made, pool_pre_ping=True, pool_size=CONNECTIONS, hide_parameters=True)
        event.listen(engine, "handle_error", _hide_values)
        return engine
    engine = create_engine(made, pool_size=CONNECTIONS, hide_parameters=True)
    event.listen(engine, "do_connect", _keep_file_private)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class ReadingSession(AuditedSession):
    """For requests that only read: what one of them would write is a mistake of ours, and is not kept."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if self.new or self.deleted or any(self.is_modified(one) for one in self.dirty):
            raise RuntimeError("a request that only reads has changed something")
        super().flush(objects)


def reading(engine: Engine) -> Engine:
    """The same engine for work that only reads: on SQLite it never waits for a writer, and elsewhere each statement
    stands alone, as each of them sees what is committed anyway: that saves asking for a transaction and ending it."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="DEFERRED")
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def checking_sessions(engine: Engine) -> sessionmaker[AuditedSession]:
    """They may write, and on SQLite wait for other writers only if they do."""
    return sessionmaker(engine.execution_options(begin="DEFERRED"), class_=AuditedSession)


def reading_sessions(engine: Engine) -> sessionmaker[ReadingSession]:
    return sessionmaker(reading(engine), class_=ReadingSession)


def sessions(engine: Engine) -> sessionmaker[AuditedSession]:
    return sessionmaker(engine, class_=AuditedSession)


def _hide_values(context: ExceptionContext) -> None:
    """Errors go to the log: they say which rule was broken, not what somebody wrote. PostgreSQL would tell the row."""
    original, shown = context.original_exception, context.sqlalchemy_exception
    if isinstance(original, psycopg.Error) and original.sqlstate and shown is not None:
        quotes_values = isinstance(original, psycopg.DataError)
        words = f"{type(original).__name__}: {original.sqlstate if quotes_values else original.diag.message_primary}"
        original.args, shown.args = (words,), (words,)


def _keep_file_private(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    """SQLite gives the files beside the database its rights, and makes it readable to all unless it is there."""
    path = Path(arguments[0])
    if arguments[0] == ":memory:" or not path.parent.is_dir() or (path.exists() and not path.is_file()):
        return  # SQLite says what is wrong with it
    path.touch(mode=0o600)
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).chmod(0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < (3, 42):  # the job library asks for sub-second time, which came with 3.42
        connection.create_function("unixepoch", -1, lambda *args: time.time() if "subsec" in args else int(time.time()))


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writes: no busy_timeout saves it.
    mode = connection.get_execution_options().get("begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
