"""Staff declare their interests on a page, and the pages of matches hold them to it."""

import pytest

from models import Interest, Role
from models.organisations import OrganisationKind


@pytest.fixture
def partner(world):
    return world.organisation(OrganisationKind.PARTNER, name="Example <Bank>")


def test_an_interest_is_declared_and_ended_by_its_owner(world, browse, kept, events, partner):
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    browser = browse(reviewer)
    assert "You have declared no interest." in browser.get("/interests/").words()
    declared = browser.fill_in("/interests/", organisation=str(partner.id), nature="My sister works there.")
    assert declared.location == "/interests/"
    page = browser.get("/interests/")
    assert page.rows() == ["Example <Bank>"]
    assert "My sister works there." in page.words()
    [link] = [one for one in page.links() if one.endswith("/end")]
    assert "Say in a sentence why it is no more." in browser.fill_in(link, reason=" ").errors()
    assert browser.fill_in(link, reason="She left.").location == "/interests/"
    assert browser.get("/interests/").rows() == []
    [interest] = kept(lambda session: session.query(Interest).all())
    assert (interest.ended_because, interest.ended_at is not None) == ("She left.", True)
    assert events() == ["interest.declare", "interest.end"]


def test_half_a_declaration_is_none(world, browse, kept, partner):
    reviewer = world.user(Role.REVIEWER)
    world.interest(reviewer, partner)
    world.commit()
    browser = browse(reviewer)
    assert browser.fill_in("/interests/", nature="It is mine.").errors() == ["Choose an organisation."]
    nothing = browser.fill_in("/interests/", organisation=str(partner.id), nature="")
    assert nothing.errors() == ["Say in a sentence what ties you to it."]
    again = browser.fill_in("/interests/", organisation=str(partner.id), nature="Again.")
    assert (again.status, again.errors()) == (422, ["You declared this interest already."])
    assert len(kept(lambda session: session.query(Interest).all())) == 1


def test_another_persons_interest_does_not_exist_for_one(world, browse, partner):
    interest = world.interest(world.user(Role.REVIEWER), partner)
    other = world.user(Role.REVIEWER)
    world.commit()
    assert browse(other).get(f"/interests/{interest.id}/end").status == 404
    assert "Example <Bank>" not in browse(other).get("/interests/").rows()
