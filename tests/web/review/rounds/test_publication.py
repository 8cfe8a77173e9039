import re
from datetime import date

import pytest

from app.config import ROOT
from app.texts import blockers
from app.texts.refused import explain
from models import Decision, Match, Offer, Partnership, Plan, Role, Round
from models.amounts import HorizonAmounts
from models.errors import Blocker, NotReady
from models.lifecycle import MatchStatus, PartnershipStatus, RoundStatus, SubmissionStatus

AFTERWARDS = "Its partner objected after it was approved"


def approve(given, *matches):
    for match in matches:
        match.status = MatchStatus.APPROVED
    given.commit()


def url_of(review):
    return f"/runs/{review.run.id}/publish"


def test_what_stands_in_the_way_is_named(given, read, review):
    first, second = review.matches
    approve(given, first, second)
    given.match(plan=review.plan)
    first.offer.open_until, first.offer.title = date(2020, 1, 1), "Ended <b>offer</b>"
    second.need.status = SubmissionStatus.CLOSED
    given.commit()
    page = read(review.reviewer, url_of(review))
    for words in (
        "Decide on 1 match",
        "Some matches are not decided yet",
        "The offer “Ended &lt;b&gt;offer&lt;/b&gt;” has left the pool",
        "The need “Drains for the valley” is no longer published",
    ):
        assert words in page
    assert '<form method="post">' not in page


def test_nothing_is_published_while_something_stands_in_the_way(sign_in, review, stored):
    answer = sign_in(review.reviewer).post(url_of(review))
    assert answer.status_code == 409
    assert "Some matches are not decided yet" in answer.text
    assert (stored(Partnership), stored(Round)[0].status) == ([], RoundStatus.IN_REVIEW)


def test_the_page_says_what_will_happen_before_it_does(given, read, review):
    rejected = given.match(plan=review.plan, status=MatchStatus.REJECTED)
    review.matches[0].offer.organisation.name = "Example Bank"
    approve(given, *review.matches)
    page = read(review.reviewer, url_of(review))
    for words in ("2 partnerships are offered", "Example Bank", "USD\u00a0100", "1 rejected match is not part of it"):
        assert words in page
    assert rejected.offer.organisation.name not in page


def test_publishing_makes_partnerships_and_reserves_their_amounts(given, sign_in, review, stored):
    approve(given, *review.matches)
    client = sign_in(review.reviewer)
    answer = client.post(url_of(review))
    assert answer.location == f"/rounds/{review.round.id}"
    assert "2 partnerships wait for the answers of both sides" in client.get(answer.location).text
    assert [one.status for one in stored(Partnership)] == [PartnershipStatus.OFFERED] * 2
    assert sorted(one.reserved.total for one in stored(Offer)) == [100_00, 200_00]
    assert stored(Plan)[0].published_at is not None
    assert client.get(f"/plans/{review.plan.id}").status_code == 200


def test_a_plan_is_published_once(given, sign_in, review, stored):
    approve(given, *review.matches)
    client = sign_in(review.reviewer)
    client.post(url_of(review))
    answer = client.post(url_of(review))
    assert answer.status_code == 409
    assert "The round is over" in answer.text
    assert len(stored(Partnership)) == 2


def test_an_offer_that_has_meanwhile_too_little_is_named_and_nothing_is_reserved(given, sign_in, review, stored):
    offer = review.matches[1].offer
    offer.title = "Shrunk <offer>"
    offer.capacity = HorizonAmounts(150_00, 0, 0)
    approve(given, *review.matches)
    answer = sign_in(review.reviewer).post(url_of(review))
    assert answer.status_code == 409
    assert "The offer “Shrunk &lt;offer&gt;” has less free capacity" in answer.text
    assert stored(Partnership) == []
    assert {one.reserved.total for one in stored(Offer)} == {0}
    assert {one.status for one in stored(Match)} == {MatchStatus.APPROVED}


def test_an_objection_before_the_approval_was_weighed_with_it(given, read, review, object_to):
    match, other = review.matches
    object_to(match)
    given.decision(match, review.reviewer)
    approve(given, match, other)
    assert AFTERWARDS not in read(review.reviewer, f"/matches/{match.id}")
    assert '<form method="post">' in read(review.reviewer, url_of(review))


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_an_objection_after_the_approval_stands_in_the_way_until_somebody_decides_again(
    given, read, sign_in, review, object_to, stored, verdict
):
    match, other = review.matches
    given.decision(match, review.reviewer)
    approve(given, match, other)
    object_to(match)
    given.commit()
    told, link = f"objected to the match “{match.need.title} – {match.offer.organisation.name}”", f"/matches/{match.id}"
    page = read(review.reviewer, url_of(review))
    assert (page.count(told), page.count(f'href="{link}"'), '<form method="post">' in page) == (1, 1, False)
    again = {"version": match.version, "verdict": verdict, "reason": "I called them."}
    client = sign_in(review.reviewer)
    refused = client.post(url_of(review))
    assert (refused.status_code, "The plan was not published" in refused.text) == (409, True)
    assert (refused.text.count(told), refused.text.count(f'href="{link}"')) == (1, 1)
    assert '<form method="post">' not in refused.text, "the page that refuses does not offer the same again"
    assert AFTERWARDS in read(review.reviewer, link)
    assert client.post(link, data=again).status_code == 302
    assert AFTERWARDS not in read(review.reviewer, link)
    assert told not in read(review.reviewer, url_of(review))
    assert client.post(url_of(review)).status_code == 302
    assert len(stored(Partnership)) == (2 if verdict == "approve" else 1)


def test_an_objection_in_the_window_of_another_plan_of_the_round_counts_as_well(given, read, review, object_to):
    match = review.matches[0]
    given.decision(match, review.reviewer)
    earlier = given.match(match.need, match.offer, given.plan(given.run(review.round)))
    elsewhere = given.match(match.need, match.offer, given.plan(given.run(given.round(title="Round of 2025"))))
    approve(given, *review.matches)
    object_to(elsewhere)
    given.commit()
    assert "objected to the match" not in read(review.reviewer, url_of(review))
    object_to(earlier)
    given.commit()
    assert "objected to the match" in read(review.reviewer, url_of(review))


def test_whoever_approves_as_the_second_person_has_weighed_the_objection(given, read, sign_in, review, object_to):
    match, colleague = review.matches[0], given.user(Role.REVIEWER)
    review.round.policy.second_approval_money = match.amounts.total - 1
    review.matches[1].status = MatchStatus.REJECTED
    given.decision(match, review.reviewer)
    approve(given, match)
    object_to(match)
    given.commit()
    assert "objected to the match" in read(colleague, url_of(review))
    seconded = {"version": match.version, "seconding": "I called them."}
    assert sign_in(colleague).post(f"/matches/{match.id}/second", data=seconded).status_code == 302
    assert '<form method="post">' in read(colleague, url_of(review))
    object_to(match, "Still not.")
    given.commit()
    assert "objected to the match" in read(colleague, url_of(review))


def test_many_are_approved_again_at_once_only_where_their_objections_are_taken_in(
    given, read, sign_in, decide_many, review, object_to, stored
):
    for match in review.matches:
        given.decision(match, review.reviewer)
    approve(given, *review.matches)
    object_to(review.matches[0])
    given.commit()
    data = {"version": review.plan.revision, "scope": "shown", "verdict": "approve", "reason": "We called them."}
    client = sign_in(review.reviewer)
    assert decide_many(client, review.page, data).status_code == 422
    assert decide_many(client, review.page, data, also="y").status_code == 302
    assert "objected to the match" not in read(review.reviewer, url_of(review))
    assert [one.reason for one in stored(Decision) if one.undone_at is None].count("We called them.") == 1


def test_only_a_reviewer_publishes(given, sign_in, review):

    administrator, officer = given.user(Role.ADMINISTRATOR), given.user(Role.CITY_OFFICER)
    given.commit()
    assert sign_in(administrator).post(url_of(review)).status_code == 403
    assert sign_in(officer).post(url_of(review)).status_code == 404


def test_every_blocker_of_the_services_has_words(site):
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "app/services").rglob("*.py"))
    assert set(re.findall(r'Blocker\("([a-z_]+)"\)', source)) == {*blockers.PLAIN}
    assert set(re.findall(r'Blocker\("([a-z_]+)", ', source)) == {*blockers.NAMED}
    with site.test_request_context():
        unknown = blockers.sentence(Blocker("unheard_of"))
        assert all("“Wells”" in blockers.sentence(Blocker(code, "Wells")) for code in blockers.NAMED)
        assert all(blockers.sentence(Blocker(code)) != unknown for code in blockers.PLAIN)


def test_what_no_page_expects_is_told_in_words(site):
    with site.test_request_context():
        told = explain(NotReady(Blocker("round_over"), Blocker("offer_full", "Wells")))
    assert "The round is over" in told
    assert "“Wells” has as many partnerships" in told
