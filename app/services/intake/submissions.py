"""The way of a need or an offer from draft to published: the same moves for both."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.engine import pool
from app.services.intake.submission_rules import SubmissionTerms
from app.services.money import exchange
from app.services.people import interests, messages, threads
from app.services.people.message_facts import SubmissionChange, SubmissionChanged
from app.services.people.organisations import audience_of, secretariats, speaking_for
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import Related, differences, refuse_stale, related
from app.services.record.terms import broken_reason, refuse
from models import AuditEvent, Need, Offer, Organisation, Partnership
from models.base import noun, utc_now
from models.errors import IllegalMove, Incomplete, InPartnership, UnitInUse
from models.lifecycle import (
    EDITABLE,
    HOLDS_CAPACITY,
    UNFINISHED_PARTNERSHIP,
    PartnershipStatus,
    SubmissionStatus,
)

Submission = Need | Offer


@contextmanager
def revising(
    session: AuditedSession, thing: Submission, terms: SubmissionTerms, version: int, by: Actor
) -> Iterator[Related]:
    """Around the writing of a change; gives what belonged to the thing before. A published one goes back to the
    reviewers: those who agreed are asked again.

    Raises StaleForm where somebody else changed it since the form was opened, IllegalMove where it is closed to edits,
    UnitInUse where partnerships count in its kind and currency, Incomplete where it is published and would lack
    something.
    """
    session.refresh(thing, with_for_update=True)  # nobody reserves from the offer while it is being changed
    refuse_stale(session, thing, version)
    if thing.status not in EDITABLE:
        raise IllegalMove(thing, thing.status, SubmissionStatus.SUBMITTED)
    if (terms.kind, terms.currency) != (thing.kind, thing.currency) and _in_partnership(session, thing, HOLDS_CAPACITY):
        raise UnitInUse
    before = related(thing)
    yield before
    thing.changed_at = utc_now()  # the version goes up even where only the evidence changed
    if thing.status == SubmissionStatus.PUBLISHED:
        _refuse_incomplete(session, thing)
        thing.move_to(SubmissionStatus.SUBMITTED)
    record(session, by, f"{noun(type(thing))}.revise", thing, **differences(before, related(thing)))


def submit(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete with every field that is still missing, or where it would wait for what no reviewer has."""
    _refuse_incomplete(session, thing)
    if isinstance(thing, Need):
        refuse_unsubmitted_first(thing)
    thing.move_to(SubmissionStatus.SUBMITTED)
    record(session, by, f"{noun(type(thing))}.submit", thing)


def last_submitted(session: AuditedSession, thing: Submission) -> AuditEvent | None:
    """When its people gave it to the reviewers last, and who did."""
    return session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.subject_type == type(thing).__name__,
            AuditEvent.subject_id == str(thing.id),
            AuditEvent.action == f"{noun(type(thing))}.submit",
        )
        .order_by(AuditEvent.at.desc())
        .limit(1)
    )


def send_back(session: AuditedSession, thing: Submission, comment: str, by: Actor, section: str | None = None) -> None:
    """Return it to its organisation with what should change, in which section of its form; it keeps its history.

    Raises BrokenRules where the comment is too short, ConflictOfInterest where the one who returns it has an interest
    in the organisation.
    """
    refuse(*broken_reason("comment", comment))
    interests.refuse(session, by, {thing.organisation.id})
    thing.move_to(SubmissionStatus.RETURNED)
    remark = threads.keep(session, thing, thing.organisation, comment, by, section=section)
    record(session, by, f"{noun(type(thing))}.send_back", thing, comment=comment)
    facts = _facts(thing, SubmissionChange.RETURNED, text=comment, remark=remark.id)
    _tell(session, [thing.organisation], thing, facts, by)


def publish(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete, and ConflictOfInterest where the one who publishes it has an interest in its organisation."""
    interests.refuse(session, by, {thing.organisation.id})
    _refuse_incomplete(session, thing)
    thing.move_to(SubmissionStatus.PUBLISHED)
    thing.published_at = utc_now()
    record(session, by, f"{noun(type(thing))}.publish", thing)
    facts = _facts(thing, SubmissionChange.PUBLISHED, waits=_waits(session, thing))
    _tell(session, [thing.organisation], thing, facts, by)
    if isinstance(thing, Need):
        for one in speaking_for(session, [thing.city]):
            _tell(session, [one], thing, replace(facts, audience=audience_of(one), waits=False), by)


def withdraw(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises InPartnership for a need while one of its partnerships goes on; of an offer they go on without it."""
    session.refresh(thing, with_for_update=True)  # no plan is published for it meanwhile
    if isinstance(thing, Need) and _in_partnership(session, thing, UNFINISHED_PARTNERSHIP):
        raise InPartnership
    known_to_staff = thing.status != SubmissionStatus.DRAFT
    thing.move_to(SubmissionStatus.WITHDRAWN)
    record(session, by, f"{noun(type(thing))}.withdraw", thing)
    if known_to_staff:
        _tell(session, secretariats(session), thing, _facts(thing, SubmissionChange.WITHDRAWN), by)


def _facts(thing: Submission, change: SubmissionChange, **more: Any) -> SubmissionChanged:
    of: dict[str, Any] = {noun(type(thing)): thing.id}
    return SubmissionChanged(change=change, title=thing.title, organisation=thing.organisation.name, **of, **more)


def _tell(
    session: AuditedSession, whom: Iterable[Organisation], thing: Submission, facts: SubmissionChanged, by: Actor
) -> None:
    """Once at each version of the thing."""
    messages.tell_each(session, whom, facts, f"{facts.change}-{thing.id}-{thing.version}", by)


def _waits(session: AuditedSession, thing: Submission) -> bool:
    """Whether it is set aside, since what must come first takes no part."""
    return isinstance(thing, Need) and bool(thing.requires) and bool(pool.holding_up(session, thing))


def lacking(session: AuditedSession, thing: Submission) -> list[str]:
    """What it must still say, and "rate" where there is none of its currency: nobody could lay it beside others."""
    with session.no_autoflush:  # what it lacks, the database would refuse less kindly
        return [*thing.missing(), *(() if exchange.has_rate(session, thing.currency) else ("rate",))]


def _refuse_incomplete(session: AuditedSession, thing: Submission) -> None:
    if found := lacking(session, thing):
        raise Incomplete(dict.fromkeys(found, "missing"))


def refuse_unsubmitted_first(need: Need, before: Collection[str] = ()) -> None:
    """Raises Incomplete where it would wait for what no reviewer has.

    `before`: ids of those that it waited for already, which stand as they are.
    """
    if any(str(first.id) not in before for first in need.unsubmitted_first()):
        raise Incomplete({"requires": "not submitted"})


def _in_partnership(session: AuditedSession, thing: Submission, statuses: frozenset[PartnershipStatus]) -> bool:
    side = Partnership.need_id if isinstance(thing, Need) else Partnership.offer_id
    return bool(session.scalar(select(exists().where(side == thing.id, Partnership.status.in_(statuses)))))
