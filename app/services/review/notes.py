"""The thread of staff on a pair in a round."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Match, Note


def write(session: AuditedSession, match: Match, text: str, by: Actor) -> Note:
    """At any time, also once the round is over. A note is never changed."""
    note = Note(
        round_id=match.plan.run.round_id, need_id=match.need_id, offer_id=match.offer_id, author=by.user, text=text
    )
    session.add(note)
    record(session, by, "note.write", note)
    return note


def thread(session: AuditedSession, match: Match) -> Sequence[Note]:
    """All that was written of the pair in its round, whichever plan it was looked at in; oldest first."""
    return session.scalars(
        select(Note)
        .where(
            Note.round_id == match.plan.run.round_id,
            Note.need_id == match.need_id,
            Note.offer_id == match.offer_id,
        )
        .options(joinedload(Note.author))
        .order_by(Note.written_at, Note.id)
    ).all()
