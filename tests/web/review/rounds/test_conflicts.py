"""A run that failed of decisions that contradict each other leads to each of them, and they are taken back there."""

import html

import pytest

from app.services.engine import problems
from app.services.engine.problems import Contradicting, Contradiction, Violation
from models import Decision, Study, StudyKind
from models.amounts import HorizonAmounts
from models.lifecycle import RoundStatus, RunStatus
from models.rounds import DecisionKind


@pytest.fixture
def contradiction(given, review):
    """Two pins that share too little capacity, and the run that failed of them; ids and all."""
    offer = given.offer(title="Water <fund>")
    matches = [given.match(given.need(title=title), offer, review.plan) for title in ("Wells", "Pipes")]
    pins = [
        given.decision(one, review.reviewer, kind=DecisionKind.PIN, amounts=HorizonAmounts(600_00, 0, 0))
        for one in matches
    ]
    given.commit()
    said = Contradiction(
        tuple(Contradicting(str(one.need_id), str(one.offer_id), "pin", ("capacity:short",)) for one in pins),
        (Violation("capacity:short", "", str(offer.id), 1200_00, 1000_00),),
    )
    run = given.run(review.round, status=RunStatus.FAILED, problem=problems.text(said))
    given.commit()
    return run, pins, said


def test_it_links_to_each_decision_with_the_limits_figures(read, review, contradiction):
    run, pins, _said = contradiction
    page = html.unescape(read(review.reviewer, f"/runs/{run.id}"))
    assert "These decisions cannot stand together" in page
    figures = "USD\u00a01,200 pinned, at most USD\u00a01,000 possible"
    assert f"Free capacity of “Water <fund>”, Short (years 0–2): {figures}." in page
    for pin in pins:
        assert f'href="/rounds/{review.round.id}/pairs/{pin.need_id}/{pin.offer_id}"' in page
        assert f'action="/decisions/{pin.id}/take-back"' in page
        assert str(pin.need_id) not in page.split("<h2>What went wrong</h2>")[1].split("<table")[0]
    assert str(pins[0].need_id) not in read(review.reviewer, f"/rounds/{review.round.id}")


def test_a_decision_is_taken_back_from_there(read, sign_in, review, contradiction, stored):
    run, [pin, _other], _said = contradiction
    answer = sign_in(review.reviewer).post(f"/decisions/{pin.id}/take-back", data={"run": str(run.id)})
    assert answer.location == f"/runs/{run.id}"
    assert [one.id for one in stored(Decision) if one.undone_at] == [pin.id]
    page = read(review.reviewer, answer.location)
    assert "Taken back" in page
    assert f'action="/decisions/{pin.id}/take-back"' not in page


def test_nothing_is_taken_back_once_the_round_is_over(given, read, review, contradiction):
    review.round.status = RoundStatus.CLOSED
    given.commit()
    page = read(review.reviewer, f"/runs/{contradiction[0].id}")
    assert "Wells" in page
    assert "take-back" not in page


def test_what_the_offers_limits_close_is_no_decision(given, read, review, contradiction):
    run, [pin, _other], _said = contradiction
    pair = str(pin.need_id), str(pin.offer_id)
    both = tuple(Contradicting(*pair, decision, ("forbid",)) for decision in ("pin", "forbid"))
    run.problem = problems.text(Contradiction(both))
    given.commit()
    page = read(review.reviewer, f"/runs/{run.id}")
    assert "Closed by the limits of the offer" in page
    assert page.count("take-back") == 1


@pytest.fixture
def refused(given, review, contradiction):
    """A study of which the engine said that no plan can hold the second pin beside the first."""
    _run, [_first, second], said = contradiction
    second.undone_at, second.undone_by = second.decided_at, review.reviewer
    given.commit()
    review.plan.run = given.run(review.round)  # after the first was pinned
    question = {
        "need": str(second.need_id), "offer": str(second.offer_id), "decision": "forbid", "amounts": [0, 0, 0],
        "reason": "They know each other", "match": None, "version": 0,
    }  # fmt: skip
    study = given.study(
        review.plan, kind=StudyKind.DECISION, question=question, asked_by=review.reviewer, status=RunStatus.FAILED,
        problem=problems.text(said),
    )  # fmt: skip
    given.commit()
    return study


def test_what_the_engine_found_impossible_is_not_decided_without_knowing_the_cost(
    read, sign_in, review, contradiction, refused, stored
):
    client, page = sign_in(review.reviewer), f"/studies/{refused.id}"
    shown = read(review.reviewer, page)
    assert "This cannot be kept" in shown
    assert "Asked about here" in shown
    assert "at most USD\u00a01,000 possible" in shown
    assert "Decide without knowing the cost" not in shown
    answer = client.post(f"{page}/confirm", data={"version": 0})
    assert (answer.status_code, "no plan can hold this" in answer.text) == (409, True)
    first = contradiction[1][0]
    assert client.post(f"/decisions/{first.id}/take-back", data={"study": str(refused.id)}).location == page
    assert "Decide without knowing the cost" in client.get(page).text
    assert client.post(f"{page}/confirm", data={"version": 0}).status_code == 302
    assert [one.kind for one in stored(Decision) if one.undone_at is None] == [DecisionKind.FORBID]
    assert len(stored(Study)) == 1
