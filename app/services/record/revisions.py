"""What a change must respect and what it must tell: the version it was made on, and what hangs on the thing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.database import AuditedSession
from models import AuditEvent, Need, Programme, Settlement
from models.base import Base
from models.errors import StaleForm

RELATED: dict[type[Base], tuple[str, ...]] = {
    Need: ("evidence", "requires"),
    Settlement: ("figures",),
    Programme: ("settlements",),
}


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


Related = Mapping[str, Any]
"""What belongs to a thing without being a column of it, by name, as plain values."""


def related(thing: Base) -> Related:
    return {name: _plain(getattr(thing, name)) for name in RELATED.get(type(thing), ())}


def differences(before: Related, after: Related) -> dict[str, list[object]]:
    """name -> [before, after], for an audit event; what was not there and is empty is no difference."""
    pairs = {name: [before.get(name), value] for name, value in after.items()}
    return {name: [old, new] for name, (old, new) in pairs.items() if (old or new) and old != new}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one.id) for one in value]
    return {str(key): list(one) if isinstance(one, tuple) else one for key, one in value.items()}
