"""Each limit that a pin may pass has a sentence of its own, with its figures."""

import html

import pytest

from app.pages.review.rounds import wording
from matching.conflicts import LIMIT_RULES
from matching.eligibility import TESTS
from models.errors import BeyondLimits, BrokenLimit, Figures

DOLLARS, EUROS = Figures(1200_00, 1000_00, "USD"), Figures(600_00, 500_00, "EUR")
ASKED = "USD\u00a01,200 pinned, at most USD\u00a01,000 possible"
TITLES = {"need": "Wells", "offer": "Fund"}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (BrokenLimit("need_amount", "Wells", "", (DOLLARS,)), f"What “Wells” still asks for: {ASKED}."),
        (
            BrokenLimit("capacity:medium", "", "Fund", (DOLLARS, EUROS)),
            f"Free capacity of “Fund”, Medium (years 2–5): {ASKED} "
            "(EUR\u00a0600 pinned, at most EUR\u00a0500 possible).",
        ),
        (
            BrokenLimit("min_amount", **TITLES, figures=(Figures(5_00, 10_00),)),
            "Smallest partnership of “Fund”, with “Wells”: 5 expert-days pinned, at least 10 expert-days possible.",
        ),
        (
            BrokenLimit("most_partnerships", "", "Fund", (Figures(3, 2),)),
            "Partnerships that “Fund” still wants: 3 pinned, at most 2 possible.",
        ),
        (BrokenLimit("window:long", "Wells"), "“Wells” wants no support in Long (years 5–10)."),
        (BrokenLimit("not_published", "", "Fund"), "“Fund” takes no part in the round: it is not published."),
        (
            BrokenLimit("offer_expired", "", "Fund"),
            "“Fund” takes no part in the round. The offer was open until a day that has passed.",
        ),
        (
            BrokenLimit("closed_by_share", **TITLES, figures=(DOLLARS,)),
            "“Wells” can get nothing more of “Fund”: it has USD\u00a01,200 of it, and USD\u00a01,000 is the offer’s "
            "largest share of this need.",
        ),
    ],
)
def test_a_limit_is_told_with_its_figures(site, broken, told):
    with site.test_request_context():
        assert wording.limit(broken) == told


def test_every_rule_that_refuses_a_pin_has_words(site):
    with site.test_request_context():
        for rule in {*LIMIT_RULES} - {"eligibility", "window", "partnership_size", "forbid", "pin"}:
            detail = ":short" if rule == "capacity" else ""
            assert "pinned, at most" in wording.limit(BrokenLimit(f"{rule}{detail}", **TITLES, figures=(DOLLARS,)))
        told = {wording.limit(BrokenLimit(f"eligibility:{test}", **TITLES)) for test in TESTS}
    assert len(told) == len(TESTS)


def test_of_many_limits_the_first_few_are_told(site):
    with site.test_request_context():
        told = wording.refused(BeyondLimits([BrokenLimit("need_amount", str(n), "", (DOLLARS,)) for n in range(12)]))
    assert len(told) == 12
    assert told[-1] == "and 2 more limits."


def test_a_refused_pin_says_why_on_its_page(given, sign_in, review):
    match = review.matches[0]
    match.offer.title = "Water <fund>"
    given.commit()
    data = {"version": 1, "verdict": "pin", "reason": "All of it", "short": "1200"}
    answer = sign_in(review.reviewer).post(f"/matches/{match.id}", data=data)
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "No plan could hold what is pinned here" in page
    assert f"Free capacity of “Water <fund>”, Short (years 0–2): {ASKED}." in page
    assert f"What “Water for the hill” still asks for: {ASKED}." in page
