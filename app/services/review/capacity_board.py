"""Per offer and horizon: capacity, what a plan under review proposes, what is reserved and committed, what is free."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, defer, lazyload

from app.database import AuditedSession
from app.services.money.conversion import Units
from app.services.money.exchange import Rates
from app.services.partnerships import capacity
from models import Match, Offer, Organisation, Plan, Round, Run
from models.amounts import NOTHING, HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus, SubmissionStatus
from models.vocabulary import Horizon, Theme

USED = sum(getattr(Offer, column) for column in capacity.LEDGER)


@dataclass(frozen=True)
class Line:
    """One offer, in its own unit. `free` is neither reserved nor committed; what is proposed would be taken from it."""

    offer: Offer
    proposed: HorizonAmounts

    @property
    def free(self) -> HorizonAmounts:
        return self.offer.remaining()

    @property
    def is_over_proposed(self) -> bool:
        """Whether more is proposed than is free in a horizon, or up to it where capacity carries over."""
        return not self.offer.can_hold(self.proposed)


@dataclass(frozen=True)
class OfferFilter:
    """What a reader wants to see; None stands for all."""

    partner_id: uuid.UUID | None = None
    theme: Theme | None = None
    horizon: Horizon | None = None

    def conditions(self, proposed: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
        """A horizon keeps the offers that hold something in it, or of which something is proposed in it."""
        found = []
        if self.partner_id:
            found.append(Offer.organisation_id == self.partner_id)
        if self.theme:
            found.append(Offer.themes.has_word(self.theme))
        if self.horizon:
            held = [getattr(Offer, f"{column}_{self.horizon}") > 0 for column in ("capacity", "reserved", "committed")]
            if proposed is not None:
                taken = select(Match.offer_id).where(proposed, getattr(Match, self.horizon) > 0)
                held.append(Offer.id.in_(taken))
            found.append(or_(*held))
        return found


@dataclass(frozen=True)
class Total:
    """All offers that count in one unit; the currency is None for expert-days."""

    currency: str | None
    capacity: HorizonAmounts = NOTHING
    proposed: HorizonAmounts = NOTHING
    reserved: HorizonAmounts = NOTHING
    committed: HorizonAmounts = NOTHING
    free: HorizonAmounts = NOTHING

    def __add__(self, line: Line) -> "Total":
        offer = line.offer
        return Total(
            self.currency,
            self.capacity + offer.capacity,
            self.proposed + line.proposed,
            self.reserved + offer.reserved,
            self.committed + offer.committed,
            self.free + line.free,
        )


def offers(
    partner_ids: Sequence[uuid.UUID] | None,
    chosen: OfferFilter | None = None,
    proposed: ColumnElement[bool] | None = None,
) -> Select[Offer]:
    """The offers that are published or hold partnerships, in no order yet; None stands for all partners."""
    statement = (
        select(Offer)
        .join(Offer.organisation)
        .where(
            or_(Offer.status == SubmissionStatus.PUBLISHED, USED > 0), *(chosen or OfferFilter()).conditions(proposed)
        )
        .options(
            contains_eager(Offer.organisation).options(lazyload(Organisation.city), lazyload(Organisation.country))
        )
    )
    return statement if partner_ids is None else statement.where(Offer.organisation_id.in_(partner_ids))


def partners(session: AuditedSession, partner_ids: Sequence[uuid.UUID] | None) -> Sequence[Row[uuid.UUID, str]]:
    """Id and name of whoever has offers on the board."""
    found = offers(partner_ids).with_only_columns(Organisation.id, Organisation.name).distinct()
    return session.execute(found.order_by(Organisation.name, Organisation.id)).all()


def sorts(lines: Iterable[Line]) -> Mapping[str, Any]:
    """The orders that the board can be in, by the word that asks for them; `lines` are all there are."""
    over = [line.offer.id for line in lines if line.is_over_proposed]
    return {
        "partner": func.lower(Organisation.name),
        "offer": func.lower(Offer.title),
        "over": case((Offer.id.in_(over), 0), else_=1),
    }


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
    """Two queries, however many offers there are."""
    found = list(page)
    currencies = {one.id: one.currency for one in found}
    amounts: dict[uuid.UUID, HorizonAmounts] = {}
    for offer_id, planned, units in [] if proposed is None else _planned(session, proposed):
        if offer_id in currencies:
            amounts[offer_id] = amounts.get(offer_id, NOTHING) + units.taken(planned, currencies[offer_id])
    return [Line(offer, amounts.get(offer.id, NOTHING)) for offer in found]


def _planned(session: AuditedSession, proposed: ColumnElement[bool]) -> list[tuple[uuid.UUID, HorizonAmounts, Units]]:
    """Of each match its offer and amounts, with what these are in the currencies of others."""
    matches = session.execute(
        select(Match.plan_id, Match.offer_id, Match.short, Match.medium, Match.long).where(proposed)
    ).all()
    runs = session.execute(
        select(Plan.id, Round.currency, Run.rates)
        .join(Plan.run)
        .join(Run.round)
        .where(Plan.id.in_({one.plan_id for one in matches}))
    )
    units = {plan_id: Units(Rates(rates), currency) for plan_id, currency, rates in runs}
    return [(offer_id, HorizonAmounts(*amounts), units[plan_id]) for plan_id, offer_id, *amounts in matches]


def totals(lines: Iterable[Line]) -> list[Total]:
    """The sum of each unit that occurs: expert-days first, then the currencies."""
    found: dict[str | None, Total] = {}
    for line in lines:
        currency = line.offer.currency
        found[currency] = found.get(currency, Total(currency)) + line
    return sorted(found.values(), key=lambda total: total.currency or "")
