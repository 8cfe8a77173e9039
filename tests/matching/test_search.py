"""The search: a plan always comes, in time, and the same one for the same number of rounds."""

import numpy as np
import pytest

from matching import Policy, check_plan, propose_plan
from matching.case import make_case
from matching.clock import Clock, Progress
from matching.engine.search import Engine
from matching.fairness import Targets
from matching.generate import generate_round
from matching.greedy import greedy_plan
from matching.inputs import read_pool
from matching.model import build_model
from matching.search import Search
from matching.solver import Found, Solver


@pytest.fixture(scope="module")
def world():
    return generate_round(150, 50, seed=5)


@pytest.fixture
def search(world):
    policy = Policy(fairness=0, gap=0)
    return Search(make_case(read_pool(*world), policy), Targets(0.0), Clock(60))


@pytest.mark.parametrize("seconds", [0.1, 1])
def test_a_short_time_still_gives_a_plan_that_holds(world, seconds):
    plan = propose_plan(*world, policy=Policy(time_limit=seconds, gap=0))
    assert check_plan(*world, plan.as_frame()) == []
    assert plan.partnerships > 0
    assert plan.bound >= plan.objective
    assert plan.seconds["total"] <= 1.2 * seconds + 2


def test_so_many_rounds_give_the_same_plan_whatever_the_time(world):
    plans = [propose_plan(*world, policy=Policy(time_limit=limit, gap=0), rounds=2) for limit in (60, 90)]
    assert plans[0].as_frame().equals(plans[1].as_frame())
    assert plans[0].rounds == 2


def test_rounds_of_improvement_only_ever_improve(search):
    Engine(search).run(1)
    before, bound = search.worth, search.bound
    Engine(search).run(30)
    assert search.rounds == 30
    assert search.worth > before
    assert bound > search.bound >= search.worth


@pytest.mark.parametrize("seed", range(5))
def test_any_wish_gives_a_valid_greedy_plan(search, seed):
    wish = np.random.default_rng(seed).random(len(search.case.pairs))
    assert search.consider(greedy_plan(search.case, wish))
    assert search.amounts.sum() > 0


def test_a_plan_that_breaks_a_rule_is_not_kept(search):
    assert not search.consider(np.full_like(search.amounts, 10**15))
    assert not search.has_plan


def test_a_bound_that_a_plan_disproves_is_not_believed(search):
    search.consider(greedy_plan(search.case, search.case.value.max(axis=1)))
    honest = search.bound
    search.tighten_bound(search.worth / 2)
    search.tighten_bound(float("nan"))
    assert search.bound == honest


def test_an_answer_that_cannot_be_true_is_asked_for_again(search, monkeypatch):
    """The first attempt calls the model infeasible; the second, without presolve, is believed."""
    solver = Solver(build_model(search.case))
    attempts = []
    honest = solver._search_once

    def lie_once(seconds, start, watch, presolve):
        attempts.append(presolve)
        return honest(seconds, start, watch, presolve) if len(attempts) > 1 else Found(None, -np.inf, True)

    monkeypatch.setattr(solver, "_search_once", lie_once)
    found = solver.search(20, 1.0, start=np.zeros(solver.size))
    assert attempts == ["choose", "off"]
    assert found.values is not None


def test_a_search_cut_short_by_time_leaves_the_solver_fit_for_another(search):
    solver = Solver(build_model(search.case))
    assert not solver.search(0.001, 1e-9).finished
    assert solver.search(20, 1.0).values is not None


def test_pins_that_only_a_solver_can_complete(make):
    """The pinned need waits for another, and its smallest share needs the one offer that is left for it."""
    needs = [
        make.need("first", amount="50", max_partners="1"),
        make.need("then", requires="first", min_share="1", max_partners="2"),
        make.need("rival", weight="9"),
    ]
    offers = [make.offer("O1", max_partnerships="2"), make.offer("O2", max_partnerships="1")]
    said = make.decisions(("pin", "then", "O1", "50"))
    plan = make.plan(needs, offers, Policy(gap=0), decisions=said)
    assert plan.amount("then", "O1") == 50_00
    assert plan.amount("then", "O2") == 50_00
    assert plan.amount("first", "O1") == 50_00


def test_progress_is_a_line_for_people_and_programs(world):
    heard = []
    propose_plan(*world, policy=Policy(time_limit=2), progress=heard.append)
    assert heard[0].phase == "read"
    assert str(Progress("solve", 3.21, 12.3, 12.6)) == "phase=solve seconds=3.2 objective=12.3 bound=12.6 gap=0.0243902"
    assert str(Progress("build", 0.5)) == "phase=build seconds=0.5"
