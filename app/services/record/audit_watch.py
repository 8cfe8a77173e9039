"""Which rows a session wrote of which no event speaks yet, whichever way it wrote them.

Rows that a flush writes are known one by one. Of any other statement only its table and the number of rows are known:
who runs it says which they were, with `wrote`. What goes past SQLAlchemy, to the driver itself, nobody sees.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import InstanceState, Mapper, SessionTransaction, UOWTransaction, object_session

from app.database import AuditedSession
from models import Base

Row = tuple[str, str]
"""A table and the id in it."""

OUTSIDE = frozenset({"audit_events", "sign_in_attempts"})
"""Tables that are themselves records of what happened."""

COUNTERS = {"plans": {"revision"}}
"""Columns that only count what has its own event: a plan's goes up with each decision on one of its matches."""

PARTS = {
    "need_flags": ("need_id",),
    "no_objections": ("need_id",),
    "remarks": ("need_id", "offer_id"),
    "deprivations": ("settlement_id",),
    "unserved_needs": ("plan_id",),
    "letters": ("message_id", "user_id"),
    "message_readings": ("user_id",),
}
"""Tables whose rows belong to others: an event on a row that one of the columns leads to speaks of them too."""

BORN_WITH = {"policies": ("round_id",), "plans": ("run_id",), "matches": ("plan_id",)}
"""The same of new rows alone: later changes of theirs want events of their own."""

OF_A_PAIR = frozenset({"matches", "decisions"})
"""An event on a match or a decision speaks of what was decided on its need and offer."""

AUDITED = frozenset(Base.metadata.tables) - OUTSIDE


class Watch:
    """The rows of one transaction that still want an event."""

    def __init__(self) -> None:
        self.flushing = False
        self.paused = False
        self._rows: dict[Row, None] = {}
        self._spoken_for_by: dict[Row, list[Row]] = {}
        self._unnamed: Counter[str] = Counter()

    def add(self, row: Row, *others: Row) -> None:
        """The row was written; an event on it or on one of the others will do."""
        if self.paused:
            return
        self._rows[row] = None
        for speaker in (row, *others):
            self._spoken_for_by.setdefault(speaker, []).append(row)

    def add_unnamed(self, table: str, count: int) -> None:
        if not self.paused:
            self._unnamed[table] += count

    def name(self, row: Row) -> None:
        self._unnamed[row[0]] -= 1
        self.add(row)

    def settle(self, speaker: Row) -> None:
        """An event was added on the speaker, or on what speaks for it."""
        for row in self._spoken_for_by.pop(speaker, ()):
            if row in self._rows:
                del self._rows[row]
                self.settle(row)

    def settle_all(self) -> None:
        self._rows.clear()
        self._spoken_for_by.clear()
        self._unnamed.clear()

    def missing(self) -> list[str]:
        """What was written and has no event; more rows must not be named than were written either."""
        statements = [f"{table} (by a statement)" for table, count in self._unnamed.items() if count]
        return [f"{table} {identity}" for table, identity in self._rows] + statements


def watch(session: AuditedSession) -> Watch:
    return cast(Watch, session.info.setdefault("watch", Watch()))


def wrote(session: AuditedSession, rows: Iterable[Base]) -> None:
    """Say which rows a statement wrote; each wants its event."""
    for row in rows:
        watch(session).name(row_of(row))


def row_of(thing: Base) -> Row:
    mapper: Mapper[Any] = inspect(thing).mapper
    return thing.__tablename__, "/".join(map(str, mapper.primary_key_from_instance(thing)))


def speakers(thing: Base) -> Iterator[Row]:
    """For what an event on the thing speaks."""
    yield row_of(thing)
    if thing.__tablename__ in OF_A_PAIR:
        yield _pair(thing)


def _pair(thing: Any) -> Row:
    return "pair", f"{thing.need_id}/{thing.offer_id}"


def _note(thing: Base, *, new: bool) -> None:
    session = cast(AuditedSession, object_session(thing))
    table = thing.__tablename__
    if not isinstance(session, AuditedSession) or table in OUTSIDE:
        return
    columns = PARTS.get(table, ()) + (BORN_WITH.get(table, ()) if new else ())
    others = [_leads_to(thing, column) for column in columns]
    if table == "decisions":
        others.append(_pair(thing))
    watch(session).add(row_of(thing), *others)


def _leads_to(thing: Base, column: str) -> Row:
    [key] = thing.__table__.c[column].foreign_keys
    return key.column.table.name, str(getattr(thing, column))


@event.listens_for(Base, "after_insert", propagate=True)
def _note_new(_mapper: Mapper[Any], _connection: Connection, thing: Base) -> None:
    _note(thing, new=True)


@event.listens_for(Base, "after_delete", propagate=True)
def _note_deleted(_mapper: Mapper[Any], _connection: Connection, thing: Base) -> None:
    _note(thing, new=False)


@event.listens_for(Base, "after_update", propagate=True)
def _note_changed(mapper: Mapper[Any], _connection: Connection, thing: Base) -> None:
    changed = {key for key in _written(mapper, inspect(thing)) if key not in COUNTERS.get(thing.__tablename__, ())}
    if changed:
        _note(thing, new=False)


def _written(mapper: Mapper[Any], state: InstanceState[Any]) -> Iterator[str]:
    """The columns that the flush wrote, and what is kept of the thing in a table of pairs."""
    for key, before in state.committed_state.items():
        if key in mapper.column_attrs:
            if before != state.dict.get(key):
                yield key
        elif getattr(mapper.attrs[key], "secondary", None) is not None and state.attrs[key].history.has_changes():
            yield key


@event.listens_for(AuditedSession, "before_flush")
def _begin_flush(session: AuditedSession, _context: UOWTransaction, _instances: Any) -> None:
    watch(session).flushing = True


@event.listens_for(AuditedSession, "after_flush")
def _end_flush(session: AuditedSession, _context: UOWTransaction) -> None:
    watch(session).flushing = False


@event.listens_for(AuditedSession, "after_begin")
def _name_session(session: AuditedSession, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execution_options(audited_session=session)


@event.listens_for(AuditedSession, "after_commit")
@event.listens_for(AuditedSession, "after_rollback")
def _forget(session: AuditedSession) -> None:
    session.info.pop("watch", None)


@event.listens_for(Engine, "after_cursor_execute")
def _note_statement(
    connection: Connection, cursor: DBAPICursor, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    session = connection.get_execution_options().get("audited_session")
    if session is None or watch(session).flushing:
        return
    for table in written_tables(statement):
        watch(session).add_unnamed(table, _rows_written(cursor))


def _rows_written(cursor: DBAPICursor) -> int:
    """At least one where the driver cannot tell, as while it still holds rows that the statement gave back."""
    return cursor.rowcount if not cursor.description and cursor.rowcount >= 0 else max(cursor.rowcount, 1)


ASIDE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
"""Text and comments in a statement."""

WRITTEN = re.compile(
    r"\b(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE|MERGE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?"
    r"|TRUNCATE(?:\s+TABLE)?)\s+(?:[\w\"`\[\]]+\s*\.\s*)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2000)
def written_tables(statement: str) -> frozenset[str]:
    """The audited tables that a statement inserts into, updates or deletes from."""
    return frozenset(name.lower() for name in WRITTEN.findall(ASIDE.sub(" ", statement))) & AUDITED
