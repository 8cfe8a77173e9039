"""Solving a plan again: from its page, in two modes, on the round as it stands by then."""

import pytest

from models import Role, Run
from models.lifecycle import RoundStatus, RunStatus
from models.rounds import DecisionKind


def newest(stored, run):
    [made] = [one for one in stored(Run) if one.id != run.id]
    return made


@pytest.mark.parametrize(("mode", "keeps"), [("keep", True), ("over", False)])
def test_a_reviewer_solves_a_plan_again(given, sign_in, review, queue, stored, mode, keeps):
    given.offer()
    given.commit()
    answer = sign_in(review.reviewer).post(f"/runs/{review.run.id}/again", data={"mode": mode, "label": "Second try"})
    made = newest(stored, review.run)
    assert answer.location == f"/runs/{made.id}"
    assert (made.label, made.status, made.round_id) == ("Second try", RunStatus.QUEUED, review.round.id)
    assert (made.base_id, made.keeps, made.started_by_id) == (review.run.id, keeps, review.reviewer.id)
    assert queue.queued == [made.id]
    assert str(review.matches[0].need_id) in made.snapshot["needs.csv"]


def test_the_new_run_takes_what_was_decided_since(given, sign_in, review, queue, stored):
    given.decision(review.matches[0], kind=DecisionKind.FORBID)
    given.commit()
    sign_in(review.reviewer).post(f"/runs/{review.run.id}/again", data={"mode": "keep"})
    match = review.matches[0]
    assert f"{match.need_id},{match.offer_id},forbid" in newest(stored, review.run).snapshot["decisions.csv"]


def test_the_page_says_what_binds_and_what_each_mode_means(given, read, review):
    given.decision(review.matches[0], kind=DecisionKind.PIN)
    given.decision(review.matches[1])
    given.refusal()
    given.commit()
    page = read(review.reviewer, f"/runs/{review.run.id}/again")
    assert "Refused before by one of the two: out" in page
    for words in ("1 pair<", "0 pairs<", "1 match is approved", "Keep the rest:", "Start over:"):
        assert words in page
    assert f'href="/runs/{review.run.id}/again"' in read(review.reviewer, review.page)


def test_a_mode_that_is_none_starts_nothing(sign_in, review, queue, stored):
    answer = sign_in(review.reviewer).post(f"/runs/{review.run.id}/again", data={"mode": "both", "label": "Kept"})
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert len(stored(Run)) == 1


def test_nothing_is_solved_again_once_the_round_is_over(given, read, sign_in, review, queue, stored):
    review.round.status = RoundStatus.PUBLISHED
    given.commit()
    answer = sign_in(review.reviewer).post(f"/runs/{review.run.id}/again", data={"mode": "keep"})
    assert answer.status_code == 409
    assert (len(stored(Run)), queue.queued) == (1, [])
    assert "<button" not in read(review.reviewer, f"/runs/{review.run.id}/again").split("What holds in every")[1]
    assert f'href="/runs/{review.run.id}/again"' not in read(review.reviewer, review.page)


def test_a_run_without_a_plan_cannot_be_solved_again(given, sign_in, reviewer, queue, stored):
    run = given.run(status=RunStatus.FAILED)
    given.commit()
    assert sign_in(reviewer).get(f"/runs/{run.id}/again").status_code == 404


def test_an_administrator_starts_nothing_from_a_plan(given, read, sign_in, review, queue):
    administrator = given.user(Role.ADMINISTRATOR)
    given.commit()
    assert sign_in(administrator).post(f"/runs/{review.run.id}/again", data={"mode": "keep"}).status_code == 403
    assert "Solve again around decisions" not in read(administrator, review.page)
