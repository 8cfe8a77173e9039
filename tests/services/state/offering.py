"""What parties do with their needs and offers while rounds go on."""

from dataclasses import replace

from app.services.intake import offers, submissions
from app.services.intake.offers import OfferTerms
from app.services.record.actor import Actor
from app.today import today
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus

from .world import RATES, Told, World


def add(world: World, capacity: HorizonAmounts, currency: str = "USD", **values: object) -> None:
    world.add_offer(in_currency(capacity, currency), currency=currency, **values)


def in_currency(amounts: HorizonAmounts, currency: str) -> HorizonAmounts:
    """About as much as so many cents are worth."""
    cents = 1 if currency == "JPY" else 100
    return HorizonAmounts(*(one * RATES[currency] * cents // (RATES["USD"] * 100) for one in amounts))


def resize(world: World, which: int, capacity: HorizonAmounts, read_again: bool) -> None:
    """Larger or smaller; it leaves the pool until a reviewer has read it again."""
    offer = world.offers[which % len(world.offers)]
    by = Actor(None, offer.organisation_id)
    held = in_currency(capacity, offer.currency)

    def revise() -> Told:
        terms = replace(OfferTerms.of(offer), capacity=held)
        offers.revise(world.session, offer, terms, offer.version, today(), by)
        return [("offer.revise", offer)]

    def publish() -> Told:
        submissions.publish(world.session, offer, world.reviewer)
        return [("offer.publish", offer)]

    if offer.status != SubmissionStatus.SUBMITTED:
        world.attempt("resize", revise)
    if read_again:
        world.attempt("read an offer again", publish)


def withdraw_offer(world: World, which: int) -> None:
    """Another takes its place."""
    place = which % len(world.offers)
    offer = world.offers[place]

    def act() -> Told:
        submissions.withdraw(world.session, offer, Actor(None, offer.organisation_id))
        return [("offer.withdraw", offer)]

    if world.attempt("withdraw an offer", act):
        world.offers[place] = world.add_offer(HorizonAmounts(80, 20, 0))
        world.offers.pop()


def withdraw_need(world: World, which: int) -> None:
    """Another takes its place."""
    place = which % len(world.needs)
    need = world.needs[place]

    def act() -> Told:
        submissions.withdraw(world.session, need, Actor(None, need.organisation.id))
        return [("need.withdraw", need)]

    if world.attempt("withdraw a need", act):
        world.needs[place] = world.add_need()
        world.needs.pop()
