"""What staff read in confidence, and what people are refused, is on the audit trail."""

import uuid
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.services.record import access_events
from models import AuditEvent, Role
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus


@pytest.fixture
def trail(kept):
    """action and id of each event, with how often there is one."""
    statement = select(AuditEvent.action, AuditEvent.subject_id)
    return lambda: Counter((action, uuid.UUID(one)) for action, one in kept(lambda s: s.execute(statement).all()))


@pytest.fixture
def closed(world):
    """An offer whose partner opened no amounts."""
    return world.offer(capacity=HorizonAmounts(777_00, 0, 0))


def test_a_reading_of_a_confidential_offer_is_recorded_once_an_hour(browse, world, closed, trail):
    reviewer, open_ = world.user(Role.REVIEWER), world.offer(amounts_disclosed=True)
    partner = world.user(Role.PARTNER_OFFICER, closed.organisation)
    world.commit()
    for user in (reviewer, reviewer, partner):
        assert "777" in browse(user).get(f"/offers/{closed.id}").main()
    browse(reviewer).get(f"/offers/{open_.id}")
    assert trail() == {("offer.read", closed.id): 1}


def test_each_confidential_offer_on_the_capacity_board_is_recorded(browse, world, closed, trail):
    other, administrator = world.offer(), world.user(Role.ADMINISTRATOR)
    partner = world.user(Role.PARTNER_OFFICER, closed.organisation)
    world.commit()
    browse(partner).get("/capacity/")
    assert trail() == {}
    browse(administrator).get("/capacity/")
    assert trail() == {("offer.read", closed.id): 1, ("offer.read", other.id): 1}


def test_the_pages_of_a_match_and_of_a_pair_show_what_an_offer_has_left_and_are_recorded(browse, world, closed, trail):
    match, need, reviewer = world.match(offer=closed), world.need(), world.user(Role.REVIEWER)
    other = world.offer()
    world.commit()
    browse(reviewer).get(f"/matches/{match.id}")
    browse(reviewer).get(f"/rounds/{match.plan.run.round_id}/pairs/{need.id}/{other.id}")
    assert trail() == {("offer.read", closed.id): 1, ("offer.read", other.id): 1}


def test_what_is_read_on_a_refused_form_is_recorded_as_well(browse, world, trail, site):
    site.config["WTF_CSRF_ENABLED"] = False
    offer, reviewer = world.offer(status=SubmissionStatus.SUBMITTED), world.user(Role.REVIEWER)
    world.commit()
    refused = browse(reviewer).send(f"/offers/{offer.id}/send-back", {"comment": ""})
    assert (refused.status, "1,000" in refused.main()) == (422, True)
    assert trail() == {("offer.read", offer.id): 1}


def test_no_confidential_amount_is_shown_that_cannot_be_recorded(browse, world, closed, monkeypatch):
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    monkeypatch.setattr(access_events, "due", fail)
    page = browse(reviewer).get(f"/offers/{closed.id}")
    assert (page.status, "777" in page.text) == (503, False)


def test_a_refused_right_is_recorded_once_an_hour(browse, world, trail, site):
    site.config["WTF_CSRF_ENABLED"] = False
    need, city = world.need(status=SubmissionStatus.SUBMITTED), world.user(Role.CITY_OFFICER)
    owner = world.user(Role.CITY_OFFICER, need.organisation)
    world.commit()
    missing = uuid.uuid4()
    for _again in range(2):
        assert browse(owner).send(f"/needs/{need.id}/publish", {}).status == 403
        assert browse(city).send(f"/needs/{need.id}/publish", {}).status == 404
        assert browse(city).send(f"/needs/{missing}/publish", {}).status == 404
        assert browse(city).get(f"/needs/{need.id}").status == 404
    assert trail() == {("access.refuse", need.id): 2, ("access.refuse", missing): 1}


def test_a_visitor_who_is_asked_to_sign_in_leaves_no_event(browse, world, trail, site):
    site.config["WTF_CSRF_ENABLED"] = False
    need = world.need(status=SubmissionStatus.SUBMITTED)
    world.commit()
    assert browse(None).send(f"/needs/{need.id}/publish", {}).status == 401
    assert trail() == {}


def test_a_refusal_that_cannot_be_recorded_is_still_a_refusal(browse, world, monkeypatch):
    city = world.user(Role.CITY_OFFICER)
    world.commit()
    monkeypatch.setattr(access_events, "due", fail)
    assert browse(city).get("/audit/").status == 403


def fail(*_arguments, **_more):
    raise OperationalError("INSERT", {}, Exception("no room left"))
