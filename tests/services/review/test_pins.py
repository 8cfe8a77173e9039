"""A pin that no plan could hold is refused when it is made, with the limit that it passes, whatever way it comes."""

import pytest

from app.services.record.actor import Actor
from app.services.review import decisions
from app.today import today
from models import Role
from models.amounts import HorizonAmounts
from models.errors import BeyondLimits, BrokenLimit, Figures
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind
from models.vocabulary import Kind

PIN = DecisionKind.PIN


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def pin(session, by):
    def decided(round_, need, offer, *amounts):
        return decisions.decide_pair(
            session, round_, need, offer, PIN, "They know each other.", today(), by, units(*amounts)
        )

    return decided


def units(*amounts):
    return HorizonAmounts(*(amount * 100 for amount in amounts))


def refusal(act):
    with pytest.raises(BeyondLimits) as refused:
        act()
    return {one.rule: one.figures for one in refused.value.broken}


def money(asked, limit):
    return (Figures(asked * 100, limit * 100, "USD"),)


@pytest.mark.parametrize(
    ("need", "offer", "amounts", "rule", "figures"),
    [
        ({"amount": 500_00}, {}, (600,), "need_amount", money(600, 500)),
        ({}, {"capacity": units(100, 900, 0)}, (600,), "capacity:short", money(600, 100)),
        ({}, {"capacity": units(100, 100, 0), "carry_over": True}, (0, 201), "carried_over:medium", money(201, 200)),
        ({}, {"min_amount": 700_00}, (600,), "min_amount", money(600, 700)),
        ({}, {"max_amount": 500_00}, (600,), "max_amount", money(600, 500)),
        ({}, {"max_share_percent": 25}, (600,), "max_share", money(600, 250)),
        ({}, {"max_country_share_percent": 59}, (600,), "country_share:KEN", money(600, 590)),
        ({"first_horizon": "medium"}, {"capacity": units(900, 900, 0)}, (600,), "window:short", ()),
        ({}, {"themes": ["housing"]}, (600,), "eligibility:theme", ()),
        ({}, {"countries": ["UGA"]}, (600,), "eligibility:place", ()),
        ({}, {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]}, (1,), "eligibility:kind", ()),
    ],
)
def test_a_single_pin_that_a_limit_forbids_is_refused_with_its_figures(
    session, make, by, pin, need, offer, amounts, rule, figures
):
    need, offer = make.need(**need), make.offer(**offer)
    match = make.match(need, offer, amounts=units(*amounts))
    for attempt in (
        lambda: pin(match.plan.run.round, need, offer, *amounts),
        lambda: decisions.decide(session, [match], PIN, "Just so.", today(), by),
        lambda: decisions.decide_one(session, match, PIN, "Just so.", match.version, today(), by, units(*amounts)),
    ):
        assert refusal(attempt)[rule] == figures
    assert match.status == MatchStatus.PROPOSED


@pytest.mark.parametrize(
    ("need", "offer", "rule", "figures"),
    [
        ({}, {}, "capacity:short", money(1200, 1000)),
        ({}, {"capacity": units(5000), "max_partnerships": 1}, "most_partnerships", (Figures(2, 1),)),
        ({}, {"capacity": units(2000), "max_country_share_percent": 50}, "country_share:KEN", money(1200, 1000)),
    ],
)
def test_a_pin_counts_beside_those_that_hold_for_the_same_offer(make, pin, need, offer, rule, figures):
    round_, offer = make.round(), make.offer(**offer)
    first, second = make.need(**need), make.need(**need)
    pin(round_, first, offer, 600)
    assert refusal(lambda: pin(round_, second, offer, 600)) == {rule: figures}
    pin(round_, first, offer, 700)  # in the place of the first, not beside it


@pytest.mark.parametrize(
    ("need", "rule", "figures"),
    [
        ({}, "need_amount", money(1200, 1000)),
        ({"max_partners": 1, "amount": 5000_00}, "most_partners", (Figures(2, 1),)),
    ],
)
def test_a_pin_counts_beside_those_that_hold_for_the_same_need(make, pin, need, rule, figures):
    round_, need = make.round(), make.need(**need)
    pin(round_, need, make.offer(), 600)
    assert refusal(lambda: pin(round_, need, make.offer(), 600)) == {rule: figures}


def test_pins_made_at_once_count_beside_each_other(session, make, by):
    offer, plan = make.offer(), make.plan()
    matches = [make.match(offer=offer, plan=plan, amounts=units(600)) for _each in range(2)]
    found = refusal(lambda: decisions.decide(session, matches, PIN, "Just so.", today(), by))
    assert found == {"capacity:short": money(1200, 1000)}
    assert decisions.decide(session, matches[:1], PIN, "Just so.", today(), by) == 1


def test_what_holds_in_another_round_or_was_taken_back_is_in_nobodys_way(session, make, by, pin):
    offer, need = make.offer(), make.need()
    pin(make.round(), make.need(), offer, 600)
    round_ = make.round()
    decisions.take_back_decision(session, pin(round_, make.need(), offer, 600), by)
    assert pin(round_, need, offer, 600).amounts == units(600)


def test_a_limit_that_other_pins_pass_already_does_not_keep_an_unconcerned_one_out(make, pin):
    round_, need, shrunk = make.round(), make.need(amount=5000_00), make.offer()
    pin(round_, need, shrunk, 900)
    shrunk.capacity = units(100)
    assert pin(round_, need, make.offer(), 600).amounts == units(600)


def test_figures_stand_in_the_rounds_currency_and_exactly_in_the_partys_own(make, pin):
    make.rate("EUR")
    make.rate("KES", 130_000_000)
    offer = make.offer(currency="KES", capacity=units(999_999))
    found = refusal(lambda: pin(make.round(), make.need(amount=90_000_00), offer, 10_000))
    assert found["capacity:short"] == (Figures(10_000_00, 7692_30, "USD"), Figures(1_300_000_00, 999_999_00, "KES"))


def test_a_pin_of_what_has_no_room_or_takes_no_part_is_refused(make, pin):
    used_up, covered, away = make.offer(), make.need(), make.offer(status="withdrawn")
    make.partnership(make.match(covered, used_up, amounts=units(1000)))
    round_ = make.round()
    assert refusal(lambda: pin(round_, make.need(), used_up, 1))["capacity:short"] == money(1, 0)
    assert refusal(lambda: pin(round_, covered, make.offer(), 1))["need_amount"] == money(1, 0)
    with pytest.raises(BeyondLimits) as refused:
        pin(round_, make.need(), away, 1)
    assert refused.value.broken == (BrokenLimit("not_published", offer=away.title),)
