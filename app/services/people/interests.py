"""Declared interests, and the rule that nobody decides on an organisation in which they have one."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Interest, Organisation, User
from models.base import utc_now
from models.errors import Blocker, ConflictOfInterest, NotReady
from models.organisations import OrganisationKind

OF_INTEREST = tuple(kind for kind in OrganisationKind if kind != OrganisationKind.SECRETARIAT)
"""The kinds of organisation that staff may have an interest in."""


def declare(session: AuditedSession, organisation: Organisation, nature: str, by: Actor) -> Interest:
    """Raises NotReady where the same interest stands already."""
    if organisation.id in {one.organisation_id for one in declared(session, by.user)}:
        raise NotReady(Blocker("is_declared"))
    interest = Interest(user=by.user, organisation=organisation, nature=nature)
    session.add(interest)
    record(session, by, "interest.declare", interest)
    return interest


def end(session: AuditedSession, interest: Interest, reason: str, by: Actor) -> None:
    """The interest is no more. What was decided meanwhile stays as it is. Ending it twice changes nothing."""
    if interest.ended_at is None:
        interest.ended_at, interest.ended_because = utc_now(), reason
        record(session, by, "interest.end", interest)


def open_to_declare(session: AuditedSession) -> Sequence[Organisation]:
    """The organisations that somebody may have an interest in, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.kind.in_(OF_INTEREST), Organisation.active.is_(True))
        .order_by(Organisation.name)
    ).all()


def declared(session: AuditedSession, user: User | None) -> Sequence[Interest]:
    """Those that stand, by the name of the organisation."""
    return session.scalars(
        select(Interest)
        .join(Interest.organisation)
        .where(Interest.user_id == (user.id if user else None), Interest.ended_at.is_(None))
        .options(joinedload(Interest.organisation))
        .order_by(Organisation.name)
    ).all()


def held_by(session: AuditedSession, users: Iterable[User]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """user -> the organisations in which they have an interest: declared, or because they act for it themselves."""
    people = list(users)
    own = {
        user.id: {one.organisation_id for one in user.memberships if one.organisation.kind in OF_INTEREST}
        for user in people
    }
    standing = select(Interest).where(Interest.user_id.in_(own), Interest.ended_at.is_(None))
    for one in session.scalars(standing):
        own[one.user_id].add(one.organisation_id)
    return {user_id: frozenset(organisations) for user_id, organisations in own.items()}


def refuse(session: AuditedSession, by: Actor, organisation_ids: Iterable[uuid.UUID]) -> None:
    """Raises ConflictOfInterest, naming each of the organisations in which the one who acts has an interest."""
    if by.user is None:
        return
    found = held_by(session, [by.user])[by.user.id] & set(organisation_ids)
    if found:
        names = session.scalars(select(Organisation.name).where(Organisation.id.in_(found)).order_by(Organisation.name))
        raise ConflictOfInterest(*names)
