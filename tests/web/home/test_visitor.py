"""The first page of a visitor: where needs are, how they become partnerships, and the newest of these."""

import pytest

from app.pages.home.visitor import NEWEST
from app.services.partnerships import overview
from models.lifecycle import MatchStatus, PartnershipStatus, SubmissionStatus


@pytest.fixture
def first(browse):
    return lambda: browse().get("/")


def test_each_city_with_published_needs_is_a_dot_and_a_row(world, first):
    nairobi = world.programme()
    for status in (SubmissionStatus.PUBLISHED, SubmissionStatus.PUBLISHED, SubmissionStatus.DRAFT):
        world.need(programme=nairobi, status=status)
    world.need(title="Not yet", status=SubmissionStatus.SUBMITTED)
    world.commit()
    page = first()
    assert page.text.split("<main")[1].count("<circle") == 1
    assert f"{nairobi.city.name}: 2 needs" in page.text
    assert "Not yet" not in page.text
    assert f"/needs/?q={nairobi.city.name.split()[0]}" in page.text


def test_the_way_from_need_to_partnership_is_told_with_todays_numbers(world, first):
    match = world.match(status=MatchStatus.APPROVED)
    world.match(plan=match.plan, status=MatchStatus.REJECTED)
    match.plan.published_at = match.plan.run.created_at
    world.partnership(match=match, status=PartnershipStatus.ACCEPTED)
    world.commit()
    words = first().words()
    for told in ("1 plan published", "The newest plan takes up 1 need.", "1 partnership accepted by both sides"):
        assert told in words


def test_the_newest_partnerships_are_those_that_anybody_may_see(world, first):
    for n in range(NEWEST + 1):
        match = world.match(world.need(title=f"Wells {n}"), status=MatchStatus.APPROVED)
        world.partnership(match=match, status=PartnershipStatus.ACTIVE)
    offered = world.match(world.need(title="Only offered"), status=MatchStatus.APPROVED)
    world.partnership(match=offered, status=PartnershipStatus.OFFERED)
    world.commit()
    text = first().text
    assert text.count(">Wells ") == NEWEST
    assert "Only offered" not in text


def test_a_visitor_of_an_empty_site_is_told_how_it_works(first):
    page = first()
    assert "From need to partnership" in page.text
    assert "<svg" not in page.text.split("<main")[1]


def test_of_very_many_cities_the_map_shows_those_with_the_most_needs(given):
    given.need()
    many = given.programme()
    for _ in range(2):
        given.need(programme=many)
    given.commit()
    assert [one.needs for one in overview.cities_with_needs(given.session, 2)] == [2, 1]
    assert [one.city for one in overview.cities_with_needs(given.session, 1)] == [many.city]
