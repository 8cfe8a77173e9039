"""What a publication tells: one message for each organisation that it concerns.

A city whose needs stayed out gets one answer for all of them: why each stayed out, and what would help. It speaks only
of what the city itself may know: nothing of any one offer, and no amount of another's.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from app.database import AuditedSession
from app.services.engine import pool
from app.services.engine.disclosure import NOT_APPROVED, SET_ASIDE, Reason, reason_of
from app.services.engine.explanations import of_need
from app.services.engine.snapshots import Snapshot
from app.services.people import messages
from app.services.people.message_facts import LeftOut, OfferedPartnership, RoundPublished, TurnedDown
from app.services.people.organisations import audience_of, speaking_for, speaks_for
from app.services.record.actor import Actor
from models import Match, Need, Offer, Organisation, Partnership, Plan, Programme, UnservedNeed
from models.lifecycle import MatchStatus, SubmissionStatus
from models.pairs import named


@dataclass
class News:
    """What one organisation is told."""

    organisation: Organisation
    partnerships: list[OfferedPartnership] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    turned_down: list[TurnedDown] = field(default_factory=list)


def announce(session: AuditedSession, plan: Plan, partnerships: Sequence[Partnership], by: Actor) -> int:
    """How many organisations are told."""
    news: dict[uuid.UUID, News] = {}
    for partnership in sorted(partnerships, key=lambda one: (one.need.title, one.offer.organisation.name)):
        city, partner = partnership.parties
        _of(news, city).partnerships.append(_partnership(partnership, partner))
        _of(news, partner).partnerships.append(_partnership(partnership, city))
    for need, reason in _left_out(session, plan, {one.need_id for one in partnerships}):
        _of(news, need.organisation).left_out.append(LeftOut(need.id, need.title, *reason))
    for match in _turned_down(session, plan):
        _of(news, match.offer.organisation).turned_down.append(TurnedDown(match.id, match.need.title))
    _add_places(session, news, partnerships)
    round_ = plan.run.round
    for one in news.values():
        audience = audience_of(one.organisation)
        facts = RoundPublished(
            round_.title, tuple(one.partnerships), tuple(one.left_out), tuple(one.turned_down), audience
        )
        messages.tell(session, one.organisation, facts, f"round-{round_.id}-{one.organisation.id}", by)
    return len(news)


def _add_places(session: AuditedSession, news: dict[uuid.UUID, News], partnerships: Sequence[Partnership]) -> None:
    """What was offered to the cities of a nation, and of residents, without amounts: these are for the two sides."""
    for organisation in speaking_for(session, {one.need.city for one in partnerships}):
        for one in partnerships:
            if speaks_for(organisation, one.need.city):
                sides = named(*(side.name for side in one.parties))
                told = OfferedPartnership(one.id, one.need.title, sides, None, None)
                _of(news, organisation).partnerships.append(told)


def _turned_down(session: AuditedSession, plan: Plan) -> Sequence[Match]:
    """The matches that their partners were shown, and that were not approved."""
    return session.scalars(
        select(Match)
        .where(Match.plan_id == plan.id, Match.shown_at.is_not(None), Match.status != MatchStatus.APPROVED)
        .options(joinedload(Match.need).options(*_CITY), joinedload(Match.offer).joinedload(Offer.organisation))
        .order_by(Match.id)
    ).all()


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
    reasons |= dict.fromkeys(_set_aside(session, plan), SET_ASIDE)
    for need, reason in sorted(reasons.items(), key=lambda item: (item[0].title, str(item[0].id))):
        if need.id not in served:
            yield need, reason


def _set_aside(session: AuditedSession, plan: Plan) -> Iterator[Need]:
    """The needs that were published, but in no pool, since they wait for others; they wait still."""
    waiting = session.scalars(
        select(Need)
        .where(Need.status == SubmissionStatus.PUBLISHED, Need.published_at < plan.run.created_at, Need.requires.any())
        .options(*_CITY, selectinload(Need.requires))
    ).all()
    frozen = Snapshot.of(plan.run).needs if waiting else {}
    for need in waiting:
        if str(need.id) not in frozen and pool.holding_up(session, need):
            yield need


_CITY = (lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.organisation))
