"""Partnerships: both sides accept, sign, begin and end them. The offer's ledger follows every step."""

from collections.abc import Iterable

from app.database import AuditedSession
from app.services.partnerships import capacity, refusals
from app.services.people import messages
from app.services.people.message_facts import PartnershipMoved, PartnershipStep
from app.services.people.organisations import secretariats, speaking_for
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.terms import broken_reason, refuse
from models import Organisation, Partnership
from models.base import utc_now
from models.errors import IllegalMove
from models.lifecycle import HOLDS_RESERVED
from models.lifecycle import PartnershipStatus as Status


def accept(session: AuditedSession, partnership: Partnership, by: Actor) -> None:
    """One side accepts; the second acceptance, in either order, makes it accepted by both."""
    city, partner = partnership.parties
    if by.organisation_id == city.id:
        _accept_as(partnership, Status.ACCEPTED_BY_CITY, Status.ACCEPTED_BY_PARTNER)
        partnership.city_accepted_at = utc_now()
    elif by.organisation_id == partner.id:
        _accept_as(partnership, Status.ACCEPTED_BY_PARTNER, Status.ACCEPTED_BY_CITY)
        partnership.partner_accepted_at = utc_now()
    else:
        raise IllegalMove(partnership, partnership.status, Status.ACCEPTED)
    record(session, by, "partnership.accept", partnership)
    both = partnership.status == Status.ACCEPTED
    told = [city, partner]
    if both:
        told += [*secretariats(session), *speaking_for(session, [partnership.need.city])]
    _tell(session, told, partnership, PartnershipStep.ACCEPTED_BY_BOTH if both else PartnershipStep.ACCEPTED, by)


def _accept_as(partnership: Partnership, mine: Status, theirs: Status) -> None:
    partnership.move_to(Status.ACCEPTED if partnership.status == theirs else mine)


def decline(session: AuditedSession, partnership: Partnership, reason: str, by: Actor) -> None:
    """Either side says no before both accepted; what was reserved is free again. Raises BrokenRules, as each end does,
    where the reason is too short."""
    own_side = next((one for one in partnership.parties if one.id == by.organisation_id), None)
    if own_side is None:
        raise IllegalMove(partnership, partnership.status, Status.DECLINED)
    _end(session, partnership, Status.DECLINED, own_side, reason, by)


def withdraw(session: AuditedSession, partnership: Partnership, whose: Organisation, reason: str, by: Actor) -> None:
    """Taken back before it was signed, since `whose` organisation, one of the sides or the secretariat, said so."""
    _end(session, partnership, Status.WITHDRAWN, whose, reason, by)


def terminate(session: AuditedSession, partnership: Partnership, whose: Organisation, reason: str, by: Actor) -> None:
    """Ended before its time, since `whose` organisation said so; what was committed is free again."""
    _end(session, partnership, Status.TERMINATED, whose, reason, by)


def agree(session: AuditedSession, partnership: Partnership, by: Actor) -> None:
    """Signed: what was reserved is committed."""
    partnership.move_to(Status.AGREED)
    partnership.agreed_at = utc_now()
    capacity.commit(session, partnership.offer, partnership.amounts, by)
    record(session, by, "partnership.agree", partnership)
    _tell(session, partnership.parties, partnership, PartnershipStep.AGREED, by)


def start(session: AuditedSession, partnership: Partnership, by: Actor) -> None:
    partnership.move_to(Status.ACTIVE)
    record(session, by, "partnership.start", partnership)
    _tell(session, partnership.parties, partnership, PartnershipStep.STARTED, by)


def complete(session: AuditedSession, partnership: Partnership, by: Actor) -> None:
    partnership.move_to(Status.COMPLETED)
    record(session, by, "partnership.complete", partnership)
    _tell(session, partnership.parties, partnership, PartnershipStep.COMPLETED, by)


def _tell(
    session: AuditedSession, whom: Iterable[Organisation], partnership: Partnership, step: PartnershipStep, by: Actor
) -> None:
    city, partner = partnership.parties
    facts = PartnershipMoved(
        step=step, partnership=partnership.id, need=partnership.need.title, city=city.name, partner=partner.name,
        organisation=next((one.name for one in (city, partner) if one.id == by.organisation_id), ""),
    )  # fmt: skip
    messages.tell_each(session, whom, facts, f"{step}-{partnership.id}", by)


def _end(
    session: AuditedSession, partnership: Partnership, status: Status, whose: Organisation, reason: str, by: Actor
) -> None:
    refuse(*broken_reason("reason", reason))
    held = "reserved" if partnership.status in HOLDS_RESERVED else "committed"
    partnership.move_to(status)
    partnership.reason = reason
    capacity.release(session, partnership.offer, partnership.amounts, held, by)
    record(session, by, f"partnership.{status}", partnership, reason=reason)
    refusals.remember(session, partnership, whose, by)
