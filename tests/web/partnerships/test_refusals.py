"""The side that said no is the one that lets a pair be proposed again; each sees who said no, when and why."""

import pytest

from models import Message, Refusal, Role, UnservedNeed
from models.base import utc_now
from models.lifecycle import PartnershipStatus, RefusalStatus

LIFT = "Let this pair be proposed again"


@pytest.fixture
def refused(world, browse):
    """A partnership that its city declined in the first round, and everybody around it at their browsers."""
    round_ = world.round(title="First round")
    match = world.match(world.need(title="Water"), world.offer(title="Money"), world.plan(world.run(round_)))
    partnership = world.partnership(match, status=PartnershipStatus.DECLINED, reason="Found it at home.")
    refusal = world.refusal(partnership)
    city, partner = partnership.parties
    users = {
        "city": world.user(Role.CITY_OFFICER, city), "partner": world.user(Role.PARTNER_OFFICER, partner),
        "reviewer": world.user(Role.REVIEWER),
    }  # fmt: skip
    world.commit()
    return refusal, partnership, {name: browse(user) for name, user in users.items()}


def test_the_side_that_said_no_lifts_it_and_the_others_are_told(refused, kept):
    refusal, partnership, who = refused
    page, action = f"/partnerships/{partnership.id}", f"/partnerships/refusals/{refusal.id}/lift"
    for other in ("partner", "reviewer"):
        assert "said no in First round" in who[other].get(page).main()
        assert LIFT not in who[other].get(page).main()
        token = who[other].get("/account").hidden("csrf_token")
        assert who[other].send(action, {"csrf_token": token}).status == 403
    assert who["city"].press(page, action).location == page
    assert kept(lambda session: session.get(Refusal, refusal.id).status) == RefusalStatus.LIFTED
    assert kept(lambda session: session.query(Message).count()) == 2
    assert "may be proposed again" in who["partner"].get("/messages/").main()
    assert LIFT not in who["city"].get(page).main()


def test_a_no_stands_on_the_pages_of_the_need_and_the_offer_with_the_button_of_whose_it_is(refused):
    _refusal, partnership, who = refused
    need, offer = f"/needs/{partnership.need_id}", f"/offers/{partnership.offer_id}"
    told = f"{partnership.need.organisation.name} said no in First round"
    for reader, url in (("city", need), ("reviewer", need), ("partner", offer), ("reviewer", offer)):
        assert told in who[reader].get(url).main()
        assert "Found it at home." in who[reader].get(url).main()
        assert (LIFT in who[reader].get(url).main()) is (reader == "city")
    assert "said no" not in who["partner"].get(need).main()
    assert "said no" not in who["city"].get(offer).main()


def test_a_city_reads_why_its_need_stayed_out_of_the_next_plan(refused, world):
    _refusal, partnership, who = refused
    world.session.begin()
    run = world.run(world.round(title="Second round"))
    steps = [{"test": "horizon", "left": 1, "fell": 0, "fell_here_alone": 0}]
    said = {
        "funnel": {"offers": 1, "fits": 1, "steps": steps, "shuts_out_most": None},
        "candidates": [{"offer": str(partnership.offer_id), "score": 0.5, "obstacles": ["refused"]}],
    }
    plan = world.plan(run, published_at=utc_now())
    world.session.add(UnservedNeed(plan=plan, need=partnership.need, explanation=said))
    world.commit()
    page = who["city"].get(f"/needs/{partnership.need_id}").main()
    assert "with the reason “Found it at home.”" in page
    assert "could not take this amount" not in page
    staff = who["reviewer"].get(f"/runs/{run.id}/unserved/{partnership.need_id}").main()
    assert "One of the two sides said no to the other before" in staff
    assert "Found it at home." in staff


def test_the_round_names_the_pairs_that_are_out_and_why(refused, world, browse):
    _refusal, partnership, who = refused
    world.session.begin()
    round_ = world.round()
    world.commit()
    assert "1 pair that one side refused before" in who["reviewer"].get(f"/rounds/{round_.id}/decisions").main()
    assert "since one of the two said no before" in who["reviewer"].get(f"/rounds/{round_.id}/pool").main()
    page = who["reviewer"].get(f"/rounds/{round_.id}/pool/refused").main()
    assert f"Water – {partnership.offer.organisation.name}" in page
    assert "Not proposed again" in page
    assert "Found it at home." in page
