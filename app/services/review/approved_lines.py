"""The approved matches of a plan as rows: what publication asks of each, and nothing more.

A large plan has thousands of them, and its page is opened again and again: as mapped objects, with both parties and the
decision, they would take a second to load.
"""

import uuid
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import lazyload, selectinload

from app.database import AuditedSession
from app.services.money.conversion import Units, units_of
from models import City, Match, Need, Offer, Organisation, Plan, Programme
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, SubmissionStatus
from models.pairs import named
from models.vocabulary import Kind


class ApprovedNeed(NamedTuple):
    """The need of a match as it is now; `gap` is in its own unit."""

    id: uuid.UUID
    title: str
    status: SubmissionStatus
    kind: Kind
    currency: str | None
    gap: int
    max_partners: int | None
    organisation_id: uuid.UUID
    active: bool
    country: str


class ApprovedLine(NamedTuple):
    """An approved match. `amounts` are in the round's unit, `taken` in the offer's and `given` in the need's: nothing
    where the party now counts in a currency for which the run has no rate."""

    match_id: uuid.UUID
    need: ApprovedNeed
    offer: Offer
    amounts: HorizonAmounts
    taken: HorizonAmounts
    given: int
    keeps_offers_unit: bool
    keeps_needs_unit: bool
    """Whether the party still speaks of the kind, and of a currency, that the run knew."""

    @property
    def name(self) -> str:
        return named(self.need.title, self.offer.organisation.name)

    @property
    def parties(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The organisations of the city's side and the partner's."""
        return self.need.organisation_id, self.offer.organisation_id


OF_NEED = (
    Need.id,
    Need.title,
    Need.status,
    Need.kind,
    Need.currency,
    Need.amount - Need.own_contribution - Need.secured,
    Need.max_partners,
    Organisation.id,
    Organisation.active,
    City.country_id,
)


def approved_lines(session: AuditedSession, plan: Plan) -> list[ApprovedLine]:
    """As the database has them at this moment, offer by offer. Three queries."""
    units, offers = units_of(plan.run), _offers(session, plan)
    rows = session.execute(
        select(Match.id, Match.offer_id, Match.short, Match.medium, Match.long, *OF_NEED)
        .join(Match.need)
        .join(Need.programme)
        .join(Programme.organisation)
        .join(Programme.city)
        .where(Match.plan_id == plan.id, Match.status == MatchStatus.APPROVED)
        .order_by(Match.offer_id, Match.need_id)
    )
    return [
        _line(units, match_id, ApprovedNeed(*asked), offers[offer_id], HorizonAmounts(short, medium, long))
        for match_id, offer_id, short, medium, long, *asked in rows
    ]


def _offers(session: AuditedSession, plan: Plan) -> dict[uuid.UUID, Offer]:
    """As they are now, also those that the session has read before."""
    taking_part = select(Match.offer_id).where(Match.plan_id == plan.id, Match.status == MatchStatus.APPROVED)
    found = session.scalars(
        select(Offer)
        .where(Offer.id.in_(taking_part))
        .options(selectinload(Offer.organisation).options(lazyload("*")))
        .execution_options(populate_existing=True)
    )
    return {offer.id: offer for offer in found}


def _line(units: Units, match_id: uuid.UUID, need: ApprovedNeed, offer: Offer, amounts: HorizonAmounts) -> ApprovedLine:
    same_kind = need.kind == offer.kind
    knows_offers, knows_needs = units.rates.knows(offer.currency), units.rates.knows(need.currency)
    taken = units.taken(amounts, offer.currency) if knows_offers else HorizonAmounts()
    given = units.given(amounts, need.currency) if knows_needs else 0
    keeps_offers_unit, keeps_needs_unit = same_kind and knows_offers, same_kind and knows_needs
    return ApprovedLine(match_id, need, offer, amounts, taken, given, keeps_offers_unit, keeps_needs_unit)
