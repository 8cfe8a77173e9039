"""The way of a need or an offer from draft to published: the same moves for both."""

from typing import Any

from sqlalchemy import select

from app.database import AuditedSession
from app.services.actor import Actor
from app.services.audit import record
from models import AuditEvent, Need, Offer, Remark
from models.base import utc_now
from models.errors import IllegalMove, Incomplete, StaleForm
from models.lifecycle import SubmissionStatus

Submission = Need | Offer
EDITABLE = (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED, SubmissionStatus.PUBLISHED)


def noun(thing: Submission) -> str:
    return "need" if isinstance(thing, Need) else "offer"


def revise(session: AuditedSession, thing: Submission, values: dict[str, Any], version: int, by: Actor) -> None:
    """Change fields. A published one goes back to the reviewers: those who agreed are asked again.

    Raises StaleForm where somebody else changed it since the form was opened, IllegalMove where it is closed to edits.
    """
    refuse_stale(session, thing, version)
    if thing.status not in EDITABLE:
        raise IllegalMove(thing, thing.status, thing.status)
    for field, value in values.items():
        setattr(thing, field, value)
    if thing.status == SubmissionStatus.PUBLISHED:
        _refuse_incomplete(thing)
        thing.move_to(SubmissionStatus.SUBMITTED)
    record(session, by, f"{noun(thing)}.revise", thing)


def submit(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete with every field that is still missing."""
    _refuse_incomplete(thing)
    thing.move_to(SubmissionStatus.SUBMITTED)
    record(session, by, f"{noun(thing)}.submit", thing)


def send_back(session: AuditedSession, thing: Submission, comment: str, by: Actor) -> None:
    """Return it to its organisation with what should change; it keeps its history."""
    thing.move_to(SubmissionStatus.RETURNED)
    session.add(Remark(**{f"{noun(thing)}_id": thing.id}, author=by.user, text=comment))
    record(session, by, f"{noun(thing)}.send_back", thing, comment=comment)


def publish(session: AuditedSession, thing: Submission, by: Actor) -> None:
    _refuse_incomplete(thing)
    thing.move_to(SubmissionStatus.PUBLISHED)
    thing.published_at = utc_now()
    record(session, by, f"{noun(thing)}.publish", thing)


def withdraw(session: AuditedSession, thing: Submission, by: Actor) -> None:
    thing.move_to(SubmissionStatus.WITHDRAWN)
    record(session, by, f"{noun(thing)}.withdraw", thing)


def refuse_stale(session: AuditedSession, thing: Any, version: int) -> None:
    """Raises StaleForm, naming the fields that changed since `version` and what they hold now."""
    if thing.version == version:
        return
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_type == type(thing).__name__, AuditEvent.subject_id == str(thing.id))
        .order_by(AuditEvent.at)
    )
    changed = {
        field: values[1]
        for event in events
        if isinstance(event.changes.get("version"), list) and event.changes["version"][1] > version
        for field, values in event.changes.items()
        if field != "version" and isinstance(values, list)
    }
    raise StaleForm(changed)


def _refuse_incomplete(thing: Submission) -> None:
    if missing := thing.missing():
        raise Incomplete(dict.fromkeys(missing, "missing"))
