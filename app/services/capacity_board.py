"""Per offer and horizon: capacity, what a plan under review proposes, what is reserved and committed, what is free."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload

from app.database import AuditedSession
from app.services import capacity
from app.services.own_units import taken_of_offer
from models import Match, Offer, Organisation, Plan, Round, Run
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus, SubmissionStatus


@dataclass(frozen=True)
class Line:
    """One offer, in its own unit. `free` is neither reserved nor committed; what is proposed would be taken from it."""

    offer: Offer
    proposed: HorizonAmounts

    @property
    def free(self) -> HorizonAmounts:
        return self.offer.remaining()


def offers(partner_ids: Sequence[uuid.UUID] | None) -> Select[Offer]:
    """The offers that are published or hold partnerships, by partner and title; None stands for all partners."""
    used = sum(getattr(Offer, column) for column in capacity.LEDGER)
    statement = (
        select(Offer)
        .join(Offer.organisation)
        .where(or_(Offer.status == SubmissionStatus.PUBLISHED, used > 0))
        .options(
            contains_eager(Offer.organisation).options(lazyload(Organisation.city), lazyload(Organisation.country))
        )
        .order_by(Organisation.name, Offer.title, Offer.id)
    )
    return statement if partner_ids is None else statement.where(Offer.organisation_id.in_(partner_ids))


def plans_in_review(session: AuditedSession) -> Sequence[Plan]:
    """The plans that may still be published, the newest first."""
    return session.scalars(
        select(Plan)
        .join(Plan.run)
        .join(Run.round)
        .where(Round.status == RoundStatus.IN_REVIEW)
        .options(defer(Plan.files), contains_eager(Plan.run).contains_eager(Run.round))
        .order_by(Plan.created_at.desc(), Plan.id)
    ).all()


def of_plan(plan: Plan) -> ColumnElement[bool]:
    """What staff see proposed: the matches of one plan that are not rejected."""
    return and_(Match.plan_id == plan.id, Match.status != MatchStatus.REJECTED)


def as_shown(plans: Sequence[Plan]) -> ColumnElement[bool]:
    """What partners see proposed: the matches that a coordination window showed them, of the newest such plan."""
    shown = next((plan.id for plan in plans if plan.window is not None), None)
    return and_(Match.plan_id == shown, Match.shown_at.is_not(None))


def lines(session: AuditedSession, page: Iterable[Offer], proposed: ColumnElement[bool] | None) -> list[Line]:
    """One query, however many offers are on the page."""
    found = list(page)
    amounts: dict[uuid.UUID, HorizonAmounts] = {}
    if proposed is not None:
        matches = session.scalars(
            select(Match)
            .where(proposed, Match.offer_id.in_([one.id for one in found]))
            .options(defer(Match.explanation), joinedload(Match.plan).options(defer(Plan.files)))
        )
        for match in matches:
            amounts[match.offer_id] = amounts.get(match.offer_id, HorizonAmounts()) + taken_of_offer(match)
    return [Line(offer, amounts.get(offer.id, HorizonAmounts())) for offer in found]
