"""The way of a need or an offer from draft to published: the same moves for both."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.intake.submission_rules import SubmissionTerms
from app.services.money import exchange
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import Related, differences, refuse_stale, related
from models import AuditEvent, Need, Offer, Partnership, Remark
from models.base import noun, utc_now
from models.errors import IllegalMove, Incomplete, InPartnership, UnitInUse
from models.lifecycle import EDITABLE, HOLDS_CAPACITY, UNFINISHED_PARTNERSHIP, PartnershipStatus, SubmissionStatus

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

    Raises ConflictOfInterest where the one who returns it has an interest in the organisation.
    """
    interests.refuse(session, by, {thing.organisation.id})
    thing.move_to(SubmissionStatus.RETURNED)
    session.add(Remark(**{f"{noun(type(thing))}_id": thing.id}, author=by.user, text=comment, section=section))
    record(session, by, f"{noun(type(thing))}.send_back", thing, comment=comment)


def publish(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete, and ConflictOfInterest where the one who publishes it has an interest in its organisation."""
    interests.refuse(session, by, {thing.organisation.id})
    _refuse_incomplete(session, thing)
    thing.move_to(SubmissionStatus.PUBLISHED)
    thing.published_at = utc_now()
    record(session, by, f"{noun(type(thing))}.publish", thing)


def withdraw(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises InPartnership for a need while one of its partnerships goes on; of an offer they go on without it."""
    session.refresh(thing, with_for_update=True)  # no plan is published for it meanwhile
    if isinstance(thing, Need) and _in_partnership(session, thing, UNFINISHED_PARTNERSHIP):
        raise InPartnership
    thing.move_to(SubmissionStatus.WITHDRAWN)
    record(session, by, f"{noun(type(thing))}.withdraw", thing)


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
