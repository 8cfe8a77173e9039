"""The runs of a round side by side, and the way from two of them to what differs."""

import pytest

from app.services.engine.frozen_policies import text_of
from models import Policy
from models.lifecycle import RunStatus
from models.rounds import FairnessGroup

from .conftest import SUMMARY


@pytest.fixture
def second(given, review):
    run = given.run(review.round, label="Run 2", base_id=review.run.id, keeps=True)
    given.plan(run, summary=SUMMARY)
    given.commit()
    return run


def row(page, label):
    [found] = [one for one in page.split("<tr>") if f">{label}</a>" in one]
    return found


def ledger(read, review):
    return read(review.reviewer, f"/rounds/{review.round.id}")


def test_a_row_says_who_started_it_on_what_and_how_the_least_covered_group_fares(read, review):
    found = row(ledger(read, review), "Run 1")
    name = review.reviewer.name or review.reviewer.email
    for words in (name, "Snapshot f1n9er", "Africa, 50.0%", "at most 1.3%", "USD\u00a0300", "2 of 3"):
        assert words in found


def test_a_row_says_where_its_policy_is_not_the_rounds_of_today(given, read, review, second):
    columns = [one.name for one in Policy.__table__.columns if one.name != "id"]
    told = {name: getattr(review.round.policy, name) for name in columns}
    review.run.snapshot = {"policy.toml": text_of(Policy(**told | {"fairness_percent": 40}), "USD")}
    second.snapshot = {"policy.toml": text_of(review.round.policy, "USD")}
    given.commit()
    page = ledger(read, review)
    assert "fairness: 40%, now 80%" in row(page, "Run 1")
    assert "how long a run may search: 60 seconds" in row(page, "Run 1")
    assert "Today’s policy" in row(page, "Run 2")


@pytest.mark.parametrize(
    ("currency", "frozen", "told", "shown"),
    [
        ("JPY", "money_decimals = 0\n", 301, "JPY\u00a0301<"),
        ("KWD", "money_decimals = 3\n", 301, "KWD\u00a0301<"),
        ("JPY", "gap = 0.1\n", 3.01, "JPY\u00a0301<"),
    ],
)
def test_a_row_says_what_a_plan_gives_as_the_run_holds_it(given, read, review, currency, frozen, told, shown):
    """Also of a run from before a policy said how many decimals money has: its plan holds hundredths."""
    review.round.currency, review.run.snapshot = currency, {"policy.toml": frozen}
    review.plan.summary = SUMMARY | {"amount_by_kind": {"financial": told, "technical": 3}}
    given.commit()
    found = row(ledger(read, review), "Run 1")
    assert shown in found
    assert "3 expert-days" in found


def test_a_row_says_between_which_groups_a_run_is_fair(given, read, review, second):
    """Also of one that brought no plan."""
    frozen = {"policy.toml": text_of(review.round.policy, "USD")}
    review.run.snapshot = second.snapshot = frozen
    second.fairness_group = FairnessGroup.CITY_SIZE
    stopped = {"status": RunStatus.CANCELLED, "fairness_group": FairnessGroup.INCOME_GROUP}
    given.run(review.round, label="Run 3", snapshot=frozen, **stopped)
    given.commit()
    page = ledger(read, review)
    assert "Today’s policy" in row(page, "Run 1")
    assert "the groups it is fair between: World region</li>" in row(page, "Run 1")
    assert "the groups it is fair between: City size, now World region" in row(page, "Run 2")
    assert "the groups it is fair between: Income group, now World region" in row(page, "Run 3")
    assert "Today’s policy" not in row(page, "Run 2")


def test_a_row_says_how_many_pairs_were_left_out_since_one_side_had_said_no(given, read, review, second):
    second.snapshot = {"refusals.csv": "need_id,offer_id\na,b\nc,d\n"}
    given.commit()
    page = ledger(read, review)
    assert "2 pairs left out, refused before" in row(page, "Run 2")
    assert "refused before" not in row(page, "Run 1")


def test_a_row_says_from_which_plan_a_run_started(read, review, second):
    found = row(ledger(read, review), "Run 2")
    assert "Again from Run 1, keeping the rest" in found
    assert f'href="/runs/{second.id}/difference/{review.run.id}"' in found


def test_a_failed_run_says_why_on_the_list(given, read, review):
    given.run(review.round, label="Run 3", status=RunStatus.FAILED, problem="The <b>solver</b> needed more memory.")
    given.commit()
    assert "The &lt;b&gt;solver&lt;/b&gt; needed more memory." in row(ledger(read, review), "Run 3")


def test_two_runs_lead_to_what_differs(read, sign_in, review, second):
    page = ledger(read, review)
    assert f'<option selected value="{review.run.id}">Run 1</option>' in page
    assert f'<option selected value="{second.id}">Run 2</option>' in page
    url = f"/rounds/{review.round.id}/compare?before={second.id}&after={review.run.id}"
    assert sign_in(review.reviewer).get(url).location == f"/runs/{review.run.id}/difference/{second.id}"


@pytest.mark.parametrize("asked", ["", "before={run}&after={run}", "before={run}&after=x"])
def test_two_different_runs_are_needed(sign_in, review, second, asked):
    answer = sign_in(review.reviewer).get(f"/rounds/{review.round.id}/compare?" + asked.format(run=review.run.id))
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_single_plan_is_not_offered_for_comparison(given, read, review):
    given.run(review.round, label="Run 3", status=RunStatus.FAILED)
    given.commit()
    assert "Compare two runs" not in ledger(read, review)
