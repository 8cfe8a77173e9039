"""Pins and forbids of pairs, the list of what holds in a round, and decisions on many that respect each other."""

import pytest

from models import Decision, Match, Role
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus


@pytest.fixture
def colleague(given):
    return given.user(Role.REVIEWER, name="Samuel <Addo>")


@pytest.fixture
def pair_url(given, review):
    need, offer = given.need(title="Wells <b>"), given.offer()
    given.commit()
    return f"/rounds/{review.round.id}/pairs/{need.id}/{offer.id}"


def test_a_pair_is_pinned_listed_and_released(read, sign_in, review, pair_url, stored):
    assert "Nobody has decided on this pair" in read(review.reviewer, pair_url)
    client, listed = sign_in(review.reviewer), f"/rounds/{review.round.id}/decisions"
    answer = client.post(pair_url, data={"verdict": "pin", "short": "12.50", "reason": "They know each other"})
    assert answer.location == listed
    assert [one.amounts for one in stored(Decision)] == [HorizonAmounts(12_50, 0, 0)]
    page = read(review.reviewer, listed)
    for words in ("Wells &lt;b&gt;", "They know each other", "USD\u00a012.50", "Take back"):
        assert words in page
    assert client.post(f"/decisions/{stored(Decision)[0].id}/take-back").location == listed
    assert "Nothing is decided in this round yet." in read(review.reviewer, listed)
    assert "no longer, since" in read(review.reviewer, pair_url)


def test_half_a_pin_is_none(sign_in, review, pair_url, stored):
    client = sign_in(review.reviewer)
    for data, told in (
        ({"verdict": "pin", "reason": "R"}, "enter an amount"),
        ({"verdict": "approve", "reason": "R"}, "Not a valid choice"),
        ({"verdict": "forbid", "reason": " "}, "Give the reason"),
    ):
        answer = client.post(pair_url, data=data)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert stored(Decision) == []


def test_nothing_is_pinned_once_the_round_is_over(given, sign_in, read, review, pair_url, stored):
    review.round.status = RoundStatus.PUBLISHED
    given.commit()
    assert "Keep this decision" not in read(review.reviewer, pair_url)
    answer = sign_in(review.reviewer).post(pair_url, data={"verdict": "forbid", "reason": "They cannot work together."})
    assert answer.status_code == 409
    assert stored(Decision) == []


def test_a_draft_is_no_pair_for_a_reviewer(given, sign_in, review):
    draft, offer = given.need(status="draft"), given.offer()
    given.commit()
    url = f"/rounds/{review.round.id}/pairs/{draft.id}/{offer.id}"
    assert sign_in(review.reviewer).get(url).status_code == 404


def seen(page):
    return page.split('name="version"')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize("scope", ["ticked", "shown"])
def test_the_second_of_two_who_decide_on_many_is_told_what_changed(
    read, sign_in, decide_many, review, colleague, given, stored, scope
):
    given.commit()
    ticked = [str(match.id) for match in review.matches]
    revision = seen(read(review.reviewer, review.page))
    sign_in(colleague).post(f"/matches/{ticked[0]}", data={"version": 1, "verdict": "reject", "reason": "Not this one"})
    data = {"version": revision, "scope": scope, "match": ticked, "verdict": "approve", "reason": "All fit"}
    client, url = sign_in(review.reviewer), review.page
    answer = client.post(url, data=data)
    assert answer.status_code == 409
    assert "Somebody else decided meanwhile, so nothing was done." in answer.text
    assert "is now: Rejected (Samuel &lt;Addo&gt;)." in answer.text
    assert [one.reason for one in stored(Decision)] == ["Not this one"]
    again = decide_many(client, url, data | {"version": seen(answer.text)})
    assert again.status_code == 302
    assert {match.status for match in stored(Match)} == {MatchStatus.APPROVED}


def test_a_filter_does_not_hide_what_others_decided(read, sign_in, review, colleague, given, stored):
    given.commit()
    url = f"{review.page}?status=proposed"
    revision = seen(read(review.reviewer, url))
    sign_in(colleague).post(
        f"/matches/{review.matches[0].id}", data={"version": 1, "verdict": "reject", "reason": "Not this one"}
    )
    data = {"version": revision, "scope": "shown", "verdict": "approve", "reason": "All fit"}
    assert sign_in(review.reviewer).post(url, data=data).status_code == 409
    assert len(stored(Decision)) == 1


@pytest.mark.parametrize(
    ("verdict", "status", "told"),
    [
        ("pin", MatchStatus.APPROVED, "2 matches pinned."),
        ("forbid", MatchStatus.REJECTED, "2 matches forbidden."),
    ],
)
def test_many_are_pinned_or_forbidden_and_taken_back(sign_in, decide_many, review, stored, verdict, status, told):
    client, url, reviewer_id = sign_in(review.reviewer), review.page, review.reviewer.id
    data = {"version": 0, "scope": "shown", "verdict": verdict, "reason": "All of them, today"}
    assert told in client.get(decide_many(client, url, data).location).text
    assert {match.status for match in stored(Match)} == {status}
    back = {"version": 1, "scope": "shown", "verdict": "take_back", "reason": ""}
    assert "2 decisions taken back." in client.get(decide_many(client, url, back).location).text
    assert {match.status for match in stored(Match)} == {MatchStatus.PROPOSED}
    assert all(one.undone_by_id == reviewer_id for one in stored(Decision))
