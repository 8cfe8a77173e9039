import pytest

from matching.explain.match import LIMITS
from matching.explain.need import OBSTACLES
from matching.score import PARTS
from models import Decision, Match
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import MatchStatus, RoundStatus


def explained(match, offer=None, **more):
    match.explanation = {
        "parts": [
            {"name": "place", "value": 0.75, "weight": 0.4},
            {"name": "theme", "value": 1.0, "weight": 0.6},
            {"name": "preference", "value": 0.5, "weight": 0.0},
        ],
        "limits": ["capacity", "country_share"],
        "decision": None,
        "runner_up": {"offer": str(offer.id), "score": 0.4, "in_plan": False, "room": 50_00} if offer else None,
    } | more


def test_a_match_says_why_these_two_why_not_more_and_who_came_next(given, read, review):
    second = given.offer(title="The second best")
    match = review.matches[0]
    explained(match, second)
    given.commit()
    page = read(review.reviewer, f"/matches/{match.id}")
    for words in (
        "Water for the hill",
        "Parts of the score",
        "60%",
        "0.3",
        "nothing left in the years that suit the need",
        "largest share of this offer",
        "The second best",
        "It could give USD\u00a050 now.",
        "Nobody has decided on this pair",
    ):
        assert words in page
    assert "Stated preference" not in page, "a part that does not count under the policy"
    assert page.index("Theme</th>") < page.index("Place</th>"), "the heaviest part comes first"


def test_a_match_without_an_explanation_claims_nothing(read, review):
    page = read(review.reviewer, f"/matches/{review.matches[0].id}")
    assert "The run kept no explanation" in page
    assert "Who came next" not in page
    assert "Why not more" not in page


def test_others_who_serve_the_same_need_are_named(given, read, review):
    other = given.match(need=review.matches[0].need, plan=review.plan)
    given.commit()
    page = read(review.reviewer, f"/matches/{review.matches[0].id}")
    assert f'href="/matches/{other.id}"' in page


def test_a_decision_is_kept_with_its_reason_and_the_earlier_one_stays_in_the_history(sign_in, review, stored):
    client, url = sign_in(review.reviewer), f"/matches/{review.matches[0].id}"
    assert client.post(url, data={"version": 1, "verdict": "approve", "reason": "Fits well"}).location == url
    assert client.post(url, data={"version": 2, "verdict": "reject", "reason": "On <b>reflection</b>"}).location == url
    page = client.get(url).text
    assert "Fits well" in page
    assert "On &lt;b&gt;reflection&lt;/b&gt;" in page
    assert sorted((one.kind, one.undone_at is None) for one in stored(Decision)) == [
        ("approve", False),
        ("reject", True),
    ]
    assert {match.status for match in stored(Match)} == {MatchStatus.REJECTED, MatchStatus.PROPOSED}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"verdict": "approve", "reason": ""}, "Give the reason"),
        ({"verdict": "", "reason": "A reason that stays"}, "Choose what you decide."),
        ({"verdict": "pin", "reason": "A reason that stays"}, "enter an amount for at least one horizon"),
        ({"verdict": "postpone", "reason": "A reason that stays"}, "Not a valid choice"),
    ],
)
def test_half_a_decision_is_none(sign_in, review, stored, data, told):
    answer = sign_in(review.reviewer).post(f"/matches/{review.matches[0].id}", data={"version": 1, **data})
    assert answer.status_code == 422
    assert told in answer.text
    assert data["reason"] in answer.text
    assert stored(Decision) == []


def test_the_second_of_two_who_decide_learns_of_the_first(sign_in, review, stored):
    client, url = sign_in(review.reviewer), f"/matches/{review.matches[0].id}"
    client.post(url, data={"version": 1, "verdict": "approve", "reason": "First"})
    answer = client.post(url, data={"version": 1, "verdict": "reject", "reason": "Second, not lost"})
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert "Second, not lost</textarea>" in answer.text
    assert [one.reason for one in stored(Decision)] == ["First"]


def test_nobody_decides_once_the_round_is_over(given, read, sign_in, review, stored):
    review.round.status = RoundStatus.PUBLISHED
    given.commit()
    url = f"/matches/{review.matches[0].id}"
    assert "Keep this decision" not in read(review.reviewer, url)
    answer = sign_in(review.reviewer).post(url, data={"version": 1, "verdict": "approve", "reason": "R"})
    assert answer.status_code == 409
    assert stored(Decision) == []


def test_a_pin_of_its_own_amounts_approves_and_of_others_changes(sign_in, review, stored):
    client, url, publish = (
        sign_in(review.reviewer),
        f"/matches/{review.matches[0].id}",
        f"/runs/{review.run.id}/publish",
    )
    client.post(url, data={"version": 1, "verdict": "pin", "reason": "Just so", "short": "100"})
    assert {one.status for one in stored(Match)} == {MatchStatus.APPROVED, MatchStatus.PROPOSED}
    client.post(url, data={"version": 2, "verdict": "pin", "reason": "A little later", "short": "90.50"})
    page = client.get(url).text
    assert "USD\u00a090.50" in page
    changed, other = sorted(one.status for one in stored(Match))
    assert (changed, other) == (MatchStatus.CHANGED, MatchStatus.PROPOSED)
    held = [one.amounts for one in stored(Decision) if one.undone_at is None]
    assert held == [HorizonAmounts(90_50, 0, 0)]
    assert "Amounts of “Water for the hill” were pinned otherwise than in this plan" in client.get(publish).text
    told = client.get(url).text.replace("\u00a0", " ")
    assert "Pinned at USD 90.50: every later run gives exactly that. This plan proposed USD 100." in told


def test_amounts_of_a_pin_are_read_with_care(sign_in, review, stored):
    answer = sign_in(review.reviewer).post(
        f"/matches/{review.matches[0].id}", data={"version": 1, "verdict": "pin", "reason": "R", "short": "1.234"}
    )
    assert (answer.status_code, "fewer decimals" in answer.text) == (422, True)
    assert stored(Decision) == []


def test_a_decision_is_taken_back_on_the_page_of_the_match(sign_in, review, stored):
    match_id, reviewer_id = review.matches[0].id, review.reviewer.id
    client, url = sign_in(review.reviewer), f"/matches/{match_id}"
    client.post(url, data={"version": 1, "verdict": "forbid", "reason": "They are at odds"})
    [decision] = stored(Decision)
    answer = client.post(f"/decisions/{decision.id}/take-back", data={"match": match_id})
    assert answer.location == url
    page = client.get(url).text
    assert "They are at odds" in page
    assert "no longer, since" in page
    assert "Take back" not in page
    assert {match.status for match in stored(Match)} == {MatchStatus.PROPOSED}
    assert stored(Decision)[0].undone_by_id == reviewer_id


def test_every_code_of_an_explanation_has_words():
    from app.pages.review.rounds import explanation_words, wording
    from matching.eligibility import TESTS

    assert set(explanation_words.LIMITS) == set(LIMITS)
    assert set(explanation_words.OBSTACLES) == {*OBSTACLES, "refused"}
    assert set(explanation_words.PARTS) == set(PARTS)
    assert tuple(wording.TESTS) == TESTS


def test_a_match_says_that_its_partner_was_shown_it(given, read, review):
    shown, other = review.matches
    shown.shown_at = utc_now()
    given.commit()
    assert "Shown to its partner in the coordination window" in read(review.reviewer, f"/matches/{shown.id}")
    assert "Shown to its partner" not in read(review.reviewer, f"/matches/{other.id}")
