"""Why: of a match, of a need left out, of an offer, of a decision."""

import json
from dataclasses import asdict, replace

import pytest

from matching import (
    InvalidInput,
    Policy,
    account_of,
    eligibility_tests,
    explain_decision,
    explain_match,
    explain_need,
    explain_offer,
    propose_plan,
    solve,
)  # fmt: skip
from matching.explain import decision, offer
from matching.generate import generate_round

POLICY = Policy(fairness=0, gap=0)


def account(make, needs, offers, **options):
    n, o = make.frames(needs, offers)
    plan = propose_plan(n, o, policy=POLICY, **options)
    return account_of(n, o, plan.as_frame(), policy=POLICY, **options)


def test_a_match_tells_its_score_its_limits_and_its_runner_up(make):
    offers = [make.offer("O1", themes="water", max_amount="70"), make.offer("O2"), make.offer("O3", themes="housing")]
    told = explain_match(account(make, [make.need()], offers), "N1", "O1")
    assert told.limits == ("need_is_met", "largest_partnership")
    assert sum(p.value * p.weight for p in told.parts) == pytest.approx(told.score, abs=1e-6)
    assert {p.name: p.value for p in told.parts}["theme"] == 1
    assert (told.runner_up.offer, told.runner_up.in_plan, told.runner_up.room) == ("O2", True, 0)
    assert json.loads(json.dumps(asdict(told)))["need"] == "N1"


def test_what_is_not_in_the_plan_has_no_match_to_explain(make):
    here = account(make, [make.need()], [make.offer("O1"), make.offer("O2", themes="housing")])
    assert explain_match(here, "N1", "O2") is None
    with pytest.raises(InvalidInput):
        explain_match(here, "N1", "O9")


@pytest.mark.parametrize(
    ("limit", "need", "offer"),
    [
        ("capacity", {"amount": "200"}, {}),
        ("country_share", {}, {"max_country_share": "0.5"}),
        ("largest_partnership", {}, {"max_amount": "50"}),
        ("need_is_met", {"amount": "50"}, {}),
    ],
)
def test_each_limit_is_found(make, limit, need, offer):
    assert limit in explain_match(account(make, [make.need(**need)], [make.offer(**offer)]), "N1", "O1").limits


def test_a_funnel_counts_where_offers_fall(make):
    offers = [
        make.offer("O1", kind="technical"),
        make.offer("O2", themes="housing"),
        make.offer("O3", themes="housing", countries="UGA"),
        make.offer("O4", required_flags="land_secured"),
        make.offer("O5", required_flags="in_city_plan"),
        make.offer("O6"),
    ]
    funnel = eligibility_tests(*make.frames([make.need()], offers)).funnel("N1")
    counted = {step.test: (step.left, step.fell, step.fell_here_alone) for step in funnel.steps}
    assert funnel.offers == 5, "offers of another kind are not counted"
    assert counted["theme"] == (3, 2, 1)
    assert counted["place"] == (3, 1, 0)
    assert counted["flags"] == (1, 2, 2)
    assert (funnel.fits, funnel.shuts_out_most) == (1, "flags")


def test_a_need_left_out_learns_which_change_would_bring_it_in(make):
    needs = [make.need("N1", max_partners="1", flags="in_city_plan")]
    told = explain_need(account(make, needs, [make.offer(required_flags="land_secured;in_city_plan")]), "N1")
    assert told.outcome == "left_out"
    assert [(c.field, c.value, c.received) for c in told.changes] == [("flags", "land_secured", 100_00)]
    assert told.changes[0].objective > 0


@pytest.mark.parametrize(
    ("change", "need", "offer"),
    [
        (("min_share", "0.8"), {"min_share": "1"}, {"capacity_short": "85"}),
        (("last_horizon", "medium"), {"last_horizon": "short"}, {"capacity_short": "", "capacity_medium": "90"}),
        (("instruments", "loan"), {"instruments": "grant"}, {"instruments": "loan"}),
        (("amount", "50"), {"min_share": "1"}, {"capacity_short": "60"}),
    ],
)
def test_other_changes_are_found_by_solving_again(make, change, need, offer):
    told = explain_need(account(make, [make.need(**need)], [make.offer(**offer)]), "N1")
    assert change in [(c.field, c.value) for c in told.changes]


def test_a_change_that_would_not_help_is_not_told(make):
    told = explain_need(account(make, [make.need()], [make.offer(countries="UGA")]), "N1")
    assert told.changes == ()


def test_a_need_left_out_learns_who_took_what_it_could_have_had(make):
    needs = [make.need("N1", min_share="1"), make.need("N2", weight="9", min_share="1")]
    told = explain_need(account(make, needs, [make.offer()]), "N1", seconds=0)
    assert told.candidates[0].obstacles == ("capacity_taken",)
    assert [(r.offer, r.need, r.amount) for r in told.rivals] == [("O1", "N2", 100_00)]
    assert told.changes is None


def test_a_need_that_waits_learns_for_whom(make):
    needs = [make.need("first", theme="housing"), make.need("then", requires="first")]
    told = explain_need(account(make, needs, [make.offer(themes="water")]), "then", seconds=0)
    assert told.waits_for == ("first",)


def test_an_offer_learns_what_one_more_unit_would_add(make):
    needs = [make.need("N1"), make.need("N2")]
    told = explain_offer(account(make, needs, [make.offer()], flat_scores=True), "O1")
    assert (told.given, told.free, told.eligible) == ((100_00, 0, 0), (0, 0, 0), 2)
    assert len(told.waiting) + len(told.lines) == 2
    assert told.value_of_capacity[0] == pytest.approx(0.01 - 0.01 / 100, abs=1e-9), (
        "1/d, less 1/U of a partnership's cost"
    )


def test_a_decision_tells_what_it_costs(make):
    needs, offers = [make.need("N1", weight="1"), make.need("N2", weight="3")], [make.offer()]
    said = {"decisions": make.decisions(("pin", "N1", "O1", "100")), "flat_scores": True}
    told = explain_decision(account(make, needs, offers, **said), "N1", "O1")
    assert told.cost == pytest.approx(1.0)
    assert told.at_least <= told.cost <= told.at_most
    assert (told.needs_that_gain, told.needs_that_lose) == (("N1",), ("N2",))
    assert explain_decision(account(make, needs, offers, **said), "N2", "O1") is None


def test_a_large_round_is_explained_from_what_its_solve_left(monkeypatch, make):
    """By prices and by repair, where the whole model would take too long; held against the whole model here."""
    world, policy = generate_round(60, 20, 3), Policy(fairness=0, gap=0.005)
    monkeypatch.setattr(solve, "SOLVED_WHOLE", 0)
    plan = propose_plan(*world, policy=policy, rounds=30)
    line = max((m for m in plan.matches if m.amounts[0] == m.amount), key=lambda m: m.share)
    said = make.decisions(("pin", line.need, line.offer, str(line.amount / 100)))
    known = {"policy": policy, "fairness": plan.fairness, "prices": plan.prices, "decisions": said}
    here = account_of(*world, plan.as_frame(), **known)
    whole = explain_decision(here, line.need, line.offer)
    for module in (decision, offer):
        monkeypatch.setattr(module, "SOLVED_WHOLE", 0)
    told = explain_decision(here, line.need, line.offer)
    assert told.at_least <= whole.cost <= told.at_most
    values = {o.id: explain_offer(here, o.id) for o in here.case.pool.offers}
    scarce = [told for told in values.values() if max(told.value_of_capacity) > 0]
    assert scarce, "something is scarce"
    for told in scarce:
        assert min(told.free) < 0.2 * sum(told.capacity), "what has a price is (nearly) used up"
    assert explain_offer(replace(here, prices=None), line.offer).value_of_capacity is None
