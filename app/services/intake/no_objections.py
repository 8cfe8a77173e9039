"""What nations answer to the needs of their cities."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.people import messages
from app.services.people.message_facts import NationAnswered
from app.services.people.organisations import secretariats
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import differences, refuse_stale, related
from app.services.record.terms import broken_reason, refuse
from models import Need, NoObjection, Organisation
from models.base import utc_now
from models.errors import IllegalMove
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag


def answer(
    session: AuditedSession, need: Need, office: Organisation, given: bool, reason: str, version: int, by: Actor
) -> NoObjection:
    """The nation's flag follows its newest answer. The evidence names the office and the day, in no language.

    Raises StaleForm where the need changed while they were reading it, IllegalMove where it is not published,
    BrokenRules where it objects with too short a reason.
    """
    if not given:
        refuse(*broken_reason("reason", reason))
    refuse_stale(session, need, version)
    if need.status != SubmissionStatus.PUBLISHED:
        raise IllegalMove(need, need.status, SubmissionStatus.PUBLISHED)
    before, now = related(need), utc_now()
    said = NoObjection(
        need=need, organisation=office, author_id=by.user.id if by.user else None, given=given, reason=reason,
        stated_at=now,
    )  # fmt: skip
    session.add(said)
    evidence = need.evidence
    evidence.pop(Flag.NATIONAL_NO_OBJECTION, None)
    if given:
        evidence[Flag.NATIONAL_NO_OBJECTION] = f"{office.name}, {now.date().isoformat()}"
    need.evidence = evidence
    need.changed_at = now
    action = "need.no_objection" if given else "need.objection"
    record(session, by, action, need, reason=reason, **differences(before, related(need)))
    facts = NationAnswered(need=need.id, title=need.title, nation=office.name, given=given, reason=reason)
    told = (need.organisation, *secretariats(session))
    messages.tell_each(session, told, facts, f"nation-{need.id}-{said.id}", by)
    return said


def unanswered() -> ColumnElement[bool]:
    """Published needs that no nation answered since they were published."""
    answered = exists().where(
        NoObjection.need_id == Need.id,
        or_(Need.published_at.is_(None), NoObjection.stated_at >= Need.published_at),
    )
    return (Need.status == SubmissionStatus.PUBLISHED) & ~answered


def answers(session: AuditedSession, need: Need) -> list[NoObjection]:
    """All that was said of it, the newest first."""
    statement = (
        select(NoObjection)
        .where(NoObjection.need_id == need.id)
        .options(joinedload(NoObjection.organisation), joinedload(NoObjection.author))
        .order_by(NoObjection.stated_at.desc())
    )
    return list(session.scalars(statement))


def holds(said: NoObjection, need: Need) -> bool:
    """Whether it was said of the need as it is published now."""
    published = need.status == SubmissionStatus.PUBLISHED
    return published and (need.published_at is None or said.stated_at >= need.published_at)
