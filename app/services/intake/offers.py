"""Offers of a partner."""

from datetime import date
from typing import Any

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Offer, Organisation
from models.errors import IllegalMove
from models.lifecycle import SubmissionStatus


def create(session: AuditedSession, organisation: Organisation, values: dict[str, Any], by: Actor) -> Offer:
    """A draft, which may still be partial."""
    offer = Offer(organisation=organisation, **values)
    session.add(offer)
    record(session, by, "offer.create", offer)
    return offer


def verify(session: AuditedSession, offer: Offer, today: date, by: Actor) -> None:
    """The partner confirms that the offer still stands: it stays in the pool for twelve months more."""
    if offer.status != SubmissionStatus.PUBLISHED:
        raise IllegalMove(offer, offer.status, SubmissionStatus.PUBLISHED)
    offer.verified_on = today
    record(session, by, "offer.verify", offer)
