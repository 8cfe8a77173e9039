"""Offers of a partner."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.database import AuditedSession
from app.services.intake import edit_limits, submissions
from app.services.intake.doubts import settle
from app.services.intake.submission_rules import SubmissionTerms, broken_address, broken_unit
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.terms import broken_amounts, out_of_limits, refuse
from models import Country, Offer, Organisation
from models.amounts import NOTHING, HorizonAmounts
from models.errors import BrokenRule, IllegalMove
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag, Horizon, IncomeGroup, Language, Stage, Theme

LONG_AGO, FAR_OFF = 5, 20
"""Years: who verified an offer longer ago mistook the year, and so did who keeps it open longer."""


@dataclass(frozen=True)
class OfferTerms(SubmissionTerms):
    """What a partner may say of an offer. Amounts are in the smallest unit of the currency, or hundredths of a day."""

    UNCOUNTED = {"capacity": NOTHING, "min_amount": 0, "max_amount": None}

    title: str = ""
    description: str = ""
    themes: tuple[Theme, ...] = ()
    countries: tuple[str, ...] = ()
    """ISO 3166 alpha-3; none means that any will do, as for the regions and the income groups."""
    regions: tuple[str, ...] = ()
    income_groups: tuple[IncomeGroup, ...] = ()
    stages: tuple[Stage, ...] = ()
    required_flags: tuple[Flag, ...] = ()
    conditions: str = ""
    languages: tuple[Language, ...] = ()
    capacity: HorizonAmounts = field(default_factory=HorizonAmounts)
    carry_over: bool = False
    min_amount: int = 0
    max_amount: int | None = None
    max_partnerships: int | None = None
    max_share_percent: int | None = None
    max_country_share_percent: int | None = None
    amounts_disclosed: bool = False
    contact_name: str = ""
    contact_email: str = ""
    open_until: date | None = None
    verified_on: date | None = None


def create(
    session: AuditedSession,
    organisation: Organisation,
    terms: OfferTerms,
    today: date,
    by: Actor,
    identity: uuid.UUID | None = None,
) -> Offer:
    """A draft, which may still be partial. Raises BrokenRules with every field that breaks one, and Doubtful with what
    is doubted where no reason is given."""
    refuse(*_broken(session, terms, today))
    terms = settle(terms, doubts(terms, today))
    offer = Offer(id=identity or uuid.uuid4(), organisation=organisation)
    terms.write(offer)
    session.add(offer)
    record(session, by, "offer.create", offer)
    return offer


def revise(session: AuditedSession, offer: Offer, terms: OfferTerms, version: int, today: date, by: Actor) -> None:
    """Change what it says. Raises what `submissions.revising` and `create` do, and BelowUsed where partnerships forbid
    it."""
    with submissions.revising(session, offer, terms, version, by):
        refuse(*_broken(session, terms, today, offer))
        settle(terms, doubts(terms, today), OfferTerms.of(offer)).write(offer)
        edit_limits.refuse_less(session, offer)


def doubts(terms: OfferTerms, today: date) -> Iterator[BrokenRule]:
    """What is hardly so: the days that it gives."""
    if terms.verified_on and terms.verified_on.year < today.year - LONG_AGO:
        yield BrokenRule("verified_on", "long_ago", {"years": today.year - terms.verified_on.year})
    if terms.open_until and terms.open_until.year > today.year + FAR_OFF:
        yield BrokenRule("open_until", "far_off", {"years": terms.open_until.year - today.year})


def _broken(
    session: AuditedSession, terms: OfferTerms, today: date, offer: Offer | None = None
) -> Iterator[BrokenRule]:
    """`offer` is the one that they would change."""
    yield from out_of_limits(terms, Offer.LENGTHS, Offer.RANGES)
    yield from broken_unit(session, terms)
    yield from broken_address("contact_email", terms.contact_email)
    yield from broken_amounts(
        *((f"capacity_{horizon}", terms.capacity[horizon]) for horizon in Horizon),
        ("min_amount", terms.min_amount),
        ("max_amount", terms.max_amount),
    )
    if terms.max_amount is not None and terms.max_amount < max(terms.min_amount, 1):
        yield BrokenRule("max_amount", "below_smallest")
    if 0 < terms.capacity.total < terms.min_amount:
        yield BrokenRule("min_amount", "above_capacity")
    if terms.open_until and terms.open_until < today and (offer is None or terms.open_until != offer.open_until):
        yield BrokenRule("open_until", "is_past")
    if terms.verified_on and terms.verified_on > today:
        yield BrokenRule("verified_on", "in_future")
    if terms.countries or terms.regions:
        known = session.execute(select(Country.iso3, Country.region)).all()
        if not {*terms.countries} <= {iso3 for iso3, _region in known}:
            yield BrokenRule("countries", "unknown_place")
        if not {*terms.regions} <= {region for _iso3, region in known}:
            yield BrokenRule("regions", "unknown_place")


def verify(session: AuditedSession, offer: Offer, today: date, by: Actor) -> None:
    """The partner confirms that the offer still stands: it stays in the pool for twelve months more."""
    if offer.status != SubmissionStatus.PUBLISHED:
        raise IllegalMove(offer, offer.status, SubmissionStatus.PUBLISHED)
    offer.verified_on = today
    record(session, by, "offer.verify", offer)
