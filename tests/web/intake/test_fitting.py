"""The lists of what fits: a city's of offers, a partner's of needs."""

import pytest

from models import Role


@pytest.fixture
def sides(world):
    """A need and an offer that fit, with an officer of each side."""
    need, offer = world.need(title="Wells for the hill"), world.offer(title="Example <Water> Fund")
    world.need(title="Roofs", theme="housing")
    city = world.user(Role.CITY_OFFICER, need.organisation)
    partner = world.user(Role.PARTNER_OFFICER, offer.organisation)
    world.commit()
    return need, offer, city, partner


def test_a_city_sees_which_offers_fit_its_need(sides, browse):
    need, offer, city, _partner = sides
    browser = browse(city)
    assert f"/needs/{need.id}/offers" in browser.get(f"/needs/{need.id}").links()
    page = browser.get(f"/needs/{need.id}/offers")
    assert page.rows() == ["Example <Water> Fund"]
    assert f"/offers/{offer.id}" in page.links()


def test_a_partner_sees_which_needs_fit_its_offer(sides, browse):
    need, offer, _city, partner = sides
    browser = browse(partner)
    assert f"/offers/{offer.id}/needs" in browser.get(f"/offers/{offer.id}").links()
    page = browser.get(f"/offers/{offer.id}/needs")
    assert page.rows() == ["Wells for the hill"]
    assert f"/needs/{need.id}" in page.links()


def test_who_is_on_neither_side_finds_no_list(sides, browse, world):
    need, offer, city, partner = sides
    assert browse(partner).get(f"/needs/{need.id}/offers").status == 403
    assert browse(city).get(f"/offers/{offer.id}/needs").status == 403
    assert browse(None).get(f"/needs/{need.id}/offers").status == 302


def test_a_draft_that_says_too_little_is_told_to_be_completed(world, browse):
    offer = world.offer(status="draft", themes=[])
    officer = world.user(Role.PARTNER_OFFICER, offer.organisation)
    world.commit()
    assert "says too little yet" in browse(officer).get(f"/offers/{offer.id}/needs").words()
