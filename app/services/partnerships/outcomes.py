"""What became of a need: its partnerships, and what the newest published plan that it was laid before made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.database import AuditedSession
from app.services.partnerships import refusals
from models import Decision, Match, Need, Offer, Partnership, Plan, Refusal, Run, UnservedNeed
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind

ALL = 999_990
"""Millionths: from here on the lines of a plan give the whole amount, each of them rounded."""


@dataclass(frozen=True)
class Outcome:
    partnerships: Sequence[Partnership]
    plan: Plan | None = None
    """the newest published one that the need was laid before"""
    taken_millionths: int = 0
    """of what it asked, in this plan's approved matches"""
    unserved: UnservedNeed | None = None
    refusals: Sequence[Refusal] = ()
    """those that stood when the plan left it out"""
    rejections: Sequence[str] = field(default=())
    """why reviewers rejected matches of it in that round"""

    @property
    def in_part(self) -> bool:
        return 0 < self.taken_millionths < ALL


def of_need(session: AuditedSession, need: Need) -> Outcome:
    partnerships = session.scalars(
        select(Partnership)
        .where(Partnership.need_id == need.id)
        .options(joinedload(Partnership.offer).joinedload(Offer.organisation))
        .order_by(Partnership.created_at)
    ).all()
    plan = session.scalar(_newest_plan(need))
    if plan is None:
        return Outcome(partnerships)
    approved = select(Match.share_millionths).where(
        Match.plan_id == plan.id, Match.need_id == need.id, Match.status == MatchStatus.APPROVED
    )
    unserved = session.scalar(
        select(UnservedNeed).where(UnservedNeed.plan_id == plan.id, UnservedNeed.need_id == need.id)
    )
    return Outcome(
        partnerships,
        plan,
        sum(session.scalars(approved)),
        unserved,
        refusals_before(session, unserved) if unserved else (),
        tuple(dict.fromkeys(session.scalars(_rejections(need, plan)))),
    )


def _newest_plan(need: Need) -> Select[Plan]:
    left_out = exists().where(UnservedNeed.plan_id == Plan.id, UnservedNeed.need_id == need.id)
    matched = exists().where(Match.plan_id == Plan.id, Match.need_id == need.id)
    return (
        select(Plan)
        .join(Plan.run)
        .where(Plan.published_at.is_not(None), or_(left_out, matched))
        .options(defer(Plan.summary), contains_eager(Plan.run).joinedload(Run.round))
        .order_by(Plan.published_at.desc(), Plan.id)
        .limit(1)
    )


def _rejections(need: Need, plan: Plan) -> Select[str]:
    """The reasons of the decisions that hold; of pairs alone that some plan of the round proposed."""
    proposed = exists().where(
        Match.need_id == Decision.need_id,
        Match.offer_id == Decision.offer_id,
        Match.status == MatchStatus.REJECTED,
        Match.plan_id.in_(select(Plan.id).join(Plan.run).where(Run.round_id == plan.run.round_id)),
    )
    return (
        select(Decision.reason)
        .where(
            Decision.holds_in(plan.run.round_id),
            Decision.need_id == need.id,
            Decision.kind.in_((DecisionKind.REJECT, DecisionKind.FORBID)),
            proposed,
        )
        .order_by(Decision.decided_at, Decision.id)
    )


def refusals_before(session: AuditedSession, unserved: UnservedNeed) -> Sequence[Refusal]:
    """Those of the need that stood when the run began which left it out.

    All of them, whatever the offers still had to give: that is their partners' business.
    """
    began = select(Run.created_at).join(Plan, Plan.run_id == Run.id).where(Plan.id == unserved.plan_id)
    stood = or_(Refusal.lifted_at.is_(None), Refusal.lifted_at > began.scalar_subquery())
    of_need = (Refusal.need_id == unserved.need_id, Refusal.refused_at <= began.scalar_subquery())
    return session.scalars(refusals.in_words(*of_need, stood)).all()
