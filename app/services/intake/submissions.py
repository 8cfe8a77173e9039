"""The way of a need or an offer from draft to published: the same moves for both."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.intake import holdings
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import beside, differences, refuse_stale
from models import Need, Offer, Partnership, Remark
from models.base import utc_now
from models.errors import IllegalMove, Incomplete, InPartnership, UnitInUse
from models.lifecycle import EDITABLE, GOING_ON, LIVE, PartnershipStatus, SubmissionStatus
from models.vocabulary import Flag

Submission = Need | Offer


def noun(thing: Submission) -> str:
    return "need" if isinstance(thing, Need) else "offer"


def revise(session: AuditedSession, thing: Submission, values: dict[str, Any], version: int, by: Actor) -> None:
    """Change fields. A published one goes back to the reviewers: those who agreed are asked again.

    Raises StaleForm where somebody else changed it since the form was opened, IllegalMove where it is closed to edits,
    Incomplete where it is published and would lack something or come to wait for what no reviewer has, UnitInUse,
    BelowUsed and HeldByPartnerships where partnerships forbid it.
    """
    session.refresh(thing, with_for_update=True)  # nobody reserves from the offer while it is being changed
    refuse_stale(session, thing, version)
    if thing.status not in EDITABLE:
        raise IllegalMove(thing, thing.status, SubmissionStatus.SUBMITTED)
    _refuse_other_unit(session, thing, values)
    before = beside(thing)
    for field, value in values.items():
        setattr(thing, field, value)
    thing.changed_at = utc_now()  # the version goes up even where only the evidence changed
    if isinstance(thing, Offer):
        holdings.refuse_less(session, thing)
    else:
        holdings.refuse_less_asked(session, thing)
    if thing.status == SubmissionStatus.PUBLISHED:
        _refuse_incomplete(thing)
        if isinstance(thing, Need):
            _refuse_unsubmitted_first(thing, before["requires"])
        thing.move_to(SubmissionStatus.SUBMITTED)
        if isinstance(thing, Need):
            _drop_old_no_objection(thing, before["evidence"])
    record(session, by, f"{noun(thing)}.revise", thing, **differences(before, beside(thing)))


def submit(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete with every field that is still missing, or where it would wait for what no reviewer has."""
    _refuse_incomplete(thing)
    if isinstance(thing, Need):
        _refuse_unsubmitted_first(thing)
    thing.move_to(SubmissionStatus.SUBMITTED)
    record(session, by, f"{noun(thing)}.submit", thing)


def send_back(session: AuditedSession, thing: Submission, comment: str, by: Actor) -> None:
    """Return it to its organisation with what should change; it keeps its history.

    Raises ConflictOfInterest where the one who returns it has an interest in the organisation.
    """
    interests.refuse(session, by, {thing.organisation.id})
    thing.move_to(SubmissionStatus.RETURNED)
    session.add(Remark(**{f"{noun(thing)}_id": thing.id}, author=by.user, text=comment))
    record(session, by, f"{noun(thing)}.send_back", thing, comment=comment)


def publish(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises Incomplete, and ConflictOfInterest where the one who publishes it has an interest in its organisation."""
    interests.refuse(session, by, {thing.organisation.id})
    _refuse_incomplete(thing)
    thing.move_to(SubmissionStatus.PUBLISHED)
    thing.published_at = utc_now()
    record(session, by, f"{noun(thing)}.publish", thing)


def withdraw(session: AuditedSession, thing: Submission, by: Actor) -> None:
    """Raises InPartnership for a need while one of its partnerships goes on; of an offer they go on without it."""
    session.refresh(thing, with_for_update=True)  # no plan is published for it meanwhile
    if isinstance(thing, Need) and _in_partnership(session, thing, GOING_ON):
        raise InPartnership
    thing.move_to(SubmissionStatus.WITHDRAWN)
    record(session, by, f"{noun(thing)}.withdraw", thing)


def _refuse_incomplete(thing: Submission) -> None:
    if missing := thing.missing():
        raise Incomplete(dict.fromkeys(missing, "missing"))


def _refuse_unsubmitted_first(need: Need, before: Collection[str] = ()) -> None:
    """`before`: ids of those that it waited for already, which stand as they are."""
    if any(str(first.id) not in before for first in need.unsubmitted_first()):
        raise Incomplete({"requires": "not submitted"})


def _refuse_other_unit(session: AuditedSession, thing: Submission, values: dict[str, Any]) -> None:
    """What is reserved and covered is counted in the unit of the offer and of the need."""
    other = (values["kind"], values["currency"]) != (thing.kind, thing.currency)
    if other and _in_partnership(session, thing, LIVE):
        raise UnitInUse


def _in_partnership(session: AuditedSession, thing: Submission, statuses: frozenset[PartnershipStatus]) -> bool:
    side = Partnership.need_id if isinstance(thing, Need) else Partnership.offer_id
    return bool(session.scalar(select(exists().where(side == thing.id, Partnership.status.in_(statuses)))))


def _drop_old_no_objection(need: Need, before: dict[str, str]) -> None:
    """It was given to what the need said before. New evidence for it stands; the same words do not."""
    evidence = need.evidence
    if evidence.get(Flag.NATIONAL_NO_OBJECTION) == before.get(Flag.NATIONAL_NO_OBJECTION):
        evidence.pop(Flag.NATIONAL_NO_OBJECTION, None)
        need.evidence = evidence
