"""Settlements and programmes: what a city tells of itself."""

from typing import Any

from app.database import AuditedSession
from app.services.actor import Actor
from app.services.audit import record
from app.services.submissions import refuse_stale
from models import Deprivation, Organisation, Programme, Settlement

Place = Settlement | Programme


def create(
    session: AuditedSession, kind: type[Place], organisation: Organisation, values: dict[str, Any], by: Actor
) -> Place:
    """A settlement or a programme of the city that the organisation governs."""
    place = kind(organisation=organisation, city_id=organisation.city_id, **values)
    session.add(place)
    record(session, by, f"{kind.__name__.lower()}.create", place)
    return place


def revise(session: AuditedSession, place: Place, values: dict[str, Any], version: int, by: Actor) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened."""
    refuse_stale(session, place, version)
    for field, value in values.items():
        setattr(place, field, value)
    record(session, by, f"{type(place).__name__.lower()}.revise", place)


def deprivations(settlement: Settlement | None, figures: list[dict[str, Any]]) -> list[Deprivation]:
    """The five as given, keeping the rows of those that stay."""
    kept = {one.kind: one for one in settlement.deprivations} if settlement else {}
    rows = []
    for figure in figures:
        row = kept.get(figure["kind"]) or Deprivation()
        for field, value in figure.items():
            setattr(row, field, value)
        rows.append(row)
    return rows
