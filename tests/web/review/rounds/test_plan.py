from contextlib import contextmanager

import pytest
from sqlalchemy import event

from models import AuditEvent, Decision, Match
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus
from models.vocabulary import Kind


@contextmanager
def counted(engine):
    """The statements that are executed meanwhile."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def statuses(stored):
    return sorted(match.status for match in stored(Match))


def test_the_plan_shows_its_proof_and_its_matches(read, review):
    page = read(review.reviewer, review.page)
    for words in (
        "achieve at most 1.3% more",
        "An independent checker tested every rule",
        "Water for the hill",
        "Drains for the valley",
        "Decide on 2 matches",
    ):
        assert words in page
    assert page.index("Water for the hill") < page.index("Decide on several at once")


def test_what_the_plan_covers_is_drawn_with_its_tables_folded_below(read, review):
    page = read(review.reviewer, f"{review.page}/coverage")
    for words in ("2 of 2", "Floor set by fairness", "Decide on 2 matches", "Who gives money to what"):
        assert words in page
    assert page.count("<svg") >= 3
    assert page.count("<table") == page.count("The same numbers in a table") >= 3


def test_every_page_of_a_plan_leads_to_the_others(read, review):
    run = review.run.id
    here = (f"/runs/{run}/plan", f"/runs/{run}/plan/coverage", f"/runs/{run}/plan/window", f"/runs/{run}/unserved")
    for url in here:
        tabs = read(review.reviewer, url).split('aria-label="Pages of this plan"')[1].split("</nav>")[0]
        assert all(f'href="{one}"' in tabs for one in (*here, f"/runs/{run}/stress", f"/runs/{run}/fairness"))
        assert tabs.split('aria-current="page"')[0].endswith(f'href="{url}" ')


def test_a_title_cannot_bring_its_own_markup(given, read, reviewer, leave_out):
    title = "<script>alert(1)</script>"
    match = given.match(
        need=given.need(title=title, programme=given.programme(title=title)), offer=given.offer(title=title)
    )
    left_out = leave_out(match.plan, given.need(title=title))
    given.commit()
    run = match.plan.run
    for url in (
        f"/runs/{run.id}/plan", f"/matches/{match.id}", f"/runs/{run.id}/unserved",
        f"/runs/{run.id}/unserved/{left_out.need_id}", f"/runs/{run.id}/publish",
    ):  # fmt: skip
        page = read(reviewer, url)
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Water", "Roofs", "Advice"}),
        ("theme=housing", {"Roofs"}),
        ("horizon=long", {"Advice"}),
        ("status=approved", {"Roofs"}),
        ("city={city}", {"Water"}),
        ("partner={partner}", {"Roofs"}),
        ("city={city}&theme=housing", set()),
        ("theme=nonsense&horizon=x&status=y&city=z&partner=1", {"Water", "Roofs", "Advice"}),
    ],
)
def test_the_matches_are_filtered(given, read, reviewer, query, shown):
    plan = given.plan()
    water = given.match(given.need(title="Water"), plan=plan)
    roofs = given.match(given.need(title="Roofs", theme="housing"), plan=plan, status=MatchStatus.APPROVED)
    technical = {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]}
    given.match(
        given.need(title="Advice", **technical), given.offer(**technical), plan, amounts=HorizonAmounts(0, 0, 5_00)
    )
    given.commit()
    asked = query.format(city=water.need.programme.city_id, partner=roofs.offer.organisation_id)
    table = read(reviewer, f"/runs/{plan.run.id}/plan?{asked}").split('id="matches"')[1]
    assert {title for title in ("Water", "Roofs", "Advice") if f">{title}</a>" in table} == shown


def test_the_matches_are_sorted_both_ways(given, read, reviewer):
    plan = given.plan()
    for n, title in enumerate(("Alpha", "Beta", "Gamma"), start=1):
        given.match(given.need(title=title), plan=plan, amounts=HorizonAmounts(n * 100_00, 0, 0))
    given.commit()

    def order(sort):
        page = read(reviewer, f"/runs/{plan.run.id}/plan?sort={sort}")
        return sorted(("Alpha", "Beta", "Gamma"), key=lambda title: page.index(f">{title}</a>"))

    for key in ("need", "amount"):
        assert order(key) == ["Alpha", "Beta", "Gamma"]
        assert order(f"-{key}") == ["Gamma", "Beta", "Alpha"]
    for key in ("city", "partner", "share", "score", "status", "nonsense"):
        assert len(order(key)) == 3


def queries_of_a_plan(given, site, sign_in, reviewer, leave_out, matches):
    plan = given.plan()
    for _ in range(matches):
        given.match(plan=plan)
        leave_out(plan)
    given.commit()
    client = sign_in(reviewer)
    with counted(site.extensions["database"].engine) as statements:
        assert client.get(f"/runs/{plan.run.id}/plan").status_code == 200
    with counted(site.extensions["database"].engine) as of_unserved:
        assert client.get(f"/runs/{plan.run.id}/unserved").status_code == 200
    return len(statements), len(of_unserved)


def test_a_larger_plan_takes_no_more_queries(given, site, sign_in, reviewer, leave_out):
    small = queries_of_a_plan(given, site, sign_in, reviewer, leave_out, 10)
    large = queries_of_a_plan(given, site, sign_in, reviewer, leave_out, 60)
    assert small == large
    assert max(large) <= 26


def test_fifty_matches_are_on_a_page(given, read, reviewer):
    plan = given.plan()
    for _ in range(51):
        given.match(plan=plan)
    given.commit()
    first = read(reviewer, f"/runs/{plan.run.id}/plan")
    assert first.count('name="match"') == 50
    assert "Page 1 of 2" in first
    assert read(reviewer, f"/runs/{plan.run.id}/plan?page=2").count('name="match"') == 1


def test_ticked_matches_are_approved_together_with_the_reason(sign_in, decide_many, review, stored):
    first = review.matches[0]
    data = {"match": [str(first.id)], "scope": "ticked", "reason": "A good fit", "verdict": "approve"}
    answer = decide_many(sign_in(review.reviewer), review.page, data)
    assert answer.location == f"{review.page}"
    [decision] = stored(Decision)
    assert (decision.need_id, decision.kind, decision.reason) == (first.need_id, "approve", "A good fit")
    assert decision.decided_by_id == review.reviewer.id
    assert statuses(stored) == ["approved", "proposed"]
    [told] = [one for one in stored(AuditEvent) if one.action == "match.approve"]
    assert told.changes["status"] == ["proposed", "approved"]
    assert (told.subject_id, told.changes["reason"], told.actor_id) == (str(first.id), "A good fit", review.reviewer.id)


def test_all_that_the_filter_shows_is_decided_and_nothing_else(given, sign_in, decide_many, reviewer, stored):
    plan = given.plan()
    for n in range(60):
        given.match(given.need(theme="housing" if n else "water"), plan=plan)
    given.commit()
    data = {"scope": "shown", "reason": "Not this year", "verdict": "reject"}
    answer = decide_many(sign_in(reviewer), f"/runs/{plan.run.id}/plan?theme=housing", data)
    assert answer.location == f"/runs/{plan.run.id}/plan?theme=housing"
    assert statuses(stored) == ["proposed"] + ["rejected"] * 59


def test_nothing_is_decided_without_a_reason_and_the_ticks_stay(sign_in, review, stored):
    first = review.matches[0]
    answer = sign_in(review.reviewer).post(
        review.page, data={"match": [str(first.id)], "scope": "ticked", "reason": " ", "verdict": "reject"}
    )
    assert answer.status_code == 422
    assert "Give the reason in a sentence or two." in answer.text
    assert answer.text.count(" checked") == 2  # the match, and which matches
    assert (stored(Decision), statuses(stored)) == ([], ["proposed", "proposed"])


def test_nothing_is_decided_without_a_tick_and_the_reason_stays(sign_in, review, stored):
    answer = sign_in(review.reviewer).post(
        review.page, data={"scope": "ticked", "reason": "Because of X", "verdict": "approve"}
    )
    assert answer.status_code == 422
    assert "Tick at least one match" in answer.text
    assert "Because of X</textarea>" in answer.text
    assert stored(Decision) == []


def test_a_match_of_another_plan_is_out_of_reach(given, sign_in, decide_many, review, stored):
    stranger = given.match()
    given.commit()
    data = {"match": [str(stranger.id), "junk"], "scope": "ticked", "reason": "R", "verdict": "approve"}
    client = sign_in(review.reviewer)
    decide_many(client, review.page, data)
    assert "Nothing was changed. No match was chosen." in client.get(review.page).text
    assert stored(Decision) == []


def test_no_decision_changes_once_the_round_is_over(given, sign_in, review, stored):
    review.round.status = RoundStatus.PUBLISHED
    given.commit()
    client = sign_in(review.reviewer)
    answer = client.post(
        review.page,
        data={"match": [str(review.matches[0].id)], "scope": "ticked", "reason": "R", "verdict": "approve"},
    )
    assert answer.status_code == 409
    assert "The round is over" in answer.text
    assert 'name="verdict"' not in client.get(review.page).text
    assert stored(Decision) == []
