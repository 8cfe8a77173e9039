"""Decisions that no plan can keep are named as a smallest set, with the rules they break."""

import pytest

from matching import ConflictingDecisions, propose_plan
from matching.policy import Policy


def conflicts(make, needs, offers, *said, **options):
    n, o = make.frames(needs, offers)
    with pytest.raises(ConflictingDecisions) as refused:
        propose_plan(n, o, decisions=make.decisions(*said), **options)
    found = refused.value.conflicts
    for left_out in found:
        rest = [row for row in said if row[:3] != (left_out.decision, left_out.need, left_out.offer)]
        propose_plan(n, o, decisions=make.decisions(*rest) if rest else None, **options)
    return {(c.decision, c.need, c.offer) for c in found}, set().union(*(c.rules for c in found))


def pin(need, offer="O1", amount="60"):
    return ("pin", need, offer, amount)


def forbid(need, offer="O1"):
    return ("forbid", need, offer, "")


def test_a_pair_both_pinned_and_forbidden(make):
    found, rules = conflicts(
        make, [make.need("N1"), make.need("N2")], [make.offer()], pin("N1"), forbid("N2"), forbid("N1")
    )
    assert found == {("pin", "N1", "O1"), ("forbid", "N1", "O1")}
    assert "forbid" in rules


def test_pins_that_share_too_little_capacity(make):
    needs = [make.need(f"N{i}") for i in range(4)]
    said = [pin("N0", "O2", "5"), pin("N1", "O1", "40"), pin("N2", "O1", "50"), pin("N3", "O1", "20")]
    found, rules = conflicts(make, needs, [make.offer("O1"), make.offer("O2")], *said)
    assert found == {("pin", "N1", "O1"), ("pin", "N2", "O1"), ("pin", "N3", "O1")}
    assert rules == {"capacity:short"}


@pytest.mark.parametrize(
    ("rule", "need", "offer", "amount"),
    [
        ("eligibility:theme", {}, {"themes": "housing"}, "60"),
        ("eligibility:place", {}, {"countries": "UGA"}, "60"),
        ("need_amount", {"amount": "50"}, {}, "60"),
        ("partnership_size", {}, {"min_amount": "70"}, "60"),
        ("partnership_size", {}, {"max_amount": "50"}, "60"),
        ("window", {"last_horizon": "medium", "first_horizon": "medium"}, {"capacity_medium": "80"}, "60"),
        ("most_partners", {"max_partners": "0"}, {}, "60"),
        ("most_partnerships", {}, {"max_partnerships": "0"}, "60"),
        ("country_share:KEN", {}, {"max_country_share": "0.59"}, "60"),
        ("capacity:short", {}, {"capacity_short": "10", "capacity_long": "90"}, "60"),
    ],
)
def test_a_pin_that_the_data_forbid(make, rule, need, offer, amount):
    found, rules = conflicts(make, [make.need(**need)], [make.offer(**offer)], pin("N1", "O1", amount))
    assert found == {("pin", "N1", "O1")}
    assert rule in rules


def test_a_pin_beside_an_unlisted_pair(make):
    needs, offers = [make.need()], [make.offer("O1"), make.offer("O2")]
    listed = {"pairs": make.pairs(("N1", "O2", "0.5")), "only_pairs": True}
    assert conflicts(make, needs, offers, pin("N1"), **listed) == ({("pin", "N1", "O1")}, {"eligibility:pairs"})


def test_a_pin_below_the_smallest_share_when_the_other_offers_are_forbidden(make):
    needs, offers = [make.need(min_share="0.8"), make.need("N2")], [make.offer("O1"), make.offer("O2")]
    said = [pin("N1", "O1", "60"), forbid("N1", "O2"), forbid("N2", "O2")]
    found, rules = conflicts(make, needs, offers, *said)
    assert found == {("pin", "N1", "O1"), ("forbid", "N1", "O2")}
    assert rules == {"smallest_share", "forbid"}


def test_a_pin_before_the_need_it_waits_for_can_be_met(make):
    needs = [make.need("first", theme="housing"), make.need("then", requires="first")]
    found, rules = conflicts(make, needs, [make.offer(themes="water")], pin("then"))
    assert found == {("pin", "then", "O1")}
    assert "sequence" in rules


def test_decisions_that_can_be_kept_are_kept_exactly(make):
    needs, offers = [make.need("N1", min_share="0.8"), make.need("N2")], [make.offer("O1"), make.offer("O2")]
    said = make.decisions(pin("N1", "O1", "33.33"), forbid("N2", "O2"))
    plan = make.plan(needs, offers, Policy(gap=0), decisions=said)
    assert plan.amount("N1", "O1") == 33_33
    assert plan.amount("N1", "O2") >= 46_67
    assert plan.amount("N2", "O2") == 0
