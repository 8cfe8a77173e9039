"""What became of a need in the newest published plan: partnerships, or why it stayed out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from models import Need, Offer, Partnership, Plan, UnservedNeed


@dataclass(frozen=True)
class Outcome:
    partnerships: Sequence[Partnership]
    unserved: UnservedNeed | None


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
    return Outcome(partnerships, unserved)
