"""Events of what people looked at or were refused. The same person and thing come again once an hour at most."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.database import AuditedSession
from app.services.record.actor import Actor
from models import AuditEvent
from models.base import utc_now

REFUSED, READ = "access.refuse", "offer.read"
PAUSE = timedelta(hours=1)
"""For so long the same event is not repeated."""


def due(
    session: AuditedSession, by: Actor, action: str, subject_type: str, ids: Iterable[str], **notes: Any
) -> list[AuditEvent]:
    """An event for each of the things of which the pause has none of this person with the same notes; not yet added."""
    actor_id = by.user.id if by.user else None
    wanted = list(dict.fromkeys(ids))
    recent = select(AuditEvent.subject_id, AuditEvent.changes).where(
        AuditEvent.subject_type == subject_type,
        AuditEvent.subject_id.in_(wanted),
        AuditEvent.action == action,
        AuditEvent.actor_id == actor_id,
        AuditEvent.at > utc_now() - PAUSE,
    )
    known = {identity for identity, changes in session.execute(recent) if changes == notes}
    return [
        AuditEvent(
            actor_id=actor_id,
            organisation_id=by.organisation_id,
            action=action,
            subject_type=subject_type,
            subject_id=one,
            changes=notes,
            request_id=by.request_id,
        )
        for one in wanted
        if one not in known
    ]
