"""A decision on many matches says first what it would do, and goes over nobody's word by itself."""

import html5lib
import pytest
from sqlalchemy import select

from models import Decision, Match, Need, Role
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, PartnershipStatus
from models.vocabulary import Kind

ALL = {"version": 0, "scope": "shown", "verdict": "approve", "reason": "All fit"}


@pytest.fixture
def refuse(given):
    """Let the city of a match have declined the same pair in an earlier round."""

    def refusal(match: Match) -> None:
        earlier = given.plan(given.run(given.round(title="Round of 2025")))
        ended = given.match(match.need, match.offer, earlier)
        given.refusal(given.partnership(ended, status=PartnershipStatus.DECLINED, reason="Found it <at> home."))

    return refusal


@pytest.fixture
def statuses(given, review):
    """Of the matches of the plan, by the title of the need."""

    def read() -> dict[str, str]:
        rows = given.session.execute(select(Need.title, Match.status).join(Match.need).where(Match.plan == review.plan))
        found = dict(rows.all())
        given.session.commit()
        return found

    return read


def test_before_anything_is_decided_a_page_says_what_it_would_do(sign_in, review, given, stored, object_to, refuse):
    days = given.need(kind=Kind.TECHNICAL, currency=None, instruments=["training"], title="Training")
    expert = given.offer(kind=Kind.TECHNICAL, currency=None, instruments=["training"])
    given.match(days, expert, review.plan, amounts=HorizonAmounts(30_00, 0, 0))
    given.match(given.need(title="A large one"), plan=review.plan, amounts=HorizonAmounts(2_000_000_00, 0, 0))
    object_to(review.matches[0])
    refuse(review.matches[1])
    given.commit()
    answer = sign_in(review.reviewer).post(review.page, data=ALL)
    assert answer.status_code == 200
    figures = dict(zip(*[iter(figures_of(answer.text))] * 2, strict=True))
    assert figures == {
        "matches": "2", "in money": "USD 2M", "in expertise": "30 expert-days", "second approvals needed": "1",
        "with an objection": "1", "refused before": "1",
    }  # fmt: skip
    for words in (
        "USD\u00a02,000,000",
        "Not in that country.",
        "said no in Round of 2025",
        "Found it &lt;at&gt; home.",
        "Your reason: All fit",
    ):
        assert words in answer.text
    assert stored(Decision) == []


def figures_of(page: str) -> list[str]:
    """Labels and figures, one after the other."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    [tiles] = [one for one in tree.iter("dl") if one.get("class") == "figures"]
    return [
        "".join(one.itertext()).strip().replace("\u00a0", " ")
        for one in tiles.iter()
        if one.tag == "dt" or one.get("class") == "figure-value"
    ]


@pytest.mark.parametrize("scope", ["shown", "ticked"])
def test_what_somebody_spoke_against_is_left_out_unless_it_is_taken_in(
    sign_in, decide_many, review, given, statuses, object_to, refuse, scope
):
    third = given.match(given.need(title="Lamps for the lane"), plan=review.plan)
    object_to(review.matches[0])
    refuse(review.matches[1])
    given.commit()
    data = ALL | {"scope": scope, "match": [str(one.id) for one in (*review.matches, third)]}
    client = sign_in(review.reviewer)
    assert decide_many(client, review.page, data).status_code == 302
    titles = ("Water for the hill", "Drains for the valley", "Lamps for the lane")
    assert statuses() == dict(zip(titles, ("proposed", "proposed", "approved"), strict=True))
    alone = decide_many(client, review.page, data | {"version": 1})
    assert alone.status_code == 422
    assert "Somebody spoke against each of them" in alone.text
    assert decide_many(client, review.page, data | {"version": 1}, also="y").status_code == 302
    assert set(statuses().values()) == {MatchStatus.APPROVED}


def test_an_objection_that_comes_while_the_page_is_read_is_not_gone_over(sign_in, review, given, stored, object_to):
    client = sign_in(review.reviewer)
    asked = client.post(review.page, data=ALL)
    assert 'name="also"' not in asked.text
    object_to(review.matches[0])
    given.commit()
    answer = client.post(review.page, data=ALL | {"against": "0", "also": "y"})
    assert answer.status_code == 409
    assert "Meanwhile somebody else spoke against one of these" in answer.text
    assert stored(Decision) == []


def test_what_somebody_decides_while_the_page_is_read_is_caught(sign_in, review, given, stored):
    client, colleague = sign_in(review.reviewer), given.user(Role.REVIEWER)
    given.commit()
    assert client.post(review.page, data=ALL).status_code == 200
    url = f"/matches/{review.matches[0].id}"
    sign_in(colleague).post(url, data={"version": 1, "verdict": "reject", "reason": "Not this one"})
    answer = client.post(review.page, data=ALL | {"against": "0"})
    assert answer.status_code == 409
    assert "Somebody else decided meanwhile, so nothing was done." in answer.text
    assert [one.reason for one in stored(Decision)] == ["Not this one"]


def test_what_was_said_stands_on_the_row_also_in_a_later_plan_of_the_round(read, review, given, object_to, refuse):
    object_to(review.matches[0], "We have no office there.")
    refuse(review.matches[1])
    later = given.plan(given.run(review.round))
    given.match(review.matches[0].need, review.matches[0].offer, later)
    given.commit()
    page = read(review.reviewer, review.page)
    assert page.split('id="matches"')[1].count("We have no office there.") == 1
    assert "Found it &lt;at&gt; home." in page
    assert "We have no office there." in read(review.reviewer, f"/runs/{later.run_id}/plan")


def test_who_may_not_decide_is_told_before_the_page_promises_anything(sign_in, review, given, stored):
    given.interest(review.reviewer, review.matches[0].offer.organisation)
    given.commit()
    answer = sign_in(review.reviewer).post(review.page, data=ALL)
    assert answer.status_code == 409
    assert "You have an interest in" in answer.text
