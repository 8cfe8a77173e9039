"""What the engine writes is read into types that lack nothing of it; of older rows is read what they have."""

import json
import time
from dataclasses import asdict

import pytest

from app.services.engine import answers, explanations, summaries
from app.services.engine.answers import DecisionAnswer, FrontierAnswer, Question, StressAnswer
from app.services.engine.explanations import REFUSED, Change, Funnel, MatchExplanation, NeedExplanation, Step
from app.services.engine.progress import Progress
from app.services.engine.progress import read as read_progress
from app.services.engine.summaries import Summary
from app.services.record.stored import as_stored, reader
from matching import (
    Policy,
    account_of,
    explain_match,
    explain_need,
    fairness_frontier,
    propose_plan,
    resolve_plan,
    stress_partners,
)
from matching.amounts import USUAL_DECIMALS
from matching.clock import Clock
from matching.generate import generate_round
from models import Plan, Study
from models.rounds import DecisionKind

POLICY = Policy(time_limit=5)


@pytest.fixture(scope="module")
def world():
    """A small round, its plan, and the account that explains it."""
    needs, offers = generate_round(40, 8, seed=3)
    plan = propose_plan(needs, offers, policy=POLICY)
    return needs, offers, plan, account_of(needs, offers, plan.as_frame(), policy=POLICY)


def in_json(value):
    return json.loads(json.dumps(value))


def test_nothing_is_lost_of_what_is_said_of_a_match(world):
    _needs, _offers, plan, account = world
    for match in plan.matches[:5]:
        written = in_json(asdict(explain_match(account, match.need, match.offer)))
        assert as_stored(explanations.of_match(written)) == written


def test_nothing_is_lost_of_what_is_said_of_a_need(world):
    needs, _offers, plan, account = world
    served = {match.need for match in plan.matches}
    left_out = [need for need in needs["need_id"] if need not in served]
    assert left_out
    for need in [*left_out[:3], *sorted(served)[:2]]:
        told = explain_need(account, need, seconds=0)
        written = in_json(asdict(told))
        read = explanations.of_need(written)
        assert as_stored(read) == written
        assert read.funnel.shuts_out_most == told.funnel.shuts_out_most


def test_nothing_is_lost_of_a_plans_summary(world):
    written = in_json(world[2].as_dict())
    assert as_stored(summaries.of_plan(Plan(summary=written))) == written


def test_nothing_is_lost_of_a_stress_test_or_of_a_frontier(world):
    needs, offers, _plan, _account = world
    withdrawals = stress_partners(needs, offers, policy=POLICY).withdrawals
    written = {"withdrawals": in_json([one.as_dict(USUAL_DECIMALS) for one in withdrawals])}
    assert as_stored(answers.of_stress(Study(answer=written))) == written
    points = fairness_frontier(needs, offers, levels=(0, 1), policy=POLICY)
    written = {"levels": in_json([one.as_dict() for one in points])}
    assert as_stored(answers.of_frontier(Study(answer=written))) == written


def test_the_answer_on_a_decision_has_its_cost_and_what_moves(world):
    needs, _offers, plan, account = world
    match = plan.matches[0]
    columns = ("need_id", "offer_id", "decision", "short", "medium", "long")
    decisions = needs.head(1).assign(
        **dict(zip(columns, (match.need, match.offer, "forbid", "", "", ""), strict=True))
    )[list(columns)]
    written = in_json(resolve_plan(account, decisions, keep=True, clock=Clock(120)).as_dict())
    answer = answers.of_decision(Study(answer=written))
    assert as_stored(answer.cost) == written["costs"][0]
    assert [as_stored(one) for one in answer.moved.lines] == written["moved"]["lines"]
    assert (answer.moved.fell_out, answer.not_told) == (tuple(written["moved"]["fell_out"]), written["not_told"])
    assert answer.moved.before.objective == written["moved"]["before"]["objective"]


@pytest.mark.parametrize(
    ("read", "nothing"),
    [
        (explanations.of_match, MatchExplanation()),
        (explanations.of_need, NeedExplanation()),
        (reader(Summary), Summary()),
        (reader(DecisionAnswer), DecisionAnswer()),
        (reader(StressAnswer), StressAnswer()),
        (reader(FrontierAnswer), FrontierAnswer()),
        (read_progress, Progress()),
    ],
)
def test_a_row_that_holds_nothing_or_what_nobody_knows_any_more_is_read(read, nothing):
    assert read({}) == read({"of": "long ago"}) == nothing


def test_older_rows_are_read_with_what_they_have():
    read = explanations.of_need({"candidates": [{"offer": "O1"}], "rivals": None, "changes": [], "funnel": {"fits": 2}})
    assert read.candidates[0].obstacles == ()
    assert (read.rivals, read.changes, read.funnel) == ((), (), Funnel(fits=2))
    assert not read.is_empty
    assert explanations.of_need({"changes": [{"field": "amount", "value": "5"}]}).changes == (Change("amount", "5"),)
    assert summaries.of_plan(Plan(summary={"gap": None, "fairness": {"groups": [{"group": "Asia"}]}})).gap is None
    assert summaries.of_plan(None).objective is None


def test_the_test_that_shuts_out_most_is_the_one_whose_change_would_let_most_in():
    steps = (Step("theme", fell=9, fell_here_alone=1), Step("place", fell=3, fell_here_alone=2))
    assert Funnel(steps=steps).shuts_out_most == "place"
    assert Funnel(steps=(Step("theme", fell=9),)).shuts_out_most is None
    assert Funnel().shuts_out_most is None


def test_only_what_was_refused_is_told_as_refused():
    read = explanations.of_need({"candidates": [{"offer": one, "obstacles": ["forbidden"]} for one in ("O1", "O2")]})
    told = read.with_refused({"O2"})
    assert [one.obstacles for one in told.candidates] == [("forbidden",), (REFUSED,)]
    assert explanations.of_need(as_stored(told)) == told


def test_a_question_comes_back_as_it_was_asked():
    asked = Question("N1", "O1", DecisionKind.PIN, (1, 2, 3), "They know each other", None, 4)
    assert answers.question_of(Study(question=in_json(as_stored(asked)))) == asked
    assert tuple(asked.pinned) == (1, 2, 3)
    assert answers.question_of(Study(question={"need": "N1", "offer": "O1", "decision": "forbid"})).pinned is None


def test_progress_is_stored_without_what_is_not_known():
    assert Progress("solve", seconds=1.5).as_stored() == {"phase": "solve", "seconds": 1.5}


def test_thousands_of_explanations_are_read_in_little_more_time_than_their_json():
    written = {
        "need": "N1",
        "candidates": [{"offer": f"O{n}", "score": 0.5, "given": 0, "room": 1, "obstacles": ["x"]} for n in range(40)],
        "rivals": [{"offer": "O1", "need": f"N{n}", "amount": 1, "score": 0.5} for n in range(100)],
    }
    text = json.dumps(written)
    parsing, reading = (_fastest(work) for work in (lambda: json.loads(text), lambda: explanations.of_need(written)))
    assert reading < 3 * parsing


def _fastest(work, times=300):
    """The shortest of many, which a busy machine does not lengthen."""
    found = []
    for _each in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)
