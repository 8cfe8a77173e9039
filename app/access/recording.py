"""What leaves an event although nothing is changed: what staff read in confidence, and what people were refused.

A refusal stands whether or not its event can be kept: the page says the same, and a warning goes to the log. What is
confidential is shown only once its event is kept: without a database that takes it there is no page.
"""

import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.access.current import current_actor, current_viewer
from app.extensions import db
from app.services.record import access_events
from models import Offer

log = logging.getLogger(__name__)


def record_reading(offers: Iterable[Offer]) -> None:
    """Before amounts of offers are shown: keep that somebody of the staff reads what the partner did not open."""
    viewer = current_viewer()
    if viewer.is_staff:
        own = set(viewer.organisation_ids())
        closed = [one.id for one in offers if not one.amounts_disclosed and one.organisation_id not in own]
        _record(access_events.READ, "Offer", closed)


def record_refusal(right: str, kind: str, identity: object) -> None:
    """Keep who was refused which right on what, whether or not there is such a thing."""
    try:
        _record(access_events.REFUSED, kind, [identity], right=right)
    except DBAPIError:
        log.warning("the refusal of %s could not be recorded", right, exc_info=True)


def _record(action: str, kind: str, identities: Iterable[object], **notes: Any) -> None:
    """In a transaction of its own, and beside none of the request that would keep it from writing."""
    events = access_events.due(db.session, current_actor(), action, kind, map(str, identities), **notes)
    if events:
        db.end_writing()
        with db.own_session() as session:
            session.add_all(events)
            session.commit()
