"""The outbox: which letters are due, who takes them, and what became of them. Each is handed over at most once."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.record.actor import PLATFORM
from app.services.record.audit import record, record_each
from models import Letter, Membership, Message

LONGEST_WAIT = timedelta(days=1)
"""Between two attempts, when the mail server refuses again and again."""


def addressees(session: AuditedSession, now: datetime) -> Sequence[uuid.UUID]:
    """The people for whom a letter is due."""
    due = select(Letter.user_id).where(Letter.claimed_at.is_(None), Letter.due_at <= now)
    return session.scalars(due.distinct().order_by(Letter.user_id)).all()


def claim(session: AuditedSession, user_id: uuid.UUID, now: datetime) -> Sequence[Letter]:
    """All that is due for one person, oldest first: once the caller commits, nobody else takes it.

    What concerns an organisation that the person left meanwhile is claimed and goes nowhere.
    """
    letters = session.scalars(
        select(Letter)
        .join(Letter.message)
        .where(Letter.user_id == user_id, Letter.claimed_at.is_(None), Letter.due_at <= now)
        .options(joinedload(Letter.message).joinedload(Message.organisation), joinedload(Letter.user))
        .order_by(Message.created_at, Letter.id)
        .with_for_update(of=Letter, skip_locked=True)
    ).all()
    for letter in letters:
        letter.claimed_at = now
    record_each(session, PLATFORM, "letter.claim", letters)
    theirs = set(session.scalars(select(Membership.organisation_id).where(Membership.user_id == user_id)))
    return [one for one in letters if one.message.organisation_id in theirs and one.message.organisation.active]


def mark_sent(session: AuditedSession, letters: Sequence[uuid.UUID], now: datetime) -> None:
    for letter in _locked(session, letters):
        letter.sent_at = now
        record(session, PLATFORM, "letter.send", letter)


def try_later(session: AuditedSession, letters: Sequence[uuid.UUID], now: datetime) -> None:
    """The mail server did not take them: back into the outbox, each time for twice as long."""
    for letter in _locked(session, letters):
        letter.refusals += 1
        letter.claimed_at = None
        letter.due_at = now + min(LONGEST_WAIT, timedelta(minutes=2 ** min(letter.refusals, 20)))
        record(session, PLATFORM, "letter.refuse", letter)


def _locked(session: AuditedSession, letters: Sequence[uuid.UUID]) -> Sequence[Letter]:
    return session.scalars(select(Letter).where(Letter.id.in_(letters)).order_by(Letter.id).with_for_update()).all()
