"""What a publication tells: one message for each organisation that it concerns.

A city whose needs stayed out gets one answer for all of them: why each stayed out, and what would help. It speaks only
of what the city itself may know: nothing of any one offer, and no amount of another's.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from app.database import AuditedSession
from app.services.engine.disclosure import NOT_APPROVED, Reason, reason_of
from app.services.engine.explanations import of_need
from app.services.people import messages
from app.services.people.message_facts import LeftOut, OfferedPartnership, RoundPublished
from app.services.record.actor import Actor
from models import Match, Need, Organisation, Partnership, Plan, Programme, UnservedNeed
from models.lifecycle import MatchStatus


@dataclass
class News:
    """What one organisation is told."""

    organisation: Organisation
    partnerships: list[OfferedPartnership] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def announce(session: AuditedSession, plan: Plan, partnerships: Sequence[Partnership], by: Actor) -> int:
    """How many organisations are told."""
    news: dict[uuid.UUID, News] = {}
    for partnership in sorted(partnerships, key=lambda one: (one.need.title, one.offer.organisation.name)):
        city, partner = partnership.parties
        _of(news, city).partnerships.append(_partnership(partnership, partner))
        _of(news, partner).partnerships.append(_partnership(partnership, city))
    for need, reason in _left_out(session, plan, {one.need_id for one in partnerships}):
        _of(news, need.organisation).left_out.append(LeftOut(need.id, need.title, *reason))
    round_ = plan.run.round
    for one in news.values():
        facts = RoundPublished(round_.title, tuple(one.partnerships), tuple(one.left_out))
        messages.tell(session, one.organisation, facts, f"round-{round_.id}-{one.organisation.id}", by)
    return len(news)


def _of(news: dict[uuid.UUID, News], organisation: Organisation) -> News:
    return news.setdefault(organisation.id, News(organisation))


def _partnership(partnership: Partnership, other: Organisation) -> OfferedPartnership:
    return OfferedPartnership(
        id=partnership.id,
        need=partnership.need.title,
        other=other.name,
        amount=partnership.amounts.total,
        currency=partnership.currency,
    )


def _left_out(session: AuditedSession, plan: Plan, served: set[uuid.UUID]) -> Iterator[tuple[Need, Reason]]:
    """Each need of the round that gets nothing, by title, with the reason."""
    unserved = session.scalars(
        select(UnservedNeed)
        .where(UnservedNeed.plan_id == plan.id)
        .options(joinedload(UnservedNeed.need).options(*_CITY))
    )
    reasons = {one.need: reason_of(of_need(one.explanation)) for one in unserved}
    refused = session.scalars(
        select(Match)
        .where(Match.plan_id == plan.id, Match.status != MatchStatus.APPROVED)
        .options(joinedload(Match.need).options(*_CITY))
    )
    reasons |= {one.need: NOT_APPROVED for one in refused}
    for need, reason in sorted(reasons.items(), key=lambda item: (item[0].title, str(item[0].id))):
        if need.id not in served:
            yield need, reason


_CITY = (lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.organisation))
