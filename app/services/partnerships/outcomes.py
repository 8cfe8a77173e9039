"""What became of a need: its partnerships, and why it stayed out of the newest published plan, where it did."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.partnerships import refusals
from models import Need, Offer, Partnership, Plan, Refusal, Run, UnservedNeed


@dataclass(frozen=True)
class Outcome:
    partnerships: Sequence[Partnership]
    unserved: UnservedNeed | None
    refusals: Sequence[Refusal]
    """those that stood when the plan left it out"""


def of_need(session: AuditedSession, need: Need) -> Outcome:
    partnerships = session.scalars(
        select(Partnership)
        .where(Partnership.need_id == need.id)
        .options(joinedload(Partnership.offer).joinedload(Offer.organisation))
        .order_by(Partnership.created_at)
    ).all()
    unserved = session.scalar(
        select(UnservedNeed)
        .join(UnservedNeed.plan)
        .where(UnservedNeed.need_id == need.id, Plan.published_at.is_not(None))
        .order_by(Plan.published_at.desc())
        .limit(1)
    )
    published_at = unserved and unserved.plan.published_at
    if unserved is None or any(published_at and one.created_at >= published_at for one in partnerships):
        return Outcome(partnerships, None, [])
    return Outcome(partnerships, unserved, refusals_before(session, unserved))


def refusals_before(session: AuditedSession, unserved: UnservedNeed) -> Sequence[Refusal]:
    """Those of the need that stood when the run began which left it out.

    All of them, whatever the offers still had to give: that is their partners' business.
    """
    began = select(Run.created_at).join(Plan, Plan.run_id == Run.id).where(Plan.id == unserved.plan_id)
    stood = or_(Refusal.lifted_at.is_(None), Refusal.lifted_at > began.scalar_subquery())
    of_need = (Refusal.need_id == unserved.need_id, Refusal.refused_at <= began.scalar_subquery())
    return session.scalars(refusals.in_words(*of_need, stood)).all()
