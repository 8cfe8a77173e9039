"""The fit counter against a plain reading of the rules, and against a city that tries one amount after the other."""

import itertools

import pytest

from app.services.intake.fit import count_fits, needs_that_fit, offers_that_fit
from app.today import today
from models.amounts import HorizonAmounts
from models.organisations import OrganisationKind
from models.vocabulary import Flag, IncomeGroup, Kind, Theme

RATES = {"USD": 1, "JPY": 2}


def fits(need, offer) -> bool:
    """Design, section 5: eligible pairs; limits on amounts only where the partner opened them."""
    country = need.city.country
    window = ("short", "medium", "long")
    first, last = window.index(need.first_horizon), window.index(need.last_horizon)
    years = [getattr(offer.capacity, h) for h in window]
    reachable = sum(years[: last + 1]) if offer.carry_over else sum(years[first : last + 1])
    asked = need.gap
    limit = min(offer.max_amount or 10**18, asked * (offer.max_share_percent or 100) / 100, asked, offer.capacity.total)
    return (
        need.theme in offer.themes
        and bool(set(need.instruments) & set(offer.instruments))
        and (not offer.countries or country.iso3 in offer.countries)
        and (not offer.regions or country.region in offer.regions)
        and (not offer.income_groups or country.income_group in offer.income_groups)
        and set(offer.required_flags) <= set(need.evidence)
        and reachable > 0
        and (not offer.amounts_disclosed or offer.min_amount <= limit)
    )


@pytest.fixture
def offers(make):
    partner = make.organisation(OrganisationKind.PARTNER)
    made = []
    for n, (theme, place, flag, size, opened) in enumerate(
        itertools.product(("water", "housing"), range(3), ([], ["land_secured"]), range(3), (True, False))
    ):
        capacity = [HorizonAmounts(500_00, 0, 0), HorizonAmounts(0, 700_00, 0), HorizonAmounts(0, 0, 900_00)][n % 3]
        places = [{}, {"countries": ["KEN"]}, {"regions": ["Elsewhere"], "income_groups": [IncomeGroup.LOW]}][place]
        sizes = [{}, {"min_amount": 300_00}, {"min_amount": 200_00, "max_share_percent": 25}][size]
        made.append(
            make.offer(
                partner, themes=[theme], instruments=["grant", "loan"][n % 2 :], required_flags=flag, capacity=capacity,
                carry_over=n % 5 == 0, amounts_disclosed=opened, **places, **sizes,
            )
        )  # fmt: skip
    make.offer(partner, kind=Kind.TECHNICAL, currency=None, instruments=["training"])
    return made


def test_the_count_is_what_a_plain_reading_of_the_rules_gives(session, make, offers):
    programme = make.programme()
    for amount, evidence, first, last, instruments in itertools.product(
        (100_00, 400_00, 900_00), ({}, {Flag.LAND_SECURED: "Deed"}), ("short", "medium"), ("medium", "long"),
        (["grant"], ["loan"], ["guarantee"]),
    ):  # fmt: skip
        need = make.need(programme, amount=amount, first_horizon=first, last_horizon=last, instruments=instruments)
        need.evidence = evidence
        session.flush()
        found = count_fits(session, need, today())
        assert found is not None
        assert (found.offers, found.fits) == (len(offers), sum(fits(need, offer) for offer in offers))


def test_the_field_that_shuts_out_most_is_told(session, make):
    for _ in range(3):
        make.offer(themes=["housing"])
    make.offer(instruments=["loan"])
    make.offer()
    found = count_fits(session, make.need(theme=Theme.WATER, instruments=["grant"]), today())
    assert (found.offers, found.fits, found.shuts_out_most, found.would_open) == (5, 1, "theme", 3)


def test_a_need_that_says_too_little_is_told_what_to_say(session, make):
    make.offer()
    for missing, values in (
        ("theme", {"theme": None}), ("instruments", {"instruments": []}), ("amount", {"amount": 0}),
        ("gap", {"amount": 5, "own_contribution": 5}),
        ("last_horizon", {"first_horizon": "long", "last_horizon": "short"}),
    ):  # fmt: skip
        found = count_fits(session, make.need(status="draft", **values), today())
        assert found is not None
        assert found.missing == (missing,)


def test_nothing_is_left_to_count_for_a_need_that_is_covered(session, make):
    need = make.need(amount=100_00)
    make.partnership(make.match(need))
    assert count_fits(session, need, today()) is None


def test_an_offer_larger_than_the_engine_can_hold_in_a_weak_currency_still_counts(session, make):
    make.rate("IRR", 50_000_000_000)
    make.offer(capacity=HorizonAmounts(10**15, 0, 0), min_amount=1_000_00, max_amount=10**15, amounts_disclosed=True)
    for amount, fits in ((49_999_999_00, 0), (50_000_000_00, 1)):
        found = count_fits(session, make.need(currency="IRR", amount=amount), today())
        assert found is not None
        assert (found.offers, found.fits) == (1, fits)


def test_trying_amounts_tells_nothing_of_an_offer_that_keeps_its_own(session, make):
    """Two worlds that differ in a hidden offer's amounts alone answer alike, whatever is asked."""
    offer = make.offer()
    need = make.need()
    answers = []
    for hidden in (
        {"min_amount": 0, "max_amount": None, "capacity": HorizonAmounts(1_00, 0, 0)},
        {"min_amount": 500_00, "max_amount": 800_00, "max_share_percent": 10, "max_country_share_percent": 5,
         "capacity": HorizonAmounts(9_000_000_00, 0, 0)},
    ):  # fmt: skip
        for name, value in hidden.items():
            setattr(offer, name, value)
        answers.append([])
        for amount in (1, 100, 499_99, 500_00, 500_01, 5_000_00, 10**14):
            need.amount = amount
            session.flush()
            answers[-1].append(count_fits(session, need, today()))
    assert answers[0] == answers[1]
    assert {one.fits for one in answers[0]} == {1}


@pytest.mark.parametrize("opened", [True, False])
def test_an_offer_of_which_nothing_is_left_is_counted_as_before(session, make, opened):
    """What is reserved of it no city knows, even where its amounts are open."""
    offer = make.offer(amounts_disclosed=opened, max_partnerships=1)
    need = make.need()
    before = count_fits(session, need, today())
    make.partnership(make.match(offer=offer, amounts=HorizonAmounts(1_000_00, 0, 0)))
    assert count_fits(session, need, today()) == before
    assert before.fits == 1


def test_the_offers_that_fit_are_those_that_are_counted(session, make, offers):
    need = make.need(amount=400_00, instruments=["grant"])
    found, count = offers_that_fit(session, need, today()), count_fits(session, need, today())
    assert {one.id for one in found} == {one.id for one in offers if fits(need, one)}
    assert len(found) == count.fits > 0
    assert [one.title for one in found] == sorted(one.title for one in found)


def test_no_offer_is_listed_for_a_need_that_says_too_little_or_asks_nothing_more(session, make):
    covered = make.need(amount=100_00)
    make.partnership(make.match(covered))
    assert offers_that_fit(session, covered, today()) == []
    assert offers_that_fit(session, make.need(status="draft", theme=None), today()) == []


def test_the_needs_that_fit_an_offer_are_published_and_meet_its_own_conditions(session, make):
    programme = make.programme()
    offer = make.offer(min_amount=200_00, themes=["water", "housing"], instruments=["grant"])
    small, large = make.need(programme, amount=100_00), make.need(programme, title="B", amount=300_00)
    roofs = make.need(programme, title="A", theme="housing", amount=300_00)
    for values in (
        {"theme": "energy"}, {"instruments": ["loan"]}, {"status": "submitted"},
        {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]},
    ):  # fmt: skip
        make.need(programme, amount=300_00, **values)
    assert needs_that_fit(session, offer) == [roofs, large]
    offer.min_amount = 0
    assert set(needs_that_fit(session, offer)) == {roofs, large, small}


def test_the_needs_that_fit_tell_nothing_of_what_others_gave(session, make):
    """What is left to ask of a need is between its city and its partners."""
    offer, need = make.offer(min_amount=200_00), make.need(amount=300_00)
    assert needs_that_fit(session, offer) == [need]
    make.partnership(make.match(need, amounts=HorizonAmounts(250_00, 0, 0)))
    assert needs_that_fit(session, offer) == [need]


def test_an_offer_of_which_nothing_is_left_fits_no_need(session, make):
    offer = make.offer(capacity=HorizonAmounts(100_00, 0, 0))
    make.need()
    make.partnership(make.match(offer=offer, amounts=HorizonAmounts(100_00, 0, 0)))
    assert needs_that_fit(session, offer) == []
    assert needs_that_fit(session, make.offer(status="draft", themes=[])) == []
