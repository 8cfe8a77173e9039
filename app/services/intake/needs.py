"""Needs of a programme."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import beside
from models import Membership, Need, Organisation, Programme
from models.lifecycle import OVER
from models.organisations import OrganisationKind


def create(session: AuditedSession, programme: Programme, values: dict[str, Any], by: Actor) -> Need:
    """A draft, which may still be partial."""
    need = Need(programme=programme, **values)
    session.add(need)
    record(session, by, "need.create", need, **{name: [None, value] for name, value in beside(need).items() if value})
    return need


def nation_answers(session: AuditedSession, programme: Programme) -> bool:
    """Whether the city's nation speaks for itself here: then nobody else gives its no-objection."""
    office = exists().where(
        Organisation.kind == OrganisationKind.NATIONAL_GOVERNMENT,
        Organisation.country_id == programme.city.country_id,
        Organisation.active,
        Membership.organisation_id == Organisation.id,
    )
    return bool(session.scalar(select(office)))


def candidates_to_come_first(session: AuditedSession, programme: Programme, need: Need | None = None) -> list[Need]:
    """The other needs of the programme that are not over and do not themselves wait for this one; and what it names."""
    others = session.scalars(select(Need).where(Need.programme_id == programme.id).order_by(Need.title)).all()
    named, waiting = (need.requires, _waiting_for({need.id}, others)) if need else ([], set())
    return [other for other in others if other in named or (other.status not in OVER and other.id not in waiting)]


def _waiting_for(ids: set[uuid.UUID], needs: Iterable[Need]) -> set[uuid.UUID]:
    needs = list(needs)
    waiting = set(ids)
    while more := {one.id for one in needs if any(first.id in waiting for first in one.requires)} - waiting:
        waiting |= more
    return waiting
