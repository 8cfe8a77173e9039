"""The engine on worlds small enough to know better: its bound is one, its plans hold, more rounds are never worse."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Policy, check_plan, propose_plan
from matching.case import make_case
from matching.clock import Clock
from matching.engine.bound import Bound
from matching.engine.market import market_of
from matching.engine.repair import repaired
from matching.engine.search import Engine
from matching.fairness import Targets
from matching.generate import generate_round
from matching.inputs import read_pool
from matching.search import Search
from matching.solve import solved_whole

from .test_brute_force import every_plan, impact, needs, offers, scaled, worlds

SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROUNDS = 4


@pytest.fixture(autouse=True)
def engine_alone(monkeypatch):
    """Every world, however small, goes to the engine."""
    monkeypatch.setattr("matching.solve.SOLVED_WHOLE", -1)


@pytest.fixture(scope="module")
def world():
    return generate_round(150, 40, seed=3)


@SETTINGS
@given(world=worlds(), bonus=st.sampled_from([0.0, 0.3]))
def test_no_plan_beats_the_bound_and_the_plan_beats_no_bound(make, world, bonus):
    policy = Policy(fairness=0, gap=0, integration_bonus=bonus)
    n, o = scaled(world[0], 0.01), scaled(world[1], 0.01)
    plan = make.plan(n, o, policy, rounds=ROUNDS)
    pool = read_pool(*make.frames(n, o), flat_scores=True)
    best = max(impact(pool, policy, lines) for lines in every_plan(pool, 1))
    assert plan.bound >= best - 1e-9
    assert best >= plan.objective - 1e-9


@SETTINGS
@given(rows=needs(1, 4), given_offers=offers(2, 4))
def test_a_need_that_shares_with_nobody_gets_its_best_choice_at_once(make, rows, given_offers):
    n, o = scaled([{**rows[0], "requires": ""}], 100), scaled(given_offers, 100)
    case = make_case(read_pool(*make.frames(n, o), flat_scores=True), Policy(fairness=0, gap=0))
    bound = Bound(market_of(case), len(case.group_weight))
    value, _ = bound.at(bound.prices)
    search, _ = solved_whole(case, Clock(60), None)
    assert value >= search.objective - 1e-9
    within_a_country = any(offer["max_country_share"] for offer in given_offers)
    assert within_a_country or value <= search.bound + 1e-6


def test_more_rounds_never_give_a_worse_plan_or_a_weaker_bound(world):
    policy = Policy(fairness=0.8, gap=0, integration_bonus=0.05, time_limit=300)
    plans = [propose_plan(*world, policy=policy, rounds=rounds) for rounds in (12, 16, 20)]
    assert [plan.rounds for plan in plans] == [12, 16, 20]
    for fewer, more in pairwise(plans):
        assert lacking(more) <= lacking(fewer) + 1e-9
        assert more.objective >= fewer.objective - 1e-9 or lacking(more) < lacking(fewer)
        assert more.bound <= fewer.bound + 1e-9
    assert check_plan(*world, plans[-1].as_frame()) == []


def lacking(plan):
    return sum(group.shortfall for group in plan.fairness.groups)


def test_rows_in_another_order_give_the_same_plan(world):
    shuffled = [frame.sample(frac=1, random_state=5) for frame in world]
    policy = Policy(integration_bonus=0.05, time_limit=300)
    plans = [propose_plan(*frames, policy=policy, rounds=20) for frames in (world, shuffled)]
    assert plans[0].as_frame().equals(plans[1].as_frame())
    assert plans[0].bound == plans[1].bound
    assert plans[0].prices == plans[1].prices


def test_decisions_are_kept_together_with_what_they_wait_for(make, world):
    first = propose_plan(*world, policy=Policy(fairness=0), rounds=12)
    dropped, held = first.matches[0], first.matches[-1]
    amounts = dict(zip(("short", "medium", "long"), (f"{a / 100:.2f}" for a in held.amounts), strict=True))
    said = make.frame(
        [
            {"need_id": dropped.need, "offer_id": dropped.offer, "decision": "forbid"},
            {"need_id": held.need, "offer_id": held.offer, "decision": "pin", **amounts},
        ],
        ["need_id", "offer_id", "decision", "short", "medium", "long"],
    )
    plan = propose_plan(*world, decisions=said, policy=Policy(fairness=0.8), rounds=20)
    assert plan.amount(dropped.need, dropped.offer) == 0
    assert plan.amount(held.need, held.offer) == held.amount
    assert check_plan(*world, plan.as_frame(), decisions=said) == []


def test_pins_that_wait_for_others(make):
    """The pinned need waits for another, whose only offer another need wants more."""
    rows = [make.need("first"), make.need("then", requires="first"), make.need("rival", weight="9")]
    given_offers = [make.offer("O1", max_partnerships="1"), make.offer("O2")]
    said = make.decisions(("pin", "then", "O2", "100"))
    plan = make.plan(rows, given_offers, Policy(fairness=0, gap=0), decisions=said, rounds=ROUNDS)
    assert plan.amount("then", "O2") == 100_00
    assert plan.amount("first", "O1") == 100_00


def test_the_floors_of_fairness_are_looked_for(make):
    """The far need brings less impact than the near one, and there is money for one of them."""
    rows = [make.need("near", region="East"), make.need("far", region="West", min_share="0.4")]
    scores = make.pairs(("near", "O1", "1"), ("far", "O1", "0.2"))
    plans = [
        make.plan(rows, [make.offer("O1")], Policy(fairness=level, gap=0), pairs=scores, rounds=40)
        for level in (0, 0.8)
    ]
    assert plans[0].amount("far", "O1") == 0
    assert plans[1].amount("far", "O1") >= 40_00
    assert plans[1].amount("near", "O1") >= 40_00


def test_an_answer_out_of_time_is_still_a_checked_plan(world):
    plan = propose_plan(*world, policy=Policy(time_limit=0.3, gap=0))
    assert plan.partnerships > 0
    assert plan.bound >= plan.objective
    assert check_plan(*world, plan.as_frame()) == []


@pytest.fixture(scope="module")
def finished(world):
    search = Search(make_case(read_pool(*world), Policy(fairness=0, gap=0)), Targets(0.0), Clock(120))
    Engine(search).run(16)
    return search


@pytest.mark.parametrize("said", ["forbid", "pin"])
def test_what_still_fits_stays_after_one_more_decision(finished, said):
    case, held = finished.case, np.flatnonzero(finished.amounts.any(axis=1))
    k = int(held[0] if said == "forbid" else np.flatnonzero(~finished.amounts.any(axis=1))[0])
    h = int(np.flatnonzero(case.pairs.open[k])[0])
    amounts = [0, 0, 0]
    if said == "pin":
        amounts[h] = int(max(case.pairs.least[k], min(case.pairs.most[k], 100)))
    changed = replace(case, decided={k: (said, (amounts[0], amounts[1], amounts[2]))})
    search = repaired(changed, finished.amounts, finished.targets, Clock(60))
    kept = [j for j in held if (search.amounts[j] == finished.amounts[j]).all()]
    assert len(kept) >= len(held) - 12
    assert search.amounts[k].tolist() == amounts
    assert search.bound >= search.objective
