"""One audit event for each write, in the same transaction; a session that wrote without one cannot commit."""

import enum
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, UOWTransaction

from app.database import AuditedSession
from app.services.actor import PLATFORM, Actor
from models import AuditEvent, Base, SignInAttempt
from models.base import Versioned

UNTOLD = frozenset(
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

OUTSIDE = (AuditEvent, SignInAttempt)
"""What is itself a record of events."""


class UnauditedWrite(Exception):
    """A transaction wrote and told nobody: a mistake in the program, never the visitor's."""


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
        _add(session, by, action, type(subject).__name__, _identity(subject), changes | notes)


def record_platform(session: AuditedSession, action: str, notes: dict[str, Any]) -> None:
    """Add the event of a write that the platform itself makes, such as loading reference data."""
    session.flush()
    _add(session, PLATFORM, action, "Platform", "", notes)


def _add(
    session: AuditedSession, by: Actor, action: str, subject_type: str, subject_id: str, changes: dict[str, Any]
) -> None:
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
    session.info["audited"] = True


def _identity(subject: Base) -> str:
    [identity] = inspect(subject).mapper.primary_key_from_instance(subject)
    return str(identity)


def _changes(subject: Base) -> dict[str, list[Any]]:
    """column -> [before, after], as the next flush will write it; the version is told apart, since a flush sets it."""
    state = inspect(subject)
    told = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in (*UNTOLD, "version") or not history.has_changes():
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
        if not isinstance(thing, OUTSIDE):
            session.info.setdefault("wrote", set()).add(type(thing).__name__)
            _note_changes(session, thing)


def _note_changes(session: AuditedSession, thing: Base) -> None:
    """Keep what each flush writes until the event is added: a service may well flush before it records."""
    told = session.info.setdefault("changes", {}).setdefault(thing, {})
    if isinstance(thing, Versioned):
        told.setdefault("version", [inspect(thing).dict.get("version"), None])
    for field, (before, after) in _changes(thing).items():
        told[field] = [told[field][0] if field in told else before, after]


@event.listens_for(AuditedSession, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is None or mapper.class_ not in OUTSIDE:
            state.session.info.setdefault("wrote", set()).add(mapper.class_.__name__ if mapper else "statement")


@event.listens_for(AuditedSession, "before_commit")
def _refuse_silence(session: AuditedSession) -> None:
    session.flush()
    if session.info.get("wrote") and not session.info.get("audited"):
        raise UnauditedWrite(", ".join(sorted(session.info["wrote"])))


@event.listens_for(AuditedSession, "after_commit")
@event.listens_for(AuditedSession, "after_rollback")
def _forget(session: AuditedSession) -> None:
    session.info.pop("wrote", None)
    session.info.pop("audited", None)
    session.info.pop("changes", None)
