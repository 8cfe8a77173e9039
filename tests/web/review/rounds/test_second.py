"""Two reviewers approve what is large: on the page of a match, and many at once."""

import pytest

from models import Decision, Partnership, Role
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus


@pytest.fixture
def colleague(given):
    return given.user(Role.REVIEWER, name="Colleague")


@pytest.fixture
def large(given, review):
    """The first match of the plan, approved by the reviewer and above the threshold."""
    match = review.matches[0]
    review.round.policy.second_approval_money = 50_00
    match.amounts = HorizonAmounts(90_00, 0, 0)
    match.status = MatchStatus.APPROVED
    given.decision(match, review.reviewer)
    given.commit()
    return match


def url_of(match):
    return f"/matches/{match.id}"


def test_the_first_approver_waits_for_a_colleague(read, review, large):
    page = read(review.reviewer, url_of(large))
    assert "a colleague has to approve it as well" in page
    assert 'name="seconding"' not in page


def test_a_colleague_approves_as_the_second_person(read, sign_in, review, colleague, large, stored):
    assert 'name="seconding"' in read(colleague, url_of(large))
    client, url = sign_in(colleague), f"{url_of(large)}/second"
    refused = client.post(url, data={"version": large.version, "seconding": ""})
    assert (refused.status_code, "Give the reason" in refused.text) == (422, True)
    answer = client.post(url, data={"version": large.version, "seconding": "I read it <too>."})
    assert answer.location == url_of(large)
    page = read(colleague, url_of(large))
    assert "I read it &lt;too&gt;." in page
    assert "Waits for a second approval" not in read(review.reviewer, review.page)
    assert [one.seconded_by_id for one in stored(Decision)] == [colleague.id]


def test_one_does_not_second_oneself(sign_in, review, large, stored):
    answer = sign_in(review.reviewer).post(
        f"{url_of(large)}/second", data={"version": large.version, "seconding": "Me"}
    )
    assert answer.status_code == 409
    assert "You approved some of these yourself" in answer.text
    assert stored(Decision)[0].seconded_by_id is None


def test_who_seconds_what_was_decided_anew_learns_of_it(given, sign_in, colleague, large, stored):
    answer = sign_in(colleague).post(f"{url_of(large)}/second", data={"version": large.version + 5, "seconding": "Yes"})
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text


def test_many_are_seconded_at_once(given, read, sign_in, decide_many, review, colleague, large, stored):
    page = read(colleague, f"{review.page}?second=1")
    assert "1 match waits for a second approval" in page
    assert "Drains for the valley" not in page.split('id="matches"')[1]
    data = {"scope": "shown", "verdict": "second", "reason": "All read."}
    answer = decide_many(sign_in(colleague), f"{review.page}?second=1", data)
    assert answer.status_code == 302
    assert [one.seconded_because for one in stored(Decision)] == ["All read."]
    assert 'value="second"' not in read(colleague, review.page)


def test_publication_names_what_waits_for_a_second_approval(given, read, sign_in, review, large, stored):
    review.matches[1].status = MatchStatus.REJECTED
    given.commit()
    url = f"/runs/{review.run.id}/publish"
    told = f"The match “Water for the hill – {large.offer.organisation.name}” is large"
    assert told in read(review.reviewer, url)
    answer = sign_in(review.reviewer).post(url)
    assert (answer.status_code, told in answer.text) == (409, True)
    assert stored(Partnership) == []


def test_who_has_an_interest_is_told_whose_it_is(given, sign_in, review, stored):
    match = review.matches[0]
    match.offer.organisation.name = "Example <Bank>"
    given.interest(review.reviewer, match.offer.organisation)
    given.commit()
    one = sign_in(review.reviewer).post(url_of(match), data={"version": 1, "verdict": "approve", "reason": "Mine"})
    many = sign_in(review.reviewer).post(
        review.page, data={"scope": "shown", "verdict": "approve", "reason": "All of them"}
    )
    for answer in (one, many):
        assert answer.status_code == 409
        assert "You have an interest in Example &lt;Bank&gt;, so somebody else has to decide." in answer.text
    assert stored(Decision) == []


def test_the_policy_page_keeps_the_thresholds(given, sign_in, read, review, stored):
    from models import Policy
    from tests.browser import Browser

    url = f"/rounds/{review.round.id}/policy"
    browser = Browser(sign_in(review.reviewer).application, review.reviewer)
    assert browser.get(url).form(None)["second_approval_money"] == ["1000000"]
    assert browser.fill_in(url, second_approval_money="2500.50", second_approval_days="").location
    kept = stored(Policy)[0]
    assert (kept.second_approval_money, kept.second_approval_days) == (2500_50, None)
    assert browser.fill_in(url, second_approval_money="0").location
    assert browser.get(url).form(None)["second_approval_money"] == ["0"]
    assert browser.fill_in(url, second_approval_money="1.234").errors() == [
        "This currency has fewer decimals: enter a rounder amount."
    ]


def test_the_first_page_counts_what_waits_for_this_reviewer(given, read, review, colleague, large):
    task = "Approve large matches as the second person"
    link = f"/runs/{review.run.id}/plan?second=1"
    assert link in read(colleague, "/")
    assert "1 waits for you" in read(colleague, "/")
    assert (task in read(review.reviewer, "/"), link in read(review.reviewer, "/")) == (True, False)
    given.interest(colleague, large.offer.organisation)
    given.commit()
    assert link not in read(colleague, "/")


def approve(client, review, **more):
    data = {"version": 99, "scope": "shown", "verdict": "approve", "reason": "It fits."} | more
    return client.get(client.post(review.page, data=data).location).text


@pytest.fixture
def alone(given, review, large):
    """The large match stands alone in its plan, and its first approver has a name."""
    given.session.delete(review.matches[1])
    review.reviewer.name = "Lucía <Ferrer>"
    given.commit()
    return large


def test_an_approval_that_changes_nothing_says_whose_second_one_is_awaited(
    given, sign_in, review, colleague, alone, stored
):
    by_lucia = "1 match was approved by Lucía &lt;Ferrer&gt; already and waits for a second approval"
    client = sign_in(colleague)
    told = approve(client, review)
    assert f"{by_lucia} by somebody other than Lucía &lt;Ferrer&gt;" in told
    assert "0 matches" not in told
    assert "notice tone-success" not in told
    answer = client.post(url_of(alone), data={"version": alone.version, "verdict": "approve", "reason": "Yes."})
    assert by_lucia in client.get(answer.location).text
    told = approve(sign_in(review.reviewer), review)
    assert "1 match was approved by you already and waits for a second approval by somebody else." in told
    given.interest(colleague, alone.offer.organisation)
    given.commit()
    told = approve(client, review)
    assert f"{by_lucia}, which you cannot give: you have an interest in {alone.offer.organisation.name}." in told
    assert [one.seconded_by_id for one in stored(Decision)] == [None]


def test_an_approval_of_what_nobody_has_to_second_says_who_gave_it(given, sign_in, review, colleague, alone):
    review.round.policy.second_approval_money = None
    given.commit()
    assert "1 match was decided already by Lucía &lt;Ferrer&gt;." in approve(sign_in(colleague), review)


def test_a_reviewer_is_shown_what_waits_for_them_and_not_what_they_approved_themselves(
    given, read, review, colleague, large
):
    own = review.matches[1]
    own.status = MatchStatus.APPROVED
    given.decision(own, colleague)
    given.commit()
    page = read(colleague, "/")
    assert "1 waits for you" in page
    link = f"/runs/{review.run.id}/plan?second=1&amp;mine=1"
    assert f'href="{link}"' in page
    plan = read(colleague, review.page)
    assert "2 matches wait for a second approval" in plan
    assert "1 of them waits for you" in plan
    shown = read(colleague, link.replace("&amp;", "&")).split('id="matches"')[1]
    assert ("Water for the hill" in shown, "Drains for the valley" in shown) == (True, False)
