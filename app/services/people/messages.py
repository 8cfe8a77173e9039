"""Telling organisations: the message for their inboxes and the letters for their mailboxes, in one transaction."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.database import AuditedSession
from app.services.people.message_facts import Facts, MemberChanged
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.stored import as_stored
from models import Letter, Membership, Message, MessageReading, Organisation, User
from models.base import utc_now
from models.users import Digest

HOUR_OF_DIGESTS = 6
"""UTC; weekly ones come on Mondays."""


def tell(session: AuditedSession, organisation: Organisation, facts: Facts, key: str, by: Actor) -> Message:
    """Tell it once: with a key that was used before nothing is told again. Gone if the caller does not commit."""
    known = session.scalar(select(Message).where(Message.key == key))
    if known is not None:
        return known
    message = Message(key=key, organisation=organisation, kind=facts.message_kind, data=as_stored(facts))
    session.add(message)
    session.add_all(
        Letter(message=message, user=one, due_at=due(one.digest, utc_now())) for one in _readers(session, organisation)
    )
    record(session, by, "message.tell", message)
    return message


def tell_each(
    session: AuditedSession, organisations: Iterable[Organisation], facts: Facts, key: str, by: Actor
) -> None:
    """Tell it once to each of them, but for the one on whose behalf it was done: whoever acts knows."""
    for one in organisations:
        if one.id != by.organisation_id:
            tell(session, one, facts, f"{key}-{one.id}", by)


def tell_member(session: AuditedSession, membership: Membership, by: Actor, *, joined: bool) -> Message:
    """Its organisation, of somebody who acts for it from now on, or no longer."""
    user = membership.user
    facts = MemberChanged(person=user.name or user.email, role=membership.role, joined=joined)
    return tell(session, membership.organisation, facts, f"member-{joined}-{membership.id}".lower(), by)


def due(digest: Digest, now: datetime) -> datetime:
    """When a letter of this moment goes out."""
    if digest == Digest.OFF:
        return now
    day = now.date() if now.hour < HOUR_OF_DIGESTS else now.date() + timedelta(days=1)
    if digest == Digest.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, time(HOUR_OF_DIGESTS), UTC)


def choose_digest(session: AuditedSession, user: User, digest: Digest, by: Actor) -> None:
    """From now on; what waits in the outbox follows."""
    user.digest = digest
    waiting = select(Letter).where(Letter.user_id == user.id, Letter.claimed_at.is_(None))
    for letter in session.scalars(waiting.with_for_update()):
        letter.due_at = due(digest, utc_now())
    record(session, by, "account.choose_digest", user)


def inbox(organisation_ids: Sequence[uuid.UUID]) -> Select[Any]:
    """The messages to these organisations, the newest first."""
    return (
        select(Message)
        .where(Message.organisation_id.in_(organisation_ids))
        .order_by(Message.created_at.desc(), Message.id)
    )


def unread(user: User, organisation_ids: Sequence[uuid.UUID]) -> Select[Any]:
    """Those among them that the user has not read."""
    was_read = exists().where(MessageReading.message_id == Message.id, MessageReading.user_id == user.id)
    return inbox(organisation_ids).where(~was_read)


def how_many_unread(user: User, organisation_ids: Sequence[uuid.UUID]) -> Select[int]:
    waiting = unread(user, organisation_ids).with_only_columns(Message.id).order_by(None)
    return select(func.count()).select_from(waiting.subquery())


def count_unread(session: AuditedSession, user: User, organisation_ids: Sequence[uuid.UUID]) -> int:
    return session.scalar(how_many_unread(user, organisation_ids)) or 0


def read_by(session: AuditedSession, user: User, messages: Iterable[Message]) -> set[uuid.UUID]:
    """Which of the messages the user has read."""
    ids = [one.id for one in messages]
    return set(
        session.scalars(
            select(MessageReading.message_id).where(
                MessageReading.user_id == user.id, MessageReading.message_id.in_(ids)
            )
        )
    )


def mark_read(session: AuditedSession, messages: Sequence[Message], user: User, by: Actor) -> int:
    """How many were not yet."""
    known = read_by(session, user, messages)
    fresh = [one for one in messages if one.id not in known]
    session.add_all(MessageReading(message_id=one.id, user_id=user.id) for one in fresh)
    if fresh:
        record(session, by, "message.read", user, messages=[one.id for one in fresh])
    return len(fresh)


def _readers(session: AuditedSession, organisation: Organisation) -> Sequence[User]:
    """Who acts for the organisation and can be reached: their address is confirmed, their account not closed."""
    return session.scalars(
        select(User)
        .where(
            User.id.in_(select(Membership.user_id).where(Membership.organisation_id == organisation.id)),
            User.active.is_(True),
            User.confirmed_at.is_not(None),
        )
        .order_by(User.id)
    ).all()
