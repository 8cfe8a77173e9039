"""Settlements and programmes: what a city tells of itself."""

from typing import Any

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import beside, differences, refuse_stale
from models import Organisation, Programme, Settlement
from models.base import noun, utc_now

Place = Settlement | Programme


def create[T: (Settlement, Programme)](
    session: AuditedSession, kind: type[T], organisation: Organisation, values: dict[str, Any], by: Actor
) -> T:
    """A settlement or a programme of the city that the organisation governs."""
    place = kind(organisation=organisation, city_id=organisation.city_id, **values)
    session.add(place)
    told = {name: [None, value] for name, value in beside(place).items() if value}
    record(session, by, f"{noun(kind)}.create", place, **told)
    return place


def revise(session: AuditedSession, place: Place, values: dict[str, Any], version: int, by: Actor) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened."""
    refuse_stale(session, place, version)
    before = beside(place)
    for field, value in values.items():
        setattr(place, field, value)
    place.changed_at = utc_now()  # the version goes up even where only the figures changed
    record(session, by, f"{noun(type(place))}.revise", place, **differences(before, beside(place)))
