"""An audit event for each row that is written, in the same transaction; a session that wrote one without cannot commit.

Which rows belong to others, and which stand outside, is declared in `app.services.record.audit_watch`.
"""

import enum
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import UOWTransaction

from app.database import AuditedSession
from app.services.record.actor import PLATFORM, Actor
from app.services.record.audit_watch import OUTSIDE, row_of, speakers, watch
from models import AuditEvent, Base
from models.base import Versioned

REDACTED = frozenset(
    {
        "id",
        "password",
        "fs_uniquifier",
        "secret_digest",
        "snapshot",
        "files",
        "explanation",
        "progress",
        "answer",
        "changed_at",
        "created_at",
    }
)
"""Columns whose values an event does not repeat: secrets, and what is large or kept elsewhere."""


Values = Mapping[str, object]


class UnauditedWrite(Exception):
    """A transaction wrote rows of which no event speaks: a mistake in the program, never the visitor's."""


def record(session: AuditedSession, by: Actor, action: str, subject: Base, **notes: Any) -> None:
    """Add the event of this write: what changed in the subject, and the notes. Flushes the subject."""
    record_each(session, by, action, [subject], **notes)


def record_each(session: AuditedSession, by: Actor, action: str, subjects: Iterable[Base], **notes: Any) -> None:
    """The same for many subjects, which are flushed together: thousands take seconds that way, not minutes."""
    session.flush()
    told = session.info.get("changes", {})
    for subject in subjects:
        changes = told.pop(subject, {})
        if "version" in changes:
            changes["version"][1] = subject.version  # type: ignore[attr-defined]
        _add(session, by, action, type(subject).__name__, row_of(subject)[1], changes | notes)
        for speaker in speakers(subject):
            watch(session).settle(speaker)


def record_platform(session: AuditedSession, action: str, notes: Values) -> None:
    """Add the one event of all that the platform itself loaded into the session: reference data, the example world."""
    session.flush()
    _add(session, PLATFORM, action, "Platform", "", notes)
    watch(session).settle_all()


@contextmanager
def unwatched(session: AuditedSession) -> Iterator[None]:
    """What is flushed within wants no event: for worlds of tests, which have no history."""
    watch(session).paused = True
    try:
        yield
        session.flush()
    finally:
        watch(session).paused = False


def _add(session: AuditedSession, by: Actor, action: str, subject_type: str, subject_id: str, changes: Values) -> None:
    session.add(
        AuditEvent(
            actor_id=by.user.id if by.user else None,
            organisation_id=by.organisation_id,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            changes=_plain(changes),
            request_id=by.request_id,
        )
    )


def _changes(subject: Base) -> dict[str, list[Any]]:
    """column -> [before, after], as the next flush will write it; the version is told apart, since a flush sets it."""
    state = inspect(subject)
    told = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in (*REDACTED, "version") or not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if before != after:
            told[column.key] = [before, after]
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, uuid.UUID | date | datetime):
        return str(value)
    return value


@event.listens_for(AuditedSession, "before_flush")
def _note_objects(session: AuditedSession, _context: UOWTransaction, _instances: Any) -> None:
    for thing in (*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))):
        if thing.__tablename__ not in OUTSIDE:
            _note_changes(session, thing)


def _note_changes(session: AuditedSession, thing: Base) -> None:
    """Keep what each flush writes until the event is added: a service may well flush before it records."""
    told = session.info.setdefault("changes", {}).setdefault(thing, {})
    if isinstance(thing, Versioned):
        told.setdefault("version", [inspect(thing).dict.get("version"), None])
    for field, (before, after) in _changes(thing).items():
        told[field] = [told[field][0] if field in told else before, after]


@event.listens_for(AuditedSession, "before_commit")
def _refuse_silence(session: AuditedSession) -> None:
    session.flush()
    if missing := watch(session).missing():
        raise UnauditedWrite(", ".join(missing[:20]))


@event.listens_for(AuditedSession, "after_commit")
@event.listens_for(AuditedSession, "after_rollback")
def _forget(session: AuditedSession) -> None:
    session.info.pop("changes", None)
