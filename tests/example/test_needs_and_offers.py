import re
from datetime import timedelta

from sqlalchemy import select

from app.services.money.exchange import newest_rates
from models import Need, Offer
from models.lifecycle import SubmissionStatus
from models.vocabulary import INSTRUMENTS_OF, Horizon, Kind

from .conftest import TODAY

ORDER = list(Horizon)
LATER = {SubmissionStatus.SUBMITTED, SubmissionStatus.RETURNED, SubmissionStatus.PUBLISHED}


def needs(world, *statuses):
    return world.scalars(select(Need).where(Need.status.in_(statuses or list(SubmissionStatus)))).all()


def offers(world, *statuses):
    return world.scalars(select(Offer).where(Offer.status.in_(statuses or list(SubmissionStatus)))).all()


def test_reviewers_cities_and_partners_find_work_to_do(world):
    for things in (needs(world), offers(world)):
        assert {thing.status for thing in things} == {SubmissionStatus.DRAFT, *LATER}
    for thing in [*needs(world), *offers(world)]:
        assert bool(thing.remarks) == (thing.status == SubmissionStatus.RETURNED), thing.title
        assert bool(thing.published_at) == (thing.status == SubmissionStatus.PUBLISHED), thing.title


def test_what_was_submitted_is_complete(world):
    for thing in [*needs(world, *LATER), *offers(world, *LATER)]:
        assert thing.missing() == [], thing.title


def test_needs_ask_for_something_in_a_unit_that_converts(world):
    rates = newest_rates(world)
    for need in needs(world, *LATER):
        assert need.gap > 0, need.title
        assert rates.knows(need.currency), need.currency
        assert set(need.instruments) <= set(INSTRUMENTS_OF[need.kind]), need.title
        assert ORDER.index(need.first_horizon) <= ORDER.index(need.last_horizon), need.title
        assert all(flag.evidence for flag in need.flags)


def test_amounts_are_of_a_realistic_size(world):
    rates = newest_rates(world)
    for need in needs(world, *LATER):
        if need.kind == Kind.TECHNICAL:
            assert 20 <= need.gap / 100 <= 600, need.title
        else:
            dollars = rates.convert(need.gap, need.currency, "USD") / 100
            assert 90_000 <= dollars <= 60_000_000, need.title


def test_a_need_waits_only_for_a_published_one_that_can_be_met_in_time(world):
    followers = [need for need in needs(world) if need.requires]
    assert len(followers) >= 6
    for need in followers:
        for first in need.requires:
            assert first.status == SubmissionStatus.PUBLISHED
            assert first.programme_id == need.programme_id
            assert ORDER.index(first.first_horizon) <= ORDER.index(need.last_horizon), need.title


def test_whoever_submitted_says_it_in_a_few_sentences(world):
    for thing in [*needs(world, *LATER), *offers(world, *LATER)]:
        sentences = re.findall(r"[.?!](?= |$)", thing.description)
        assert 2 <= len(sentences) <= 4, thing.title


def test_offers_respect_their_own_limits_and_convert(world):
    rates = newest_rates(world)
    for offer in offers(world, *LATER):
        assert rates.knows(offer.currency), offer.title
        assert set(offer.instruments) <= set(INSTRUMENTS_OF[offer.kind]), offer.title
        assert offer.min_amount <= (offer.max_amount or offer.min_amount), offer.title
        assert offer.min_amount <= offer.capacity.total, offer.title


def test_offers_come_in_many_currencies_and_their_freshness_is_of_the_day(world):
    published = offers(world, SubmissionStatus.PUBLISHED)
    assert {offer.currency for offer in published} >= {"USD", "EUR", "GBP", "JPY", "SEK", "CHF", "BRL", None}
    assert {need.currency for need in needs(world)} >= {"USD", "EUR", "INR", "BRL", "PHP", "IDR", "ZAR", None}
    cities = {"Nairobi": "KES", "Dhaka": "BDT", "Lagos": "NGN", "Dakar": "XOF"}
    for need in needs(world):
        own = cities.get(need.programme.city.name)
        assert need.currency in ((own, None) if own else (need.currency,)), need.title
    stale = [offer for offer in published if offer.verified_on < TODAY - timedelta(days=365)]
    assert 2 <= len(stale) <= 4
    assert [offer.in_pool(TODAY) for offer in stale] == [False] * len(stale)
    assert all(offer.in_pool(TODAY) for offer in published if offer not in stale)
