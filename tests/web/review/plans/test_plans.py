"""What anybody may see of a published plan, and what nobody may."""

import pytest

from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import MatchStatus, PartnershipStatus, RoundStatus


@pytest.fixture
def plan(given):
    round_ = given.round(title="Round <2026>", status=RoundStatus.PUBLISHED)
    summary = {"status": "within_gap", "objective": 2.0, "bound": 2.05, "gap": 0.025}
    made = given.plan(given.run(round_), summary=summary)
    made.published_at = round_.published_at = utc_now()
    return made


def offered(given, plan, status=PartnershipStatus.OFFERED, *, disclosed=False, title="A need", amount=123_00):
    reasons = {"reason": "No"} if status == PartnershipStatus.DECLINED else {}
    match = given.match(
        given.need(title=title),
        given.offer(amounts_disclosed=disclosed, organisation=given.organisation("partner", name=f"Giver of {title}")),
        plan,
        amounts=HorizonAmounts(amount, 0, 0),
        status=MatchStatus.APPROVED,
    )
    return given.partnership(match, status=status, **reasons)


def page_of(sign_in, plan):
    answer = sign_in(None).get(f"/plans/{plan.id}")
    assert answer.status_code == 200
    return answer.text


def test_a_visitor_finds_published_plans_and_no_others(given, sign_in, plan):
    hidden = given.plan()
    given.commit()
    client = sign_in(None)
    listed = client.get("/plans/").text
    assert "Round &lt;2026&gt;" in listed
    assert "Proved near the best" in listed
    assert str(hidden.id) not in listed
    assert client.get(f"/plans/{hidden.id}").status_code in (302, 404)


def test_without_a_published_plan_the_list_says_so(given, sign_in):
    given.commit()
    assert "No plan has been published yet" in sign_in(None).get("/plans/").text


def test_only_partnerships_that_both_sides_accepted_are_named(given, sign_in, plan):
    for status in PartnershipStatus:
        if status not in (PartnershipStatus.WITHDRAWN, PartnershipStatus.TERMINATED):
            offered(given, plan, status, title=f"Need {status}!")
    given.commit()
    page = page_of(sign_in, plan)
    told = {status for status in PartnershipStatus if f"Need {status}!" in page}
    assert told == {
        PartnershipStatus.ACCEPTED, PartnershipStatus.AGREED, PartnershipStatus.ACTIVE, PartnershipStatus.COMPLETED,
    }  # fmt: skip
    assert {status for status in PartnershipStatus if f"Giver of Need {status}!" in page} == told


def test_an_amount_is_told_only_where_the_partner_opened_it(given, sign_in, plan):
    offered(given, plan, PartnershipStatus.ACCEPTED, disclosed=True, title="Open", amount=111_00)
    offered(given, plan, PartnershipStatus.ACCEPTED, title="Closed", amount=777_00)
    given.commit()
    page = page_of(sign_in, plan)
    assert "USD\u00a0111" in page
    assert "not public" in page
    assert "USD\u00a0777" not in page


def test_a_sum_of_few_closed_amounts_is_withheld_and_of_three_it_is_told(given, sign_in, plan):
    for n in range(2):
        offered(given, plan, amount=100_00, title=f"N{n}")
    given.commit()
    assert "Financial amounts are not summed here" in page_of(sign_in, plan)
    offered(given, plan, amount=100_00, title="N3")
    given.commit()
    page = page_of(sign_in, plan)
    assert "not summed here" not in page
    assert "USD\u00a0300" in page


def test_the_totals_count_what_was_approved(given, sign_in, plan):
    offered(given, plan, title="Taken up")
    given.match(given.need(title="Rejected secret"), plan=plan, status=MatchStatus.REJECTED)
    given.commit()
    page = page_of(sign_in, plan)
    assert "1 of 2" in page
    assert "Rejected secret" not in page
    assert "By world region" in page
    assert "at most 2.5% more" in page
