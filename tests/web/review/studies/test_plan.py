"""What a partner's withdrawal and what fairness costs a plan: asked by a button, kept, and asked again."""

import html
import re

import pytest

from models import Policy, Study, StudyKind
from models.base import utc_now
from models.lifecycle import RoundStatus, RunStatus


def answered(given, review, kind, **answer):
    given.study(review.plan, kind=kind, status=RunStatus.SUCCEEDED, ended_at=utc_now(), answer=answer)
    given.commit()


def withdrawal(review, **more):
    need, other = review.matches
    return {
        "partner": "Fund <A>", "impact_lost": 3.0864, "fall_out": [str(need.need_id)],
        "lose_part": [str(other.need_id)], "lost_by_kind": {"financial": 1200.5, "technical": 0},
        "stand_ins": [{"partner": "Fund B", "amount_by_kind": {"financial": 0, "technical": 3}}], "pins_fall": True,
    } | more  # fmt: skip


def test_a_stress_test_is_asked_for_once_and_can_be_withdrawn(sign_in, review, queue, stored, read, given):
    client, page = sign_in(review.reviewer), f"/runs/{review.run.id}/stress"
    assert "Find out" in read(review.reviewer, page)
    for _twice in range(2):
        assert client.post(page).location == page
    [study] = stored(Study)
    assert queue.queued == [study.id]
    words = client.get(page).text
    assert "It waits for its turn." in words
    assert f'hx-get="/studies/{study.id}/progress"' in words
    assert "HX-Refresh" not in client.get(f"/studies/{study.id}/progress").headers
    assert client.post(f"/studies/{study.id}/cancel").location == page
    assert stored(Study)[0].status == RunStatus.CANCELLED
    assert client.get(f"/studies/{study.id}/progress").headers["HX-Refresh"] == "true"


def test_each_withdrawal_names_what_is_lost_and_who_stands_in(given, review, read):
    answered(given, review, StudyKind.STRESS, withdrawals=[withdrawal(review)])
    page = read(review.reviewer, f"/runs/{review.run.id}/stress")
    for told in (
        "Fund &lt;A&gt;", "25%", "Water for the hill", "Drains for the valley", "USD\u00a01,200.50",
        "Fund B: 3 expert-days", "The pins cannot be kept without it.", "There was no time for these partners",
        "Find out again", 'id="stress-title"',
    ):  # fmt: skip
        assert told in page


def test_a_gain_beside_a_loss_is_explained(given, review, read):
    answered(given, review, StudyKind.STRESS, withdrawals=[withdrawal(review, impact_lost=-0.01)])
    page = read(review.reviewer, f"/runs/{review.run.id}/stress")
    assert "A partner may cost the plan nothing although needs lose something" in page


@pytest.mark.parametrize(
    ("currency", "frozen", "lost", "shown"),
    [
        ("JPY", "money_decimals = 0\n", 120_050, "JPY\u00a0120,050"),
        ("KWD", "money_decimals = 3\n", 120.05, "KWD\u00a0120.050"),
        ("JPY", "gap = 0.1\n", 1200.5, "JPY\u00a0120,050"),
        ("KWD", "gap = 0.1\n", 1200.5, "KWD\u00a0120.050"),
    ],
)
def test_what_is_lost_is_told_with_the_decimals_of_the_currency(given, review, read, currency, frozen, lost, shown):
    """Also of a run from before a policy said how many: its answers hold hundredths."""
    review.round.currency, review.run.snapshot = currency, {"policy.toml": frozen}
    told = withdrawal(review, lost_by_kind={"financial": lost, "technical": 1.25})
    answered(given, review, StudyKind.STRESS, withdrawals=[told])
    page = read(review.reviewer, f"/runs/{review.run.id}/stress")
    assert shown in page
    assert "1.25 expert-days" in page


def test_a_partner_who_was_told_of_by_an_earlier_name_was_reached(given, review, read):
    first, second = review.matches
    rows = f"{first.offer_id},Fund <A>\n{second.offer_id},{second.offer.organisation.name}\n"
    review.run.snapshot = {"offers.csv": f"offer_id,partner\n{rows}"}
    answered(given, review, StudyKind.STRESS, withdrawals=[withdrawal(review)])
    page = read(review.reviewer, f"/runs/{review.run.id}/stress")
    [notice] = re.findall(r"worth least: ([^<]*)", page)
    assert html.unescape(notice).rstrip(". \n") == second.offer.organisation.name


LEVELS = [
    {"level": level, "t": 0.5, "objective": 12.0 - level, "bound": 12.5, "gap": 0.01, "lowest_fraction": level / 2,
     "shortfall": 0.0, "needs_taken_up": 3, "partnerships": 4}
    for level in (0.0, 0.5, 1.0)
]  # fmt: skip


def test_a_level_of_fairness_is_picked_from_the_curve(given, review, read, sign_in, stored):
    answered(given, review, StudyKind.FRONTIER, levels=LEVELS)
    page = f"/runs/{review.run.id}/fairness"
    words = read(review.reviewer, page)
    assert words.count('r="6"') == 3
    assert words.count("Use this level") == 3
    client, use = sign_in(review.reviewer), f"{page}/use"
    version = stored(Policy)[0].version
    assert client.post(use, data={"level": 50, "version": version}).location == f"/rounds/{review.round.id}#start"
    assert stored(Policy)[0].fairness_percent == 50
    refused = client.post(use, data={"level": 100, "version": version})
    assert (refused.status_code, stored(Policy)[0].fairness_percent) == (409, 50)
    assert client.post(use, data={"level": 101, "version": version}).status_code == 422
    assert "set now" in client.get(page).text


def test_levels_with_the_same_plan_share_a_dot_that_names_them_all(given, review, read):
    same = [LEVELS[0] | {"level": level} for level in (0.0, 0.2, 0.8)]
    answered(given, review, StudyKind.FRONTIER, levels=[*same, LEVELS[2]])
    page = read(review.reviewer, f"/runs/{review.run.id}/fairness")
    assert page.count('r="6"') == 2
    assert ">0% to 80%</text>" in page
    assert ">100%</text>" in page


def test_nothing_is_asked_once_the_round_is_over(given, review, read, sign_in, queue, stored):
    review.round.status = RoundStatus.CLOSED
    given.commit()
    client = sign_in(review.reviewer)
    for page in (f"/runs/{review.run.id}/stress", f"/runs/{review.run.id}/fairness"):
        assert "The round is over" in read(review.reviewer, page)
        assert client.post(page).location == page
    assert (stored(Study), queue.queued) == ([], [])


def test_a_failed_question_says_why_and_keeps_the_answer_before(given, review, read):
    answered(given, review, StudyKind.FRONTIER, levels=LEVELS)
    given.study(review.plan, kind=StudyKind.FRONTIER, status=RunStatus.FAILED, problem="No <memory>.")
    given.commit()
    page = read(review.reviewer, f"/runs/{review.run.id}/fairness")
    assert "No &lt;memory&gt;." in page
    assert "Use this level" in page


@pytest.mark.parametrize("page", ["stress", "fairness"])
def test_the_pages_of_a_study_stand_under_rounds(review, read, page):
    shown = read(review.reviewer, f"/runs/{review.run.id}/{page}")
    current = re.findall(r'<a[^>]*href="([^"]*)"[^>]*aria-current="page"', shown)
    assert current == ["/rounds/", f"/runs/{review.run.id}/{page}"]
