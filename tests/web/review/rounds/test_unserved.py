import pytest

from matching.vocabulary import FLAGS, HORIZONS, INSTRUMENTS
from models import Need
from models.base import utc_now
from models.vocabulary import Kind

FUNNEL = {
    "need": "n", "offers": 7, "fits": 1,
    "steps": [{"test": "theme", "left": 3, "fell": 4, "fell_here_alone": 2}],
}  # fmt: skip


def test_a_need_left_out_says_why_who_took_the_capacity_and_what_would_help(given, read, review, leave_out):
    offer, rival, first = given.offer(title="The only fit"), given.need(title="The rival"), given.need(title="First me")
    found = leave_out(
        review.plan,
        given.need(title="Left out"),
        amount=1_000_00,
        funnel=FUNNEL,
        waits_for=[str(first.id)],
        candidates=[{"offer": str(offer.id), "score": 0.5, "given": 0, "room": 0, "obstacles": ["capacity_taken"]}],
        rivals=[{"offer": str(offer.id), "need": str(rival.id), "amount": 400_00, "score": 0.7}],
        changes=[{"field": "flags", "value": "land_secured", "received": 300_00, "objective": 3.0}],
    )
    given.commit()
    page = read(review.reviewer, f"/runs/{review.run.id}/unserved/{found.need_id}")
    for words in (
        "It asked for USD\u00a01,000.",
        "It waits for a need that is not met",
        "First me",
        "Of 7 offers of its kind",
        "The only fit",
        "Its capacity went to others",
        "The rival",
        "USD\u00a0400",
        "Show evidence for “Land secured”. It would then receive USD\u00a0300.",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("currency", "frozen", "value", "shown"),
    [
        ("JPY", "money_decimals = 0\n", "30001", "JPY\u00a030,001"),
        ("KWD", "money_decimals = 3\n", "30.001", "KWD\u00a030.001"),
        ("JPY", "gap = 0.1\n", "300.01", "JPY\u00a030,001"),
    ],
)
def test_an_amount_to_ask_for_is_read_as_the_run_holds_it(
    given, read, review, leave_out, currency, frozen, value, shown
):
    """Also of a run from before a policy said how many decimals money has."""
    review.round.currency, review.run.snapshot = currency, {"policy.toml": frozen}
    change = {"field": "amount", "value": value, "received": 20_000, "objective": 3.0}
    found = leave_out(review.plan, given.need(currency="USD"), funnel=FUNNEL, changes=[change])
    given.commit()
    page = read(review.reviewer, f"/runs/{review.run.id}/unserved/{found.need_id}")
    assert f"Ask for less: {shown}. It would then receive {currency}\u00a020" in page


def test_an_explanation_that_is_missing_is_not_invented(given, read, review, leave_out):
    found = leave_out(review.plan)
    given.commit()
    page = read(review.reviewer, f"/runs/{review.run.id}/unserved/{found.need_id}")
    assert "The run kept no explanation for this need" in page
    assert "What would bring it in" not in page


def test_what_was_not_tried_is_told_from_what_did_not_help(given, read, review, leave_out):
    untried = leave_out(review.plan, funnel=FUNNEL, changes=None)
    in_vain = leave_out(review.plan, funnel=FUNNEL, changes=[])
    given.commit()
    assert "still trying changes" in read(review.reviewer, f"/runs/{review.run.id}/unserved/{untried.need_id}")
    review.plan.explained_at = utc_now()
    given.commit()
    assert "Not tried" in read(review.reviewer, f"/runs/{review.run.id}/unserved/{untried.need_id}")
    assert "No single change that was tried" in read(
        review.reviewer, f"/runs/{review.run.id}/unserved/{in_vain.need_id}"
    )


def test_the_list_filters_by_city_and_theme_and_says_the_main_reason(given, read, review, leave_out):
    none_fits = leave_out(review.plan, given.need(title="Homes", theme="housing"), funnel=FUNNEL | {"fits": 0})
    leave_out(review.plan, given.need(title="Pipes"), candidates=[{"offer": "x", "obstacles": ["outweighed"]}])
    given.commit()
    url = f"/runs/{review.run.id}/unserved"
    page = read(review.reviewer, url)
    assert "No offer fits it" in page
    assert "The plan does more with the offers that fit elsewhere" in page
    city = none_fits.need.programme.city_id
    for query in (f"city={city}", "theme=housing"):
        page = read(review.reviewer, f"{url}?{query}")
        assert "Homes</a>" in page
        assert "Pipes</a>" not in page


def test_a_need_of_the_plan_itself_is_not_among_those_left_out(sign_in, review):
    served = review.matches[0].need_id
    assert sign_in(review.reviewer).get(f"/runs/{review.run.id}/unserved/{served}").status_code == 404


def test_every_change_that_the_engine_can_propose_has_words(site):
    from app.pages.review.rounds.explanation_words import change

    need = Need(kind=Kind.FINANCIAL, currency="USD")
    proposals = {
        "flags": FLAGS[0],
        "instruments": INSTRUMENTS["financial"][0],
        "last_horizon": HORIZONS[2],
        "first_horizon": HORIZONS[0],
        "max_partners": "2",
        "min_share": "0.25",
        "amount": "1250.5",
    }
    with site.test_request_context():
        said = [change(field, value, need, "USD", 2) for field, value in proposals.items()]
    assert all(said)
    assert said[5:] == ["Accept a smallest useful share of 25%.", "Ask for less: USD\u00a01,250.50."]
