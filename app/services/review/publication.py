"""Publishing a plan: its approved matches become partnerships, and their amounts are reserved, all or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload

from app.database import AuditedSession
from app.services.money.own_units import given_to_need, taken_of_offer
from app.services.partnerships import capacity
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.record.audit import record, record_each
from app.services.review import announcements, approvals, runs, studies
from app.services.review.approved_lines import ApprovedLine, approved_lines
from app.services.review.obstacles import standing_in_the_way
from models import Match, Need, Offer, Organisation, Partnership, Plan, Programme
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.errors import Blocker, NotReady
from models.lifecycle import MatchStatus, RoundStatus


def publish(session: AuditedSession, plan: Plan, today: date, by: Actor) -> list[Partnership]:
    """The round's other runs are cancelled.

    Raises NotReady with what stands in the way, ConflictOfInterest where the one who publishes has an interest in a
    party of an approved match, CapacityExceeded where an offer has meanwhile too little left.
    """
    round_ = plan.run.round
    session.refresh(round_, with_for_update=True)  # no decision slips in between, and no second publication
    if round_.status != RoundStatus.IN_REVIEW:
        raise NotReady(Blocker("round_over"))
    _lock_parties(session, plan)
    interests.refuse(session, by, approvals.parties_of_approved(session, plan))
    approved = approved_lines(session, plan)
    if blockers := standing_in_the_way(session, plan, approved, today):
        raise NotReady(*blockers)
    _reserve(session, approved, by)
    partnerships = [_offered(match) for match in _matches(session, plan)]
    session.add_all(partnerships)
    record_each(session, by, "partnership.offer", partnerships)
    round_.move_to(RoundStatus.PUBLISHED)
    plan.published_at = round_.published_at = utc_now()
    record(session, by, "plan.publish", plan)
    runs.cancel_unfinished(session, round_, by)
    studies.cancel_unfinished(session, round_, by)
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


def _lock_parties(session: AuditedSession, plan: Plan) -> None:
    """Other publications wait here: what a need has and how many partners an offer took is counted once at a time.

    One order for all: two publications never wait for each other.
    """
    for model, column in ((Need, Match.need_id), (Offer, Match.offer_id)):
        of_plan = select(column).where(Match.plan_id == plan.id)
        session.execute(select(model.id).where(model.id.in_(of_plan)).order_by(model.id).with_for_update())


def _matches(session: AuditedSession, plan: Plan) -> Sequence[Match]:
    """The approved matches with both parties."""
    return session.scalars(
        select(Match)
        .where(Match.plan_id == plan.id, Match.status == MatchStatus.APPROVED)
        .options(
            defer(Match.explanation),
            selectinload(Match.offer).selectinload(Offer.organisation),
            joinedload(Match.need)
            .options(lazyload(Need.flags))
            .selectinload(Need.programme)
            .options(selectinload(Programme.organisation), selectinload(Programme.city)),
        )
        .order_by(Match.offer_id, Match.need_id)
    ).all()


def _reserve(session: AuditedSession, approved: Sequence[ApprovedLine], by: Actor) -> None:
    """Each offer's amounts at once, the offers in one order for all."""
    wanted: defaultdict[Offer, HorizonAmounts] = defaultdict(HorizonAmounts)
    for line in approved:
        wanted[line.offer] += line.taken
    for offer in sorted(wanted, key=lambda one: one.id):
        capacity.reserve(session, offer, wanted[offer], by)


def _offered(match: Match) -> Partnership:
    """Both conversions round down: nothing exceeds what was planned."""
    return Partnership(
        match=match,
        need=match.need,
        offer=match.offer,
        currency=match.offer.currency,
        amounts=taken_of_offer(match),
        covers=given_to_need(match),
    )
