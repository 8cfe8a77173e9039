"""What reviewers and an organisation write to each other about a need or an offer: a thread for the thing and the two.

A word that is new to the other side goes to its inbox as well.
"""

import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from app.database import AuditedSession
from app.services.people import messages
from app.services.people.message_facts import Written
from app.services.people.organisations import secretariats
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Need, Offer, Organisation, Remark
from models.base import noun

Thing = Need | Offer


def keep(
    session: AuditedSession,
    thing: Thing,
    organisation: Organisation,
    text: str,
    by: Actor,
    *,
    is_answer: bool = False,
    identity: uuid.UUID | None = None,
    section: str | None = None,
) -> Remark:
    """Without telling anybody."""
    remark = Remark(
        id=identity or uuid.uuid4(), organisation=organisation, is_answer=is_answer, author=by.user, text=text,
        section=section, **{f"{noun(type(thing))}_id": thing.id},
    )  # fmt: skip
    session.add(remark)
    return remark


def write(
    session: AuditedSession, thing: Thing, organisation: Organisation, text: str, by: Actor, identity: uuid.UUID
) -> Remark:
    """In the thread with the organisation: its own word to the reviewers or, from anybody else, a word to it. What was
    written before with this id is given back as it is."""
    known = session.get(Remark, identity)
    if known is None:
        is_answer = by.organisation_id == organisation.id
        known = keep(session, thing, organisation, text, by, is_answer=is_answer, identity=identity)
        record(session, by, "remark.answer" if is_answer else "remark.write", known)
        _tell(session, thing, known, by)
    return known


def thing_of(session: AuditedSession, remark: Remark) -> Thing:
    if remark.need_id is not None:
        return session.get_one(Need, remark.need_id)
    return session.get_one(Offer, remark.offer_id)


def about(thing: Thing) -> Select[Remark]:
    """All that was written about it, the oldest first."""
    column = Remark.need_id if isinstance(thing, Need) else Remark.offer_id
    return (
        select(Remark)
        .where(column == thing.id)
        .options(
            joinedload(Remark.author),
            joinedload(Remark.organisation).options(lazyload(Organisation.city), lazyload(Organisation.country)),
        )
        .order_by(Remark.created_at, Remark.id)
    )


def _tell(session: AuditedSession, thing: Thing, remark: Remark, by: Actor) -> None:
    facts = Written(
        title=thing.title, text=remark.text, need=remark.need_id, offer=remark.offer_id, remark=remark.id,
        organisation=remark.organisation.name if remark.is_answer else "",
    )  # fmt: skip
    messages.tell_each(
        session, secretariats(session) if remark.is_answer else [remark.organisation], facts, f"remark-{remark.id}", by
    )
