"""Publishing a plan: its approved matches become partnerships, and their amounts are reserved, all or nothing.

The approved lines are counted once: what they take is what is reserved of the offers, and what the partnerships hold.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import lazyload, selectinload

from app.database import AuditedSession
from app.services.partnerships import capacity
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.record.audit import record, record_each
from app.services.review import announcements, work
from app.services.review.approved_lines import ApprovedLine, approved_lines
from app.services.review.blockers import publication_blockers
from app.services.review.locks import hold_in_review, hold_parties
from models import Match, Need, Offer, Organisation, Partnership, Plan, Programme
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.errors import NotReady
from models.lifecycle import MatchStatus, RoundStatus


def publish(session: AuditedSession, plan: Plan, today: date, by: Actor) -> list[Partnership]:
    """The round's other runs are cancelled.

    Raises NotReady with what stands in the way, ConflictOfInterest where the one who publishes has an interest in a
    party of an approved match, CapacityExceeded where an offer has meanwhile too little left.
    """
    round_ = plan.run.round
    hold_in_review(session, round_)  # no decision slips in between, and no second publication
    hold_parties(session, plan)
    approved = approved_lines(session, plan)
    interests.refuse(session, by, {one for line in approved for one in line.parties})
    if blockers := publication_blockers(session, plan, approved, today):
        raise NotReady(*blockers)
    _reserve(session, approved, by)
    partnerships = _create_partnerships(session, plan, approved, by)
    round_.move_to(RoundStatus.PUBLISHED)
    plan.published_at = round_.published_at = utc_now()
    record(session, by, "plan.publish", plan)
    work.cancel_unfinished(session, round_, by)
    told = announcements.announce(session, plan, partnerships, by)
    record(session, by, "round.publish", round_, plan=plan.id, partnerships=len(partnerships), told=told)
    return partnerships


@dataclass
class Promise:
    """What publication would reserve of one partner's offers in one currency (None: expert-days)."""

    partner: Organisation
    currency: str | None
    partnerships: int = 0
    amounts: HorizonAmounts = field(default_factory=HorizonAmounts)


def promises(approved: Sequence[ApprovedLine]) -> list[Promise]:
    """What the approved matches would reserve, by partner and currency."""
    found: dict[tuple[str, str], Promise] = {}
    for line in approved:
        partner, currency = line.offer.organisation, line.offer.currency
        if line.taken.total:
            promise = found.setdefault((partner.name, currency or ""), Promise(partner, currency))
            promise.partnerships += 1
            promise.amounts += line.taken
    return [promise for _, promise in sorted(found.items())]


def _reserve(session: AuditedSession, approved: Sequence[ApprovedLine], by: Actor) -> None:
    """Each offer's amounts at once, the offers in one order for all."""
    wanted: defaultdict[Offer, HorizonAmounts] = defaultdict(HorizonAmounts)
    for line in approved:
        wanted[line.offer] += line.taken
    for offer in sorted(wanted, key=lambda one: one.id):
        capacity.reserve(session, offer, wanted[offer], by)


def _create_partnerships(
    session: AuditedSession, plan: Plan, approved: Sequence[ApprovedLine], by: Actor
) -> list[Partnership]:
    """Each line to both of its sides."""
    needs = _needs(session, plan)
    partnerships = [
        Partnership(
            match_id=line.match_id,
            need=needs[line.need.id],
            offer=line.offer,
            currency=line.offer.currency,
            amounts=line.taken,
            covers=line.given,
        )
        for line in approved
    ]
    session.add_all(partnerships)
    record_each(session, by, "partnership.offer", partnerships)
    return partnerships


def _needs(session: AuditedSession, plan: Plan) -> dict[uuid.UUID, Need]:
    """Those of the approved matches, each with its city's side."""
    served = select(Match.need_id).where(Match.plan_id == plan.id, Match.status == MatchStatus.APPROVED)
    with_side = selectinload(Need.programme).options(selectinload(Programme.organisation), selectinload(Programme.city))
    found = session.scalars(select(Need).where(Need.id.in_(served)).options(lazyload(Need.flags), with_side))
    return {need.id: need for need in found}
